"""What tablets seal a wave's answers to, and how they are opened: HPKE (RFC 9180) in base mode.

Sealing tells nothing of who sealed: a tablet shows who it is by its token. The wave, the version of the questionnaire
and the record's own id are bound in, so that nothing sealed can be passed off as another record.
"""

import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy.exc import IntegrityError

from consult.database import writing
from consult.extensions import db
from consult.models import Wave, WaveKey

SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
PURPOSE = "consult outreach response 1"
SCALAR_SIZE = 32


class CannotOpen(Exception):
    """What was sealed does not open: damaged, or sealed to another key, or for something else."""


class KeyLost(Exception):
    """The wave's private key was sealed under a server key that is gone: nothing more may be sealed to it."""


def info(wave_slug: str, version_sha256: str, record_id: str) -> bytes:
    """What is bound into a sealed record: four lines, without an end of line after the last.

    The library has no further authenticated data, so the record's id, in lower case as UUIDs are written, stands here.
    """
    return "\n".join((PURPOSE, wave_slug, version_sha256, record_id)).encode()


def public_key(wave: Wave, server_key: str) -> bytes:
    """The wave's public key, an uncompressed point of 65 bytes; made now if there is none. Raises KeyLost."""
    found = db.session.get(WaveKey, wave.id) or _make(wave, server_key)
    if _private(wave.id, found.private_sealed, server_key) is None:
        raise KeyLost
    return found.public_key


def _make(wave: Wave, server_key: str) -> WaveKey:
    private = ec.generate_private_key(ec.SECP256R1())
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    scalar = private.private_numbers().private_value.to_bytes(SCALAR_SIZE)
    nonce = secrets.token_bytes(12)
    sealed = nonce + _cipher(server_key).encrypt(nonce, scalar, _bound(wave.id))
    try:
        with writing() as session:
            made = WaveKey(wave_id=wave.id, public_key=point, private_sealed=sealed)
            session.add(made)
        return made
    except IntegrityError:
        # Another tablet asked at the same moment: there is one key a wave.
        return db.session.get(WaveKey, wave.id)


def opener(wave_id: int, server_key: str) -> ec.EllipticCurvePrivateKey | None:
    """The private key of a wave; None where it has none, or where it was sealed under a server key that is gone."""
    found = db.session.get(WaveKey, wave_id)
    return _private(wave_id, found.private_sealed, server_key) if found else None


@lru_cache(maxsize=64)
def _private(wave_id: int, sealed: bytes, server_key: str) -> ec.EllipticCurvePrivateKey | None:
    try:
        scalar = _cipher(server_key).decrypt(sealed[:12], sealed[12:], _bound(wave_id))
    except InvalidTag:
        return None
    return ec.derive_private_key(int.from_bytes(scalar), ec.SECP256R1())


def open_(private: ec.EllipticCurvePrivateKey | None, enc: bytes, ciphertext: bytes, bound: bytes) -> bytes:
    """The plain text of what was sealed with `bound` as its info. Raises CannotOpen."""
    if private is None or len(enc) != KEM.P256.enc_length():
        raise CannotOpen
    try:
        return SUITE.decrypt(enc + ciphertext, private, info=bound)
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error


def _cipher(server_key: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"wave key").derive(server_key.encode()))


def _bound(wave_id: int) -> bytes:
    return f"wave {wave_id}".encode()
