"""Answering: a sealed draft while it lasts, one response when it is sent, and its withdrawal.

The respondent's cookie holds one random secret. From it alone come the draft's id, half of its key, and the
receipt, so nothing stored here leads from a response to a draft, or from either to a person.
"""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from consult.database import writing
from consult.extensions import db
from consult.models import Draft, Response, Survey, Wave
from consult.models.types import today
from consult.questionnaire import AnswerProblem, Questionnaire, problems, prune

# A person who began before the end may finish the day after.
GRACE = timedelta(days=1)
DRAFT_LIFE = timedelta(days=2)

# Without I, L, O and U: a code is read aloud and typed from paper.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FROM_BASE32 = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", _ALPHABET)
_AS_TYPED = str.maketrans("ILO", "110")


class Closed(Exception):
    """The wave takes no more answers. What was typed stays in the draft until it expires."""


class NothingToSend(Exception):
    """There is neither a draft nor a response for this secret."""


class Incomplete(Exception):
    """The answers cannot be sent yet: `problems` says what is missing, in the order of the way."""

    def __init__(self, problems: list[AnswerProblem]):
        self.problems = problems
        super().__init__(problems)


@dataclass
class Sheet:
    """What somebody has answered so far."""

    wave_id: int | None = None
    answers: dict = field(default_factory=dict)


def new_secret() -> str:
    """A fresh secret for a respondent's cookie."""
    return secrets.token_urlsafe(32)


def may_answer(wave: Wave) -> bool:
    """Whether answers may still be given to a wave by somebody who has begun."""
    return wave.state != "draft" and wave.opens_on <= today() <= wave.closes_on + GRACE


def read(secret: str, server_key: str) -> Sheet:
    """The answers kept under a secret; an empty sheet where there are none."""
    draft = db.session.get(Draft, _draft_id(secret))
    return _unseal(draft, secret, server_key) if draft else Sheet()


def keep(wave: Wave, secret: str, server_key: str, entries: dict, names: tuple[str, ...]) -> None:
    """Store one page's answers: `names` are the page's keys, `entries` those that were answered. Raises Closed.

    Reads under a lock, so that two tabs answering at once both keep theirs.
    """
    if not may_answer(wave):
        raise Closed
    with writing() as session:
        draft = session.get(Draft, _draft_id(secret), with_for_update=True)
        sheet = _unseal(draft, secret, server_key) if draft else Sheet()
        answers = {name: value for name, value in sheet.answers.items() if name not in names} | entries
        if draft is None:
            draft = Draft(id=_draft_id(secret), wave_id=wave.id)
            session.add(draft)
        draft.sealed = _seal(wave.id, answers, secret, server_key)


def submit(wave: Wave, questionnaire: Questionnaire, secret: str, server_key: str, language: str) -> str:
    """Turn a draft into a response, once, and return its receipt. Sent again it returns the same receipt.

    Raises Closed, NothingToSend, or Incomplete with what is missing on the path.
    """
    code = receipt(secret, server_key)
    with writing() as session:
        draft = session.get(Draft, _draft_id(secret), with_for_update=True)
        if draft is None:
            if was_sent(secret, server_key):
                return code
            raise NothingToSend
        if not may_answer(wave):
            raise Closed
        sheet = _unseal(draft, secret, server_key)
        if found := problems(questionnaire, sheet.answers):
            raise Incomplete(found)
        session.add(
            Response(
                wave_id=wave.id,
                version_id=wave.version_id,
                channel="open_link",
                language=language,
                answers=prune(questionnaire, sheet.answers),
                receipt_digest=_digest(code),
            )
        )
        session.delete(draft)
    return code


def forget(secret: str) -> None:
    """Delete the draft kept under a secret, if there is one. A response already sent stays."""
    with writing() as session:
        session.execute(db.delete(Draft).where(Draft.id == _draft_id(secret)))


def was_sent(secret: str, server_key: str) -> bool:
    """Whether a response with this secret's receipt is stored."""
    digest = _digest(receipt(secret, server_key))
    return db.session.scalar(db.select(db.exists().where(Response.receipt_digest == digest)))


def receipt(secret: str, server_key: str) -> str:
    """The code that finds and deletes a response: 80 bits in four groups, had from the secret and not stored."""
    key = hashlib.sha256(server_key.encode()).digest()
    digest = hashlib.blake2b(secret.encode(), key=key, person=b"receipt", digest_size=10)
    code = base64.b32encode(digest.digest()).decode().translate(_FROM_BASE32)
    return "-".join(code[start : start + 4] for start in range(0, 16, 4))


def withdraw(survey: Survey, code: str) -> bool:
    """Delete the one response of this survey with that receipt. False when there is none."""
    waves = db.select(Wave.id).where(Wave.survey_id == survey.id)
    matching = db.delete(Response).where(Response.receipt_digest == _digest(code), Response.wave_id.in_(waves))
    with writing() as session:
        return session.execute(matching).rowcount == 1


def purge_drafts() -> int:
    """Delete drafts left alone for longer than their life; how many."""
    old = db.delete(Draft).where(Draft.touched_on < today() - DRAFT_LIFE)
    with writing() as session:
        return session.execute(old).rowcount


def _digest(code: str) -> str:
    plain = "".join(letter for letter in code.upper().translate(_AS_TYPED) if letter in _ALPHABET)
    return hashlib.sha256(b"receipt:" + plain.encode()).hexdigest()


def _draft_id(secret: str) -> str:
    return hashlib.sha256(b"draft:" + secret.encode()).hexdigest()



def _cipher(secret: str, server_key: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=server_key.encode(), info=b"draft").derive(secret.encode()))


def _seal(wave_id: int, answers: dict, secret: str, server_key: str) -> bytes:
    nonce = secrets.token_bytes(12)
    content = json.dumps(answers).encode()
    return nonce + _cipher(secret, server_key).encrypt(nonce, content, str(wave_id).encode())


def _unseal(draft: Draft, secret: str, server_key: str) -> Sheet:
    nonce, content = draft.sealed[:12], draft.sealed[12:]
    try:
        plain = _cipher(secret, server_key).decrypt(nonce, content, str(draft.wave_id).encode())
    except InvalidTag:
        # Sealed under a server key that is gone: nobody can read it any more.
        return Sheet()
    return Sheet(wave_id=draft.wave_id, answers=json.loads(plain))
