"""Whose account somebody is whom a provider of single sign-on vouches for. Roles come from invitations alone."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from sqlalchemy.exc import IntegrityError

from consult.database import writing
from consult.extensions import db
from consult.models import SignOnIdentity, User
from consult.services import accounts, audit, joining
from consult.services.people import Refused


def account_of(issuer: str, claims: dict) -> User:
    """The account of whoever a provider vouches for, by its own number for them ("sub").

    At their first sign-on it is linked by an address that the provider has verified: to the account of that address,
    or to a new one where it has an open invitation. `claims`: those of an ID token that was checked. Raises Refused.
    """
    identity = db.session.scalar(db.select(SignOnIdentity).where(
        SignOnIdentity.issuer == issuer, SignOnIdentity.subject == claims["sub"]))  # fmt: skip
    if identity is not None:
        return _if_active(identity.user)
    if not _is_verified(claims):
        raise Refused(_("Your organisation’s sign-on does not say that your email address is verified, so we cannot "
                        "tell which account is yours. Ask whoever looks after it there."))  # fmt: skip
    email = joining.address_of(str(claims["email"]))
    user = accounts.find(email)
    if user is None or not user.active:
        user = _invited(email, claims)
    _link(user, issuer, claims["sub"])
    return user


def unlink(user: User, actor: str) -> int:
    """Part an account from single sign-on, so that its next sign-on links it anew; from how many providers."""
    with writing() as session:
        number = session.execute(db.delete(SignOnIdentity).where(SignOnIdentity.user_id == user.id)).rowcount
        audit.record(actor, "unlink sign on", user.email, number=number)
    return number


def _is_verified(claims: dict) -> bool:
    """Only what the provider says outright: Entra ID has a claim of its own for it, "xms_edov", which it sends as
    a boolean or as 1 or "1"."""
    said = claims.get("email_verified") is True or str(claims.get("xms_edov")).lower() in ("true", "1")
    return bool(claims.get("email")) and said


def _invited(email: str, claims: dict) -> User:
    """The account made of the open invitations of a verified address. Raises Refused where there is none."""
    first, *others = joining.for_address(email) or [None]
    if first is None:
        raise Refused(_("You have no account here. Ask an administrator of your partnership to invite %(email)s.",
                        email=email))  # fmt: skip
    user = joining.join_new(first, str(claims.get("name") or email.partition("@")[0])[: joining.LONGEST_NAME], None)
    for one in others:
        joining.join_as(one, user)
    return user


def _if_active(user: User) -> User:
    if not user.active:
        raise Refused(_("Your account is closed. Ask an administrator of your partnership to invite you again."))
    return user


def _link(user: User, issuer: str, subject: str) -> None:
    try:
        with writing() as session:
            session.add(SignOnIdentity(user_id=user.id, issuer=issuer, subject=subject))
            audit.record(user.email, "link sign on", user.email, issuer=issuer)
    except IntegrityError as error:
        # The address was given to somebody else at the provider: whose account it was is not theirs.
        raise Refused(_("The account of this address is linked with another person of your organisation’s sign-on. "
                        "Ask whoever runs this site to part them.")) from error  # fmt: skip
