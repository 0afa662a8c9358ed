"""Invitations into a partnership: one link, once, for seven days. Only a digest of the link is stored."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid

from flask_babel import lazy_gettext as _
from flask_security import hash_password
from sqlalchemy.exc import IntegrityError

from consult.database import writing
from consult.extensions import db
from consult.models import AccountInvitation, Membership, Partnership, User
from consult.models.types import now
from consult.questionnaire import clean
from consult.services import accounts, audit, passwords, people
from consult.services.people import Refused

LASTS = dt.timedelta(days=7)
LONGEST_NAME = 120
LONGEST_ADDRESS = 160


def invite(partnership: Partnership, email: str, role_name: str, language: str,
           actor: str) -> tuple[AccountInvitation, str]:  # fmt: skip
    """Ask an address into a partnership: (the invitation, the token of its link, which is stored nowhere).

    Whether the address has an account elsewhere changes nothing here. Raises Refused.
    """
    address, role, token = address_of(email), people.role_named(role_name), secrets.token_urlsafe(32)
    with writing() as session:
        people.lock(partnership)
        people.check_still_manages(partnership, actor)
        if _is_member(partnership, address):
            raise Refused(_("This address belongs to the partnership already."), "email")
        if _open_of(partnership, address) is not None:
            raise Refused(_("This address has an open invitation. Send that one again, or call it back first."),
                          "email")  # fmt: skip
        invitation = AccountInvitation(
            partnership_id=partnership.id, email=address, role_id=role.id, language=language, invited_by=actor,
            token_digest=_digest(token), expires_at=now() + LASTS)  # fmt: skip
        session.add(invitation)
        session.flush()
        audit.record(actor, "invite", address, partnership, role=role.name)
    return invitation, token


def renew(invitation: AccountInvitation, actor: str) -> str:
    """A new link for an open invitation; the one before is dead. Raises Refused."""
    token = secrets.token_urlsafe(32)
    with writing():
        people.lock(invitation.partnership)
        people.check_still_manages(invitation.partnership, actor)
        held = _held(invitation)
        if held.ended_as is not None:
            raise Refused(_("This invitation is over: it was accepted or called back."))
        held.token_digest, held.made_at, held.expires_at, held.invited_by = (
            _digest(token), now(), now() + LASTS, actor)  # fmt: skip
        audit.record(actor, "send invitation again", held.email, held.partnership, role=held.role.name)
    return token


def call_back(invitation: AccountInvitation, actor: str) -> None:
    """End an open invitation: its link is dead. Raises Refused where somebody joined with it meanwhile."""
    with writing():
        people.lock(invitation.partnership)
        people.check_still_manages(invitation.partnership, actor)
        held = _held(invitation)
        if held.ended_as == "accepted":
            raise Refused(_("Somebody joined with this invitation meanwhile."))
        if held.ended_as is None:
            held.ended_as = "called_back"
            audit.record(actor, "call back invitation", held.email, held.partnership, invited_by=held.invited_by)


def open_ones(partnership: Partnership) -> list[AccountInvitation]:
    """The invitations of a partnership that nobody has accepted or called back, also those that ran out."""
    query = db.select(AccountInvitation).where(
        AccountInvitation.partnership_id == partnership.id, AccountInvitation.ended_as.is_(None))  # fmt: skip
    return list(db.session.scalars(query.order_by(AccountInvitation.email)))


def one_of(partnership: Partnership, invitation_id: uuid.UUID) -> AccountInvitation | None:
    """An invitation of a partnership; another's is not found."""
    return db.session.scalar(db.select(AccountInvitation).where(
        AccountInvitation.partnership_id == partnership.id, AccountInvitation.id == invitation_id))  # fmt: skip


def by_token(token: str) -> AccountInvitation | None:
    """The invitation that a link leads to; None for a link that is none, or not any more."""
    return db.session.scalar(db.select(AccountInvitation).where(AccountInvitation.token_digest == _digest(token)))


def state(invitation: AccountInvitation) -> str:
    """What an invitation is now: "open", "expired", "accepted" or "called_back"."""
    return invitation.ended_as or ("open" if now() < invitation.expires_at else "expired")


