"""Invitation codes that work once. Which code was used is known; whose answers came with it is not.

Only keyed digests are stored. A code has 50 bits, which a copied database with plain digests would give away in a
day of trying; and whoever posted the letters could then look up which household has answered.
"""

import hmac
import random
import secrets
import uuid
from dataclasses import dataclass

from flask import current_app

from consult.database import writing
from consult.extensions import db
from consult.models import Invitation, InvitationBatch, Wave
from consult.services import audit
from consult.services.answering.receipts import ALPHABET, plain

CODE_LENGTH = 10
MOST_AT_ONCE = 20_000


@dataclass(frozen=True)
class Count:
    """Of a batch: how many of its codes were used, and how many can still be."""

    used: int
    unused: int


def make(wave: Wave, title: str, number: int, actor: str) -> tuple[InvitationBatch, list[str]]:
    """A batch of `number` fresh codes (1 to MOST_AT_ONCE) and the codes as printed, which are stored nowhere.

    Raises ValueError for another number.
    """
    codes = new_codes(number)
    return keep(wave, title, codes, actor), codes


def new_codes(number: int) -> list[str]:
    """Fresh codes as printed, not kept yet: their letters can be made before anything depends on them."""
    if not 1 <= number <= MOST_AT_ONCE:
        raise ValueError(f"{number} codes: 1 to {MOST_AT_ONCE} can be made at once")
    codes: dict[str, None] = {}
    while len(codes) < number:
        codes[_shown("".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)))] = None
    return list(codes)


def keep(wave: Wave, title: str, codes: list[str], actor: str) -> InvitationBatch:
    """Let a batch of fresh codes in from now on."""
    with writing() as session:
        number = len(codes)
        batch = InvitationBatch(wave_id=wave.id, title=title, number=number, made_by=actor)
        session.add(batch)
        session.flush()
        # In an order that has nothing to do with that of the letters, which follows a list of addresses.
        digests = sorted(digest(code) for code in codes)
        session.execute(db.insert(Invitation), [_row(batch.id, one, used=False) for one in digests])
        audit.record(actor, "make invitations", wave.slug, wave.survey.partnership, batch=batch.id, number=number)
    return batch


def _shown(code: str) -> str:
    return f"{code[:5]}-{code[5:]}"


def digest(code: str) -> str:
    """What is stored of a code, however it was typed."""
    key = current_app.config["DRAFT_KEY"].encode()
    return hmac.digest(key, b"invitation:" + plain(code).encode(), "sha256").hex()


def of(wave: Wave) -> list[InvitationBatch]:
    """The batches of a wave, the newest first."""
    query = db.select(InvitationBatch).where(InvitationBatch.wave_id == wave.id)
    return list(db.session.scalars(query.order_by(InvitationBatch.id.desc())))


def one_of(wave: Wave, batch_id: int) -> InvitationBatch | None:
    """A batch of this wave; another's is not found."""
    query = db.select(InvitationBatch).where(InvitationBatch.wave_id == wave.id, InvitationBatch.id == batch_id)
    return db.session.scalar(query)


def counts(wave: Wave) -> dict[int, Count]:
    """Used and unused codes of each batch of a wave by its id."""
    used = db.func.count().filter(Invitation.used)
    query = (
        db.select(Invitation.batch_id, used, db.func.count())
        .join(InvitationBatch)
        .where(InvitationBatch.wave_id == wave.id)
        .group_by(Invitation.batch_id)
    )
    return {batch_id: Count(used, whole - used) for batch_id, used, whole in db.session.execute(query)}


def state(wave: Wave, code: str) -> str:
    """What a typed code is in this wave: "fresh", "used", "called_back" or "unknown"."""
    query = (
        db.select(Invitation.used, InvitationBatch.called_back)
        .join(InvitationBatch)
        .where(InvitationBatch.wave_id == wave.id, Invitation.code_digest == digest(code))
    )
    found = db.session.execute(query).first()
    if found is None:
        return "unknown"
    if found.used:
        return "used"
    return "called_back" if found.called_back else "fresh"


def use(wave: Wave, code: str) -> bool:
    """Use a code up in the open transaction. True if it was this call that did: of two at once one wins."""
    valid = db.select(InvitationBatch.id).where(InvitationBatch.wave_id == wave.id, ~InvitationBatch.called_back)
    query = (
        db.update(Invitation)
        .where(Invitation.code_digest == digest(code), ~Invitation.used, Invitation.batch_id.in_(valid))
        .values(used=True)
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(query).rowcount == 1


def call_back(batch: InvitationBatch, actor: str) -> None:
    """Refuse the codes of a batch from now on. Answers already given with them stay."""
    with writing():
        batch.called_back = True
        partnership = batch.wave.survey.partnership
        audit.record(actor, "call back invitations", batch.wave.slug, partnership, batch=batch.id)


def mix() -> int:
    """Write the rows of all used codes anew, in random order, in one transaction; how many.

    PostgreSQL puts a changed row behind the others and marks it with the transaction that changed it, which also
    wrote the response. Mixed daily, a copy of the database shows neither the order nor the transaction of a use.
    """
    taken = db.delete(Invitation).where(Invitation.used).returning(Invitation.batch_id, Invitation.code_digest)
    with writing() as session:
        rows = [_row(one.batch_id, one.code_digest, used=True) for one in session.execute(taken)]
        random.SystemRandom().shuffle(rows)
        if rows:
            session.execute(db.insert(Invitation), rows)
    return len(rows)


def _row(batch_id: int, code_digest: str, used: bool) -> dict:
    return {"id": uuid.uuid4(), "batch_id": batch_id, "code_digest": code_digest, "used": used}
