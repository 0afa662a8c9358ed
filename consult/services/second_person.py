"""Whether somebody is the second person that publishing asks for.

Two accounts are two people as far as anybody here can tell, and these rules say where they are not: the same mailbox
under another name, somebody who does not work here any more, and an account that the other person was just given the
means to sign in to. An administrator who makes up a colleague is beyond them: the list of deeds shows who invited whom.
"""

import datetime as dt
from collections.abc import Iterable

from flask_babel import lazy_gettext as _

from consult.extensions import db
from consult.models import AuditEvent, Membership, Partnership, User
from consult.models.types import now
from consult.services import accounts

WORK = "work"
# Whoever was locked out of their own account by it notices within that time.
NOTICED = dt.timedelta(days=7)
LETS_IN = ("give way back", "take down second factors")


def is_same(one: str, other: str) -> bool:
    """Whether two actors are one person: the same address, in whatever case and with whatever tag after a plus sign."""
    return _mailbox(one) == _mailbox(other)


def works_here(partnership: Partnership, actor: str) -> bool:
    """Whether an actor works with the answers of a partnership now. The shell, which has no account, does."""
    account = accounts.find(actor)
    if account is None:
        return True
    query = db.select(Membership).where(Membership.user_id == account.id, Membership.partnership_id == partnership.id)
    own = db.session.scalar(query.execution_options(populate_existing=True))
    return account.active and own is not None and own.may(WORK)


def why_not(partnership: Partnership, before: Iterable[str], actor: str):
    """Why an actor cannot be the second person after those before them; None: they can.

    Ask it in the transaction that publishes. That they are another person at all is said by `is_same`, in words of
    what is published.
    """
    if not works_here(partnership, actor):
        return _("You do not work with the answers of this partnership any more. Nothing was published.")
    for one in before:
        if _let_in(one, actor) or _let_in(actor, one):
            return _("One of you gave the other a way into their account in the last seven days. So that one person "
                     "cannot do both, somebody else has to decide.")  # fmt: skip
    return None


def others(partnership: Partnership, before: Iterable[str]) -> list[User]:
    """Who could be the second person, by name."""
    return [one for one in accounts.holders(partnership, WORK)
            if not any(is_same(one.email, other) for other in before)]  # fmt: skip


def _mailbox(address: str) -> str:
    local, at, domain = address.casefold().partition("@")
    return local.partition("+")[0] + at + domain


def _let_in(one: str, other: str) -> bool:
    query = db.select(AuditEvent.id).where(
        AuditEvent.actor == one, AuditEvent.subject == other, AuditEvent.verb.in_(LETS_IN),
        AuditEvent.at > now() - NOTICED)  # fmt: skip
    return one != other and db.session.scalar(query.limit(1)) is not None
