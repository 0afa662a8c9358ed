"""Ways back for those who have forgotten their password: an address that is good once and not for long."""

import datetime as dt
import logging
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from flask import Flask, current_app
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeTimedSerializer

from consult.database import writing
from consult.extensions import db
from consult.models import User
from consult.services import audit, mail
from consult.services.signing_in import proofs, sessions

# Hours that a way back is good for: one sent to the person's own address, one that an administrator hands on.
SENT, HANDED_ON = 1, 24
PATH = "/account/way-back/"


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key, salt="way back")


def path(user: User, hours: int) -> str:
    """The path of a page that sets a new password, good once and for so many hours.

    It names the account by what a change of the password changes: whoever used it, or signed in and changed the
    password, has ended it.
    """
    return PATH + _signer().dumps([user.fs_uniquifier, hours])


def whose(token: str) -> User | None:
    """Whose way back it is; None where it was used, is too old or is none."""
    try:
        (uniquifier, hours), made = _signer().loads(token, max_age=HANDED_ON * 3600, return_timestamp=True)
    except (BadSignature, ValueError):
        return None
    if dt.datetime.now(dt.UTC) - made > dt.timedelta(hours=hours):
        return None
    return db.session.scalar(db.select(User).where(User.fs_uniquifier == uniquifier, User.active))


def use(token: str, password: str) -> User | None:
    """Set the password by a way back; None where it is good no longer. Two who use it at the same time are one."""
    user = whose(token)
    if user is None:
        return None
    with writing() as session:
        still = db.select(User.id).where(User.id == user.id, User.fs_uniquifier == user.fs_uniquifier)
        if session.scalar(still.with_for_update()) is None:
            return None
        proofs.set_password(user, password)
        sessions.end_all(user)
        audit.record(user.email, "new password by way back", user.email)
    return user


def send(user: User, address: str) -> None:
    """Send somebody a letter with a way back. `address`: scheme and host of this site.

    In the background: whether there is an account is not told by how long the page takes.
    """
    link = address + path(user, SENT)
    subject = _("A new password for Consult")
    body = _("Somebody, most likely you, asked for a new password for your account at %(address)s.", address=address)
    body += "\n\n" + _("To set one, open this address within an hour. It works once:") + f"\n\n{link}\n\n"
    body += _("If it was not you, there is nothing to do: your password has not changed.") + "\n"
    _background().submit(_send, current_app._get_current_object(), user.email, subject, body)


@cache
def _background() -> ThreadPoolExecutor:
    # Ended by the interpreter when its letters are gone.
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="letters")


def _send(app: Flask, to: str, subject: str, body: str) -> None:
    with app.app_context():
        try:
            mail.send(to, subject, body)
        except mail.NotSent as error:
            # Without the address: the log holds none.
            logging.getLogger(__name__).error("a letter was not sent: %s", error)
