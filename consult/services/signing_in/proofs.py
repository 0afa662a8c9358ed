"""What somebody has to prove who they are with, and their password."""

import secrets
from typing import NamedTuple

from flask_security import hash_password, verify_password

from consult.database import writing
from consult.extensions import db
from consult.models import Passkey, RecoveryCode, User
from consult.services import audit, passwords
from consult.services.signing_in import codes, passkeys, sessions


class Factors(NamedTuple):
    """A person's second factors: whether there is an app, how many passkeys, how many recovery codes are left."""

    app: bool
    passkeys: int
    recovery_codes: int

    @property
    def any(self) -> bool:
        """Whether there is a second factor at all; recovery codes stand in for one and are none."""
        return self.app or self.passkeys > 0


def factors(user: User) -> Factors:
    """What somebody has set up."""
    return Factors(user.totp_secret is not None, len(passkeys.of(user)), codes.recovery_codes_left(user))


def is_password(user: User | None, password: str) -> bool:
    """Whether a password is the account's and the account open.

    The work of argon2 is done for an address that nobody has, too: the time tells nothing.
    """
    password = passwords.normal(password)
    if user is None or not user.password:
        hash_password(password)
        return False
    return verify_password(password, user.password) and user.active


def record_series(user: User, proof: str) -> None:
    """Write down that somebody's proofs were wrong so often in a row that the next has to wait."""
    with writing():
        audit.record("sign-in", "slow down wrong tries", user.email, proof=proof)


def change_password(user: User, password: str) -> None:
    """Give an account another password. Ways back that were sent out end, and every session."""
    with writing():
        set_password(user, password)
        sessions.end_all(user)
        audit.record(user.email, "change password", user.email)


def set_password(user: User, password: str) -> None:
    """The same in the caller's transaction, without an event or an end of sessions."""
    # Cookies and ways back hold this name of the account: with another they lead nowhere.
    changed = {"password": hash_password(passwords.normal(password)), "fs_uniquifier": secrets.token_hex(32)}
    db.session.execute(db.update(User).where(User.id == user.id).values(changed))


def take_down_all(user: User, actor: str) -> None:
    """For somebody who has lost all their second factors: they begin with the password alone again.

    It stands in the log of each partnership they work for.
    """
    with writing():
        forget_factors(user)
        for membership in user.memberships:
            audit.record(actor, "take down second factors", user.email, membership.partnership)


def forget_factors(user: User) -> None:
    """Delete every second factor and end every session, in the caller's transaction."""
    for table in (Passkey, RecoveryCode):
        db.session.execute(db.delete(table).where(table.user_id == user.id))
    db.session.execute(db.update(User).where(User.id == user.id).values(totp_secret=None, totp_counter=None))
    sessions.end_all(user)
