"""Keys for what is kept about signing in, one a purpose, out of one secret."""

import hashlib
import hmac
from functools import cache

from flask import current_app


def key(purpose: str) -> bytes:
    """32 bytes for one purpose: HKDF-SHA256 of SECOND_FACTOR_KEY, or of SECRET_KEY where that is not set."""
    return _derived(current_app.config["SECOND_FACTOR_KEY"] or current_app.config["SECRET_KEY"], purpose)


@cache
def _derived(secret: str, purpose: str) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, salt=None, info=f"consult {purpose}".encode()).derive(secret.encode())


def digest(purpose: str, *parts: object) -> str:
    """HMAC-SHA256 in hexadecimal of some parts, under the key of a purpose."""
    plain = "\0".join(str(part) for part in parts)
    return hmac.new(key(purpose), plain.encode(), hashlib.sha256).hexdigest()
