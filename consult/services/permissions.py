"""A responsible adult's agreement, recorded before young people under 16 are asked, and the code it gives."""

import datetime as dt
import secrets

from consult.database import writing
from consult.extensions import db
from consult.models import Permission, Wave
from consult.services import audit
from consult.services.answering.receipts import ALPHABET, plain

CODE_LENGTH = 8


def record(wave: Wave, route: str, group_name: str, adult: str, agreed_on: dt.date, expected: int,
           actor: str) -> Permission:
    """Record that an adult has agreed for a group of `expected` young people; its code lets them in.

    `route` is one of the wave's consent_routes. Raises ValueError for another, and for a survey of adults.
    """
    if wave.survey.audience != "young":
        raise ValueError("only a survey of young people needs a permission")
    if route not in wave.consent_routes:
        raise ValueError(f"nobody agrees by way of “{route}” in this wave")
    with writing() as session:
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        permission = Permission(wave_id=wave.id, code=code, route=route, group_name=group_name, adult=adult,
                                agreed_on=agreed_on, expected=expected, recorded_by=actor)  # fmt: skip
        session.add(permission)
        # Who agreed for which children stands in the record itself, not once more in the list of deeds.
        audit.record(actor, "record permission", wave.slug, wave.survey.partnership, route=route, expected=expected)
    return permission


def shown(code: str) -> str:
    """A code as it is printed: XXXX-XXXX."""
    return f"{code[:4]}-{code[4:]}"


def find(wave: Wave, code: str) -> Permission | None:
    """The permission of this wave with that code, however it was typed; None if it was called back.

    Nor is one found whose route the plan of the wave no longer has.
    """
    query = db.select(Permission).where(Permission.wave_id == wave.id, Permission.code == plain(code))
    found = db.session.scalar(query.where(~Permission.called_back))
    return found if found and found.route in wave.consent_routes else None


def of(wave: Wave) -> list[Permission]:
    """The permissions of a wave, the newest first."""
    query = db.select(Permission).where(Permission.wave_id == wave.id)
    return list(db.session.scalars(query.order_by(Permission.id.desc())))


def one_of(wave: Wave, permission_id: int) -> Permission | None:
    """A permission of this wave; another's is not found."""
    query = db.select(Permission).where(Permission.wave_id == wave.id, Permission.id == permission_id)
    return db.session.scalar(query)


def call_back(permission: Permission, actor: str) -> None:
    """Let nobody in with this code any more. Answers already given stay."""
    with writing():
        permission.called_back = True
        wave = permission.wave
        audit.record(actor, "call back permission", wave.slug, wave.survey.partnership, permission=permission.id)
