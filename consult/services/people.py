"""Who belongs to a partnership: an administrator changes roles and removes people, within what keeps it governed."""

from __future__ import annotations

import secrets

from flask_babel import lazy_gettext as _

from consult.database import writing
from consult.extensions import db
from consult.models import AccountInvitation, Membership, Partnership, Passkey, Role, SignOnIdentity, User
from consult.models.belonging import of_every_partnership
from consult.roles import DUTIES
from consult.roles import ROLES as ROLES
from consult.services import accounts, audit
from consult.services.signing_in import proofs

MANAGE = "manage"


class Refused(Exception):
    """It cannot be done so; nothing was changed. `words` says why and what to do, `place` the field."""

    def __init__(self, words, place: str | None = None):
        self.words, self.place = words, place
        super().__init__(words)


def members(partnership: Partnership) -> list[Membership]:
    """Everybody who belongs to a partnership, by name."""
    query = db.select(Membership).join(User).where(Membership.partnership_id == partnership.id)
    return list(db.session.scalars(query.order_by(User.name, User.email)))


def member(partnership: Partnership, membership_id: int) -> Membership | None:
    """One of them; another partnership's is not found."""
    return db.session.scalar(
        db.select(Membership).where(Membership.partnership_id == partnership.id, Membership.id == membership_id)
    )


def change_role(membership: Membership, role_name: str, actor: str) -> list[AccountInvitation]:
    """Give somebody another role; returns the invitations of theirs that were called back with it. Raises Refused."""
    role = role_named(role_name)
    with writing():
        held, partnership = _held(membership, actor)
        before = held.role.name
        if before == role.name:
            return []
        if MANAGE not in DUTIES[role.name]:
            _another_administrator(held)
        held.role = role
        audit.record(actor, "change role", held.user.email, partnership, before=before, role=role.name)
        return [] if held.may(MANAGE) else _call_back_theirs(held, actor)


def remove(membership: Membership, actor: str) -> list[AccountInvitation]:
    """Take somebody out of a partnership; an account that belongs nowhere else is closed.

    Returns the invitations of theirs that were called back with it. Raises Refused.
    """
    with writing() as session:
        held, partnership = _held(membership, actor)
        _another_administrator(held)
        user, theirs = held.user, _call_back_theirs(held, actor)
        audit.record(actor, "remove member", user.email, partnership, role=held.role.name)
        is_last = not belongs_elsewhere(held)
        session.delete(held)
        session.flush()
        if is_last:
            _close(user, actor)
    return theirs


def with_second_factor(partnership: Partnership) -> set[int]:
    """The ids of the accounts of a partnership that have an authenticator app or a passkey."""
    has = db.or_(User.totp_secret.is_not(None), db.exists().where(Passkey.user_id == User.id))
    query = db.select(User.id).join(Membership).where(Membership.partnership_id == partnership.id, has)
    return set(db.session.scalars(query))


def give_way_back(membership: Membership, actor: str) -> str:
    """The path of a page on which a member sets a new password, once, to be handed to them. Raises Refused."""
    with writing():
        held, partnership = _held(membership, actor)
        _only_here(held)
        audit.record(actor, "give way back", held.user.email, partnership)
    return accounts.way_back(held.user)


def let_set_up_anew(membership: Membership, actor: str) -> None:
    """For a member who has lost every second factor: they sign in by their password and set one up anew.

    Raises Refused.
    """
    with writing():
        held, partnership = _held(membership, actor)
        _only_here(held)
        proofs.forget_factors(held.user)
        audit.record(actor, "take down second factors", held.user.email, partnership)


def belongs_elsewhere(membership: Membership) -> bool:
    """Whether the account belongs to another partnership too, over which this one has no say."""
    query = db.select(Membership.id).where(
        Membership.user_id == membership.user_id, Membership.id != membership.id)  # fmt: skip
    return db.session.scalar(of_every_partnership(query.limit(1))) is not None


