"""The code that finds one response: shown once sent, and typed to take the answers back."""

import base64
import hashlib

from consult.database import Statement, writing
from consult.extensions import db
from consult.models import Response, Survey, Wave

# Without I, L, O and U: a code is read aloud and typed from paper.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FROM_BASE32 = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET)
_AS_TYPED = str.maketrans("ILO", "110")

_STORED = Statement("SELECT 1 FROM response WHERE receipt_digest = :digest")


def receipt(secret: str, server_key: str) -> str:
    """The code that finds and deletes a response: 80 bits in four groups, had from the secret and not stored."""
    key = hashlib.sha256(server_key.encode()).digest()
    digest = hashlib.blake2b(secret.encode(), key=key, person=b"receipt", digest_size=10)
    code = base64.b32encode(digest.digest()).decode().translate(_FROM_BASE32)
    return "-".join(code[start : start + 4] for start in range(0, 16, 4))


def plain(code: str) -> str:
    """A code as it was made, from however it was typed: case, blanks, dashes and look-alikes do not matter."""
    return "".join(letter for letter in code.upper().translate(_AS_TYPED) if letter in ALPHABET)


def digest(code: str) -> str:
    """What is stored of a receipt."""
    return hashlib.sha256(b"receipt:" + plain(code).encode()).hexdigest()


def was_sent(secret: str, server_key: str) -> bool:
    """Whether a response with this secret's receipt is stored."""
    return _STORED.row({"digest": digest(receipt(secret, server_key))}) is not None


def withdraw(survey: Survey, code: str) -> bool:
    """Delete the one response of this survey with that receipt. False when there is none."""
    waves = db.select(Wave.id).where(Wave.survey_id == survey.id)
    matching = db.delete(Response).where(Response.receipt_digest == digest(code), Response.wave_id.in_(waves))
    with writing() as session:
        return session.execute(matching).rowcount == 1
