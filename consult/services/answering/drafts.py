"""Unfinished answers, sealed: kept, read, forgotten, and purged down to a count."""

import hashlib
import json
import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from consult.database import Statement, writing
from consult.extensions import db
from consult.models import Draft, DropOff, ResumeCode, Wave
from consult.models.types import today
from consult.questionnaire import Questionnaire
from consult.services import audit

DRAFT_LIFE = timedelta(days=2)
# Who takes longer has done something else meanwhile: that says nothing of the questions.
LONGEST_SECONDS = 2 * 3600
# Tabs of one respondent that store at the same moment; more than a person has.
TRIES = 20

_LOCKED = db.select(Draft.wave_id, Draft.sealed).where(Draft.id == db.bindparam("draft")).with_for_update()
_READ = Statement("SELECT wave_id, sealed FROM draft WHERE id = :draft")
_FIRST = Statement(
    "INSERT INTO draft (id, wave_id, sealed, page_id, touched_on) VALUES (:draft, :wave_id, :sealed, :page_id, :day)"
    " ON CONFLICT DO NOTHING"
)
# Sealing takes a fresh nonce each time, so the bytes are the same only where nobody has written meanwhile.
_NEXT = Statement(
    "UPDATE draft SET wave_id = :wave_id, sealed = :sealed, page_id = :page_id, touched_on = :day"
    " WHERE id = :draft AND sealed = :before"
)


@dataclass
class Sheet:
    """What somebody has answered so far, and how they came.

    wave_id      the wave it belongs to; None for an empty sheet
    answers      item name -> answer
    visited      ids of the pages that were answered or passed over
    link_id      the short link they came by
    invitation   the invitation code they came with
    age_group    of a young person, "11-15" or "16-17"
    consent      who agreed that they may answer, one of consult.models.response.CONSENT_ROUTES
    began        the moment it was begun, seconds since 1970 in tens: here alone, sealed, and gone with the draft
    sealed       the bytes that it was read from, None for one that was not: what tells whether others wrote since
    """

    wave_id: int | None = None
    answers: dict = field(default_factory=dict)
    visited: list[str] = field(default_factory=list)
    link_id: int | None = None
    invitation: str | None = None
    age_group: str | None = None
    consent: str | None = None
    began: int | None = None
    sealed: bytes | None = None

    @property
    def under_16(self) -> bool:
        """Whether what is not asked of children is left out."""
        return self.age_group == "11-15"

    @property
    def begun(self) -> bool:
        """Whether somebody has agreed to answer, or answered or passed over a page."""
        return bool(self.visited or self.consent)

    @property
    def seconds(self) -> int | None:
        """How long it has taken so far, in tens of seconds; None where somebody paused, or a clock was set."""
        if self.began is None:
            return None
        taken = _tens(time.time()) - self.began
        return taken if 0 <= taken <= LONGEST_SECONDS else None