def is_last_administrator(membership: Membership) -> bool:
    """Whether nobody else could look after the people of the partnership."""
    return membership.may(MANAGE) and not _others_who_manage(membership)


def role_named(name: str) -> Role:
    """A role. Raises Refused for a name that is none."""
    role = db.session.scalar(db.select(Role).where(Role.name == name))
    if role is None:
        raise Refused(_("Choose a role"), "role")
    return role


def check_still_manages(partnership: Partnership, actor: str) -> None:
    """In the open transaction: whoever was removed or demoted a moment ago decides nothing any more. Raises Refused.

    The shell, which has no account, is let through.
    """
    account = db.session.scalar(db.select(User).where(User.email == actor))
    if account is None:
        return
    query = db.select(Membership).where(
        Membership.user_id == account.id, Membership.partnership_id == partnership.id
    ).execution_options(populate_existing=True)  # fmt: skip
    own = db.session.scalar(query)
    if own is None or not account.active or not own.may(MANAGE):
        raise Refused(_("You are not an administrator of this partnership any more. Nothing was changed."))


def lock(partnership: Partnership) -> Partnership:
    """The partnership in the open transaction, so that two changes to its people come one after the other."""
    query = db.select(Partnership).where(Partnership.id == partnership.id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _held(membership: Membership, actor: str) -> tuple[Membership, Partnership]:
    """The membership as it is now. Raises Refused where it is not there any more or the actor may not decide."""
    partnership = lock(membership.partnership)
    check_still_manages(partnership, actor)
    query = db.select(Membership).where(Membership.id == membership.id).execution_options(populate_existing=True)
    held = db.session.scalar(query)
    if held is None:
        raise Refused(_("They do not belong to the partnership any more."))
    return held, partnership


def _only_here(held: Membership) -> None:
    # Else an administrator here could let somebody into another partnership, over which they have no say.
    if belongs_elsewhere(held):
        raise Refused(_("They work for another partnership too, so whoever runs this site has to do this."))


def _another_administrator(held: Membership) -> None:
    if is_last_administrator(held):
        raise Refused(_("This is the last administrator of the partnership. Make somebody else an administrator first, "
                        "then do this."), "role")  # fmt: skip


def _others_who_manage(membership: Membership) -> bool:
    roles = [name for name, duties in DUTIES.items() if MANAGE in duties]
    query = db.select(Membership.id).join(User).join(Role).where(
        Membership.partnership_id == membership.partnership_id, Membership.id != membership.id, User.active,
        Role.name.in_(roles))  # fmt: skip
    return db.session.scalar(query.limit(1)) is not None


def _call_back_theirs(held: Membership, actor: str) -> list[AccountInvitation]:
    """End the open invitations that somebody sent who decides no more: else one of them could be their way back."""
    query = db.select(AccountInvitation).where(
        AccountInvitation.partnership_id == held.partnership_id, AccountInvitation.invited_by == held.user.email,
        AccountInvitation.ended_as.is_(None))  # fmt: skip
    found = list(db.session.scalars(query))
    for one in found:
        one.ended_as = "called_back"
        audit.record(actor, "call back invitation", one.email, held.partnership, invited_by=one.invited_by)
    return found


def _close(user: User, actor: str) -> None:
    """Close an account that belongs nowhere: its sessions end, nothing that it was signed in by leads anywhere.

    It is kept, so that its address stays that of one person: what they submitted they cannot approve as somebody new.
    """
    proofs.forget_factors(user)
    proofs.set_password(user, secrets.token_urlsafe(32))
    db.session.execute(db.update(User).where(User.id == user.id).values(active=False))
    db.session.execute(db.delete(SignOnIdentity).where(SignOnIdentity.user_id == user.id))
    # Of no partnership: a list of deeds does not tell where else somebody belonged.
    audit.record(actor, "close account", user.email)