def for_address(email: str) -> list[AccountInvitation]:
    """The open invitations of an address, in any partnership: for somebody whom the address was proved to be."""
    query = db.select(AccountInvitation).where(
        AccountInvitation.email == email.lower(), AccountInvitation.ended_as.is_(None),
        AccountInvitation.expires_at > now())  # fmt: skip
    return list(db.session.scalars(query.order_by(AccountInvitation.made_at)))


def join_new(invitation: AccountInvitation, name: str, password: str | None) -> User:
    """Accept an invitation with an account made now, or one of that address that was closed; returns it.

    `password` None: the account is for single sign-on only. Raises Refused.
    """
    name = " ".join((clean(name or "") or "").split())
    if not name:
        raise Refused(_("Enter your name"), "name")
    if len(name) > LONGEST_NAME:
        raise Refused(_("Use %(max)d characters or fewer", max=LONGEST_NAME), "name")
    hashed = hash_password(passwords.normal(password if password is not None else secrets.token_urlsafe(32)))
    try:
        with writing() as session:
            held = _takeable(invitation)
            user = accounts.find(held.email)
            if user is not None and user.active:
                raise _has_account()
            if user is None:
                user = User(email=held.email)
                session.add(user)
            user.name, user.password, user.active, user.fs_uniquifier = name, hashed, True, secrets.token_hex(32)
            _join(held, user)
    except IntegrityError as error:
        # Two links of one address, pressed at once.
        raise _has_account() from error
    return user


def join_as(invitation: AccountInvitation, user: User) -> None:
    """Accept an invitation with an account that is signed in. Raises Refused."""
    try:
        with writing():
            _join(_takeable(invitation), user)
    except IntegrityError as error:
        raise _is_member_already() from error


def address_of(typed: str) -> str:
    """An email address as it is kept, in lower case. Raises Refused for what is none."""
    from email_validator import EmailNotValidError, validate_email

    try:
        address = validate_email((typed or "").strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise Refused(_("Enter an email address, such as sam@council.example"), "email") from error
    if len(address) > LONGEST_ADDRESS:
        raise Refused(_("Use %(max)d characters or fewer", max=LONGEST_ADDRESS), "email")
    return address


def _join(held: AccountInvitation, user: User) -> None:
    if _is_member(held.partnership, user.email):
        raise _is_member_already()
    held.ended_as = "accepted"
    user.memberships.append(Membership(partnership=held.partnership, role=held.role))
    audit.record(user.email, "accept invitation", held.email, held.partnership, role=held.role.name,
                 invited_by=held.invited_by)  # fmt: skip
    db.session.flush()


def _takeable(invitation: AccountInvitation) -> AccountInvitation:
    """The invitation, locked. A link that was replaced while its page was open is as dead as one called back."""
    query = db.select(AccountInvitation).where(
        AccountInvitation.id == invitation.id, AccountInvitation.token_digest == invitation.token_digest
    ).with_for_update()  # fmt: skip
    held = db.session.scalar(query.execution_options(populate_existing=True))
    if held is None or state(held) != "open":
        raise Refused(_("This invitation was accepted, called back or replaced meanwhile. Open the link again."))
    return held


def _held(invitation: AccountInvitation) -> AccountInvitation:
    query = db.select(AccountInvitation).where(AccountInvitation.id == invitation.id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _has_account() -> Refused:
    return Refused(_("There is an account with this address already. Sign in with it, then join."), "sign-in")


def _is_member_already() -> Refused:
    return Refused(_("You belong to this partnership already. An administrator changes what you may do there."))


def _is_member(partnership: Partnership, address: str) -> bool:
    query = db.select(Membership.id).join(User).where(
        Membership.partnership_id == partnership.id, User.email == address)  # fmt: skip
    return db.session.scalar(query) is not None


def _open_of(partnership: Partnership, address: str) -> AccountInvitation | None:
    return db.session.scalar(db.select(AccountInvitation).where(
        AccountInvitation.partnership_id == partnership.id, AccountInvitation.email == address,
        AccountInvitation.ended_as.is_(None)))  # fmt: skip


def _digest(token: str) -> str:
    # 256 random bits need neither salt nor a slow digest.
    return hashlib.sha256(token.encode()).hexdigest()
