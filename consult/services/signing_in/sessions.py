"""The browsers in which somebody is signed in. A session that is not in the table does not exist, on any host."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import exists

from consult.database import writing
from consult.extensions import db
from consult.models import AccountSession, Membership, Passkey, Role, User
from consult.models.account_session import STRONG_MEANS
from consult.models.types import now
from consult.services import audit

# When a session was last seen is written once in that time, not with each page.
SEEN_EVERY = dt.timedelta(minutes=5)
# Security is changed by somebody who proved who they are within that time.
FRESH_FOR = dt.timedelta(minutes=15)


@dataclass(frozen=True)
class Current:
    """Somebody signed in, their session, and whether they must set up a second factor before anything else."""

    user: User
    session: AccountSession
    must_set_up: bool


def begin(user: User, means: str, browser: str, before: str | None = None) -> tuple[AccountSession, str]:
    """(a new session, the token its cookie holds), written down. `means`: one of AccountSession's MEANS.

    `before`: the token of the session that this browser had, which the new one takes the place of.
    """
    token = secrets.token_urlsafe(32)
    with writing() as session:
        session.execute(db.delete(AccountSession).where(_is_over() | (AccountSession.digest == _digest(before or ""))))
        row = AccountSession(user_id=user.id, digest=_digest(token), means=means, browser=browser)
        session.add(row)
        audit.record(user.email, "sign in", user.email, means=means, browser=browser)
    return row, token


def current(token: str, uniquifier: str) -> Current | None:
    """Who is signed in with a token; None where it has ended. One question to the database.

    Somebody with a second factor is not signed in by a password alone, however the session came to be.
    """
    is_weak = AccountSession.means.not_in(STRONG_MEANS)
    query = (
        db.select(AccountSession, User, db.and_(is_weak, _is_demanded()))
        .join(User, User.id == AccountSession.user_id)
        .where(AccountSession.digest == _digest(token), User.fs_uniquifier == uniquifier, User.active, ~_is_over(),
               ~db.and_(is_weak, _has_factor()))
    )  # fmt: skip
    found = db.session.execute(query).first()
    if found is None:
        return None
    row, user, must_set_up = found
    if now() - row.seen_at > SEEN_EVERY:
        _seen(row)
    return Current(user, row, must_set_up)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _is_over():
    settings = current_app.config
    idle, longest = dt.timedelta(hours=settings["SESSION_IDLE_HOURS"]), dt.timedelta(days=settings["SESSION_DAYS"])
    return db.or_(AccountSession.seen_at < now() - idle, AccountSession.begun_at < now() - longest)


def _has_factor():
    return db.or_(User.totp_secret.is_not(None), exists().where(Passkey.user_id == User.id))


def _is_demanded():
    roles = current_app.config["SECOND_FACTOR_FOR"]
    return exists().where(Membership.user_id == User.id, Membership.role_id == Role.id, Role.name.in_(roles))


def _seen(row: AccountSession) -> None:
    with writing() as session:
        session.execute(db.update(AccountSession).where(AccountSession.id == row.id).values(seen_at=now()))


def is_fresh(row: AccountSession) -> bool:
    """Whether the person proved who they are a short while ago in that session."""
    return now() - row.proved_at < FRESH_FOR


def proved(row: AccountSession) -> None:
    """The person has proved again who they are."""
    with writing() as session:
        session.execute(db.update(AccountSession).where(AccountSession.id == row.id).values(proved_at=now()))


def of(user: User) -> list[AccountSession]:
    """Where somebody is signed in, the one last seen first."""
    query = db.select(AccountSession).where(AccountSession.user_id == user.id, ~_is_over())
    return list(db.session.scalars(query.order_by(AccountSession.seen_at.desc(), AccountSession.id.desc())))


def end(user: User, session_id: int) -> bool:
    """End one of a person's sessions, at once and everywhere. False: it is not theirs, or has ended."""
    with writing() as session:
        query = db.delete(AccountSession).where(AccountSession.id == session_id, AccountSession.user_id == user.id)
        ended = session.execute(query).rowcount == 1
        if ended:
            audit.record(user.email, "end session", user.email)
    return ended


def end_others(user: User, kept: AccountSession) -> int:
    """End all sessions of a person but one; how many they were."""
    with writing():
        return end_all(user, kept.id)


def end_all(user: User, but: int | None = None) -> int:
    """The same in the caller's transaction, without a session to keep where `but` is None."""
    query = db.delete(AccountSession).where(AccountSession.user_id == user.id, AccountSession.id != (but or 0))
    number = db.session.execute(query).rowcount
    if number:
        audit.record(user.email, "end other sessions", user.email, sessions=number)
    return number
