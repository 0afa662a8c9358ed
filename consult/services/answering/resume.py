"""Four words that carry unfinished answers to another device."""

import hashlib
import hmac
import secrets
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from mnemonic import Mnemonic

from consult.database import writing
from consult.extensions import db
from consult.models import ResumeCode, Survey
from consult.models.types import today
from consult.services.answering.drafts import DRAFT_LIFE

WORDS = 4


@cache
def _list() -> tuple[str, ...]:
    """2,048 plain English words (the list of BIP 39), no two alike in their first four letters: 44 bits a code."""
    return tuple(Mnemonic("english").wordlist)


@cache
def _by_beginning() -> dict[str, str]:
    return {word[:4]: word for word in _list()}


def make(survey: Survey, secret: str, server_key: str) -> str:
    """Seal a draft's secret under four fresh words and give the words, which are stored nowhere."""
    words = [secrets.choice(_list()) for _ in range(WORDS)]
    row_id, key = _derive(words, server_key)
    nonce = secrets.token_bytes(12)
    sealed = nonce + AESGCM(key).encrypt(nonce, secret.encode(), str(survey.id).encode())
    with writing() as session:
        session.add(ResumeCode(id=row_id, survey_id=survey.id, sealed=sealed))
    return " ".join(words)


def secret_of(survey: Survey, typed: str, server_key: str) -> str | None:
    """The draft's secret behind four words, or None: unknown words, another survey's, or too old.

    A word is known by its first four letters, so that a slip at its end does no harm.
    """
    words = [_by_beginning().get(word[:4]) for word in typed.lower().replace("-", " ").split()]
    if len(words) != WORDS or not all(words):
        return None
    row_id, key = _derive(words, server_key)
    fresh = ResumeCode.made_on >= today() - DRAFT_LIFE
    row = db.session.scalar(db.select(ResumeCode).where(ResumeCode.id == row_id, fresh))
    if row is None:
        return None
    try:
        return AESGCM(key).decrypt(row.sealed[:12], row.sealed[12:], str(survey.id).encode()).decode()
    except InvalidTag:
        return None


def _derive(words: list[str], server_key: str) -> tuple[str, bytes]:
    """The row's id and the key to it. Slow on purpose: even with the server's key 44 bits are not soon tried."""
    salt = hmac.digest(server_key.encode(), b"resume", "sha256")
    both = hashlib.scrypt(" ".join(words).encode(), salt=salt, n=2**13, r=8, p=1, dklen=64)
    return both[:32].hex(), both[32:]
