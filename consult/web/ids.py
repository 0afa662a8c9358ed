"""Numbers of rows, told in addresses and forms as tokens that nobody can guess or count by.

A row's number says how many there are of its kind in all partnerships, and its neighbour's number. Its token is the
number sealed with AES-SIV (RFC 5297) under a key of its own for each kind: always the same for the same row, so that an
address stays what it is, and one that was not made here, or was made for another kind, is refused.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask, current_app
from werkzeug.routing import BaseConverter, ValidationError

# 16 bytes that prove where it was made, and 8 of the number.
LENGTH = 32


def seal(kind: str, number: int, secret_key: str) -> str:
    """The token of a row: 32 letters, digits, - and _."""
    return urlsafe_b64encode(_cipher(kind, secret_key).encrypt(number.to_bytes(8), None)).decode()


def unseal(kind: str, token: str, secret_key: str) -> int | None:
    """The number of the row that a token of this kind was made for; None of anything else."""
    try:
        return int.from_bytes(_cipher(kind, secret_key).decrypt(urlsafe_b64decode(token), None))
    except (ValueError, InvalidTag):
        return None


@lru_cache(maxsize=64)
def _cipher(kind: str, secret_key: str) -> AESSIV:
    return AESSIV(HKDF(SHA256(), 32, salt=None, info=f"address of a {kind}".encode()).derive(secret_key.encode()))


class SealedId(BaseConverter):
    """`<id(run):run_id>`: the number of a row in the code, its token in the address."""

    regex = rf"[A-Za-z0-9_-]{{{LENGTH}}}"

    def __init__(self, url_map, kind: str):
        super().__init__(url_map)
        self.kind = kind

    def to_python(self, value: str) -> int:
        """As BaseConverter.to_python. A token that was not made here is no address."""
        number = unseal(self.kind, value, current_app.secret_key)
        if number is None:
            raise ValidationError
        return number

    def to_url(self, value: int) -> str:
        """As BaseConverter.to_url."""
        return seal(self.kind, int(value), current_app.secret_key)


def init_ids(app: Flask) -> None:
    """Let routes name rows by `id(kind)`."""
    app.url_map.converters["id"] = SealedId
