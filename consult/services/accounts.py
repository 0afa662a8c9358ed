"""Officers' accounts and what each may do in which partnership."""

import secrets

from flask_security import hash_password

from consult.database import writing
from consult.extensions import db
from consult.models import Membership, Partnership, Role, User
from consult.models.user import DUTIES
from consult.services import audit, passwords
from consult.services.signing_in import recovery


def find(email: str) -> User | None:
    """The account with this address."""
    return db.session.scalar(db.select(User).where(User.email == email.lower()))


def of_cookie(uniquifier: str) -> User | None:
    """The open account with this name in cookies."""
    return db.session.scalar(db.select(User).where(User.fs_uniquifier == uniquifier, User.active))


def way_back(user: User) -> str:
    """The path of a page on which somebody sets a new password: good once, for 24 hours, to be handed on."""
    return recovery.path(user, recovery.HANDED_ON)


def add(email: str, name: str, password: str, memberships: list[tuple[Partnership, str]], actor: str) -> User:
    """An account with a role in each of some partnerships."""
    with writing() as session:
        hashed = hash_password(passwords.normal(password))
        user = User(email=email.lower(), name=name, password=hashed, fs_uniquifier=secrets.token_hex(32))
        for partnership, role_name in memberships:
            role = session.scalar(db.select(Role).where(Role.name == role_name))
            user.memberships.append(Membership(partnership=partnership, role=role))
            audit.record(actor, "add account", email.lower(), partnership, role=role_name)
        session.add(user)
    return user


def memberships(user: User) -> list[Membership]:
    """The partnerships a user works for, by name."""
    query = db.select(Membership).join(Partnership).where(Membership.user_id == user.id).order_by(Partnership.name)
    return list(db.session.scalars(query))


def holders(partnership: Partnership, duty: str) -> list[User]:
    """Those whose role in a partnership includes a duty, by name; closed accounts are not among them."""
    roles = [name for name, duties in DUTIES.items() if duty in duties]
    query = db.select(User).join(Membership).join(Role).where(
        Membership.partnership_id == partnership.id, Role.name.in_(roles), User.active)  # fmt: skip
    return list(db.session.scalars(query.order_by(User.name, User.email)))
