"""Codes as a second factor: of an authenticator app (TOTP, RFC 6238), and recovery codes for when it is lost."""

import secrets
import unicodedata

from flask import current_app
from flask_security import Totp

from consult.database import writing
from consult.extensions import db
from consult.models import AccountSession, RecoveryCode, User
from consult.models.account_session import STRONG_MEANS
from consult.services import audit
from consult.services.signing_in import keys, sessions

ISSUER = "Consult"
# Seconds that a telephone's clock may be ahead or behind: one code before and one after.
DRIFT = 30
RECOVERY_CODES = 10
# Crockford's letters: none is mistaken for another when it is copied from paper.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class _Once(Totp):
    """The library's codes, each taken once: whoever looks over a shoulder cannot use it again."""

    def get_last_counter(self, user):
        """The number of the code last taken."""
        return user.totp_counter

    def set_last_counter(self, user, tmatch):
        """Keep the number of this one, unless another worker has taken it in this moment."""
        query = db.update(User).where(
            User.id == user.id, db.or_(User.totp_counter.is_(None), User.totp_counter < tmatch.counter))
        with writing() as session:
            taken = session.execute(query.values(totp_counter=tmatch.counter)).rowcount == 1
        if not taken:
            raise _Taken


class _Taken(Exception):
    """The code was used in this very moment."""


def _totp() -> _Once:
    """The library's maker of secrets and codes. Secrets are sealed under a key that is not in the database."""
    purpose = "authenticator secrets"
    # Named after itself: a secret that was sealed under another is told from one that is wrong.
    return _Once({keys.digest(purpose, "name")[:8]: keys.key(purpose).hex()}, ISSUER)


def new_secret() -> str:
    """A new secret, sealed: it may be kept in a cookie until a first code has shown that the app has it."""
    return _totp().generate_totp_secret()


def to_type(sealed: str) -> str:
    """A secret as a person types it into an app: base32 in groups of four."""
    return _totp().get_totp_pretty_key(sealed)


def to_scan(sealed: str, email: str) -> str:
    """A secret as the address of a picture (data:) to scan: a QR code in SVG, dark on light with its quiet zone."""
    import segno

    code = segno.make(_totp().get_totp_uri(email, sealed), error="m")
    return code.svg_data_uri(scale=5, border=4, dark="#000", light="#fff")


def is_right(user: User, code: str, sealed: str | None = None) -> bool:
    """Whether a code of six figures is the app's of this moment and was not used before.

    `sealed`: a secret that is being set up; None: the account's own.
    """
    secret = sealed or user.totp_secret
    # In whichever numerals the keyboard writes.
    figures = "".join(str(unicodedata.decimal(one, one)) for one in code if not one.isspace())
    if not secret or not figures.isdecimal():
        return False
    try:
        return _totp().verify_totp(figures, secret, user, window=DRIFT)
    except _Taken:
        return False
    except KeyError:
        current_app.logger.error("An authenticator secret was sealed under another SECOND_FACTOR_KEY (or SECRET_KEY).")
        return False


def set_up(user: User, sealed: str, session_: AccountSession) -> list[str] | None:
    """Make an app the account's second factor, in the place of an earlier one.

    Returns recovery codes to be shown once, or None where the person has some. Sessions without a second factor end.
    """
    with writing() as session:
        session.execute(db.update(User).where(User.id == user.id).values(totp_secret=sealed))
        audit.record(user.email, "set up authenticator app", user.email)
        return shown(user, session_, "code")


def shown(user: User, session_: AccountSession, means: str) -> list[str] | None:
    """This session has shown the factor that was just set up. In the caller's transaction; returns as set_up does."""
    if session_.means not in STRONG_MEANS:
        db.session.execute(db.update(AccountSession).where(AccountSession.id == session_.id).values(means=means))
        sessions.end_all(user, session_.id)
    return None if recovery_codes_left(user) else _recovery_codes(user)


def take_down(user: User) -> None:
    """The app is the account's second factor no longer."""
    with writing() as session:
        session.execute(db.update(User).where(User.id == user.id).values(totp_secret=None, totp_counter=None))
        audit.record(user.email, "take down authenticator app", user.email)


def new_recovery_codes(user: User) -> list[str]:
    """New recovery codes; those before them are good no longer."""
    with writing():
        return _recovery_codes(user)


def _recovery_codes(user: User) -> list[str]:
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(16)) for _ in range(RECOVERY_CODES)]
    db.session.execute(db.delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.session.add_all(RecoveryCode(user_id=user.id, digest=_digest(user, code)) for code in codes)
    audit.record(user.email, "make recovery codes", user.email)
    return ["-".join(code[at : at + 4] for at in range(0, 16, 4)) for code in codes]


def recovery_codes_left(user: User) -> int:
    """How many recovery codes have not been used."""
    return db.session.scalar(db.select(db.func.count()).where(RecoveryCode.user_id == user.id))


def use_recovery_code(user: User, typed: str) -> bool:
    """Whether a recovery code is one of the person's. It is good once: two who send it at the same time are one."""
    with writing() as session:
        query = db.delete(RecoveryCode).where(
            RecoveryCode.user_id == user.id, RecoveryCode.digest == _digest(user, typed))
        used = session.execute(query).rowcount == 1
        if used:
            audit.record(user.email, "use recovery code", user.email)
    return used


def _digest(user: User, code: str) -> str:
    plain = "".join(one for one in code.upper() if one.isalnum())
    # Typed from paper: Crockford's way to read what is not among the letters.
    plain = plain.replace("O", "0").replace("I", "1").replace("L", "1")
    return keys.digest("recovery codes", user.id, plain)