def _tens(seconds: float) -> int:
    return int(seconds // 10) * 10


def new_secret() -> str:
    """A fresh secret for a respondent's cookie."""
    return secrets.token_urlsafe(32)


class Crowded(Exception):
    """Others stored under the same secret each time that this was tried."""


def read(secret: str, server_key: str) -> Sheet:
    """The sheet kept under a secret; an empty one where there is none."""
    row = _READ.row({"draft": draft_id(secret)})
    if row is None:
        return Sheet()
    sheet = _unseal(*row, secret, server_key)
    sheet.sealed = row[1]
    return sheet


def change(wave: Wave, questionnaire: Questionnaire, secret: str, server_key: str,
           edit: Callable[[Sheet], None], sheet: Sheet | None = None) -> Sheet:
    """The sheet as `edit` leaves it, stored. `sheet` is what was read of it a moment ago, if it was: it is changed.

    Where another tab has stored something meanwhile, `edit` is done again on that, so that both keep theirs.
    """
    for _try in range(TRIES):
        sheet = sheet or read(secret, server_key)
        if sheet.wave_id != wave.id:
            # A draft of an earlier wave does not flow into this one.
            sheet = Sheet(wave_id=wave.id, began=_tens(time.time()), sealed=sheet.sealed)
        edit(sheet)
        if _store(questionnaire, secret, server_key, sheet):
            return sheet
        sheet = None
    raise Crowded


def _store(questionnaire: Questionnaire, secret: str, server_key: str, sheet: Sheet) -> bool:
    """Store a sheet, unless somebody else has stored since it was read: then False."""
    before, sheet.sealed = sheet.sealed, _seal(sheet, secret, server_key)
    row = {
        "draft": draft_id(secret),
        "wave_id": sheet.wave_id,
        "sealed": sheet.sealed,
        "page_id": _furthest(questionnaire, sheet),
        "day": today().isoformat(),
    }
    return (_FIRST.count(row) if before is None else _NEXT.count(row | {"before": before})) == 1


def locked(secret: str, server_key: str) -> Sheet | None:
    """The sheet, its row under a lock in the open transaction; None where there is none."""
    row = db.session.connection().execute(_LOCKED, {"draft": draft_id(secret)}).first()
    return _unseal(row.wave_id, row.sealed, secret, server_key) if row else None


def forget(secret: str) -> None:
    """Delete the draft kept under a secret, if there is one. A response already sent stays."""
    with writing() as session:
        session.execute(db.delete(Draft).where(Draft.id == draft_id(secret)))


def purge(actor: str = "retention") -> Counter[str]:
    """Delete drafts left alone for longer than their life, counting how far each had come; how many of each wave.

    Codes to go on elsewhere go with them.
    """
    old = today() - DRAFT_LIFE
    # In one order, so that of two that purge at once the second finds nothing left, and neither waits in a circle.
    stale = db.select(Draft.id, Draft.wave_id, Draft.page_id).where(Draft.touched_on < old)
    stale = stale.order_by(Draft.id).with_for_update()
    with writing() as session:
        gone = session.execute(stale).all()
        for _id, wave_id, page_id in gone:
            if page_id:
                _count(wave_id, page_id)
        session.execute(db.delete(Draft).where(Draft.id.in_([row.id for row in gone])))
        session.execute(db.delete(ResumeCode).where(ResumeCode.made_on < old))
        waves = [(session.get(Wave, id_), number) for id_, number in Counter(row.wave_id for row in gone).items()]
        for wave, number in waves:
            audit.record(actor, "delete unfinished answers", wave.slug, wave.survey.partnership, drafts=number)
    return Counter({wave.slug: number for wave, number in waves})


def draft_id(secret: str) -> str:
    """The id of the draft kept under a secret."""
    return hashlib.sha256(b"draft:" + secret.encode()).hexdigest()


def _count(wave_id: int, page_id: str) -> None:
    known = db.session.get(DropOff, (wave_id, page_id))
    if known is None:
        db.session.add(DropOff(wave_id=wave_id, page_id=page_id, number=1))
        db.session.flush()
    else:
        known.number += 1


def _furthest(questionnaire: Questionnaire, sheet: Sheet) -> str | None:
    """The last page answered of those that stand on everybody's way, so that it tells nothing of the answers."""
    answered = (page for page in reversed(questionnaire.pages) if page.id in sheet.visited)
    return next((page.id for page in answered if _is_common(page)), None)


def _is_common(page) -> bool:
    return page.when is None and page.section.when is None and any(item.when is None for item in page.items)


def _cipher(secret: str, server_key: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=server_key.encode(), info=b"draft").derive(secret.encode()))


def _seal(sheet: Sheet, secret: str, server_key: str) -> bytes:
    nonce = secrets.token_bytes(12)
    content = json.dumps({key: value for key, value in vars(sheet).items() if value and key != "sealed"}).encode()
    return nonce + _cipher(secret, server_key).encrypt(nonce, content, str(sheet.wave_id).encode())


def _unseal(wave_id: int, sealed: bytes, secret: str, server_key: str) -> Sheet:
    try:
        plain = _cipher(secret, server_key).decrypt(sealed[:12], sealed[12:], str(wave_id).encode())
    except InvalidTag:
        # Sealed under a server key that is gone: nobody can read it any more.
        return Sheet()
    return Sheet(**json.loads(plain))
