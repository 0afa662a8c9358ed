"""Finds actions, what has no answer yet, and what the public reads."""

from __future__ import annotations

from dataclasses import dataclass

from consult.extensions import db
from consult.models import Action, ActionLink, Partnership
from consult.services.said_did.about import Heard, everything, key_of

PAGE = 20


@dataclass(frozen=True)
class Unanswered:
    """Something heard that no published answer is linked to; `actions` are those under way about it."""

    heard: Heard
    actions: tuple[Action, ...]


def listed(partnership: Partnership, state: str | None = None) -> list[Action]:
    """The actions of a partnership: those with a day first, the nearest day first, then the rest, the newest first."""
    query = db.select(Action).where(Action.partnership_id == partnership.id)
    if state:
        query = query.where(Action.state == state)
    order = (Action.state.in_(("done", "will_not")), Action.due_on.is_(None), Action.due_on, Action.id.desc())
    return list(db.session.scalars(query.order_by(*order).options(db.selectinload(Action.links))))


def find(partnership: Partnership, action_id: int) -> Action | None:
    """An action of this partnership; another's is not found."""
    query = db.select(Action).where(Action.partnership_id == partnership.id, Action.id == action_id)
    return db.session.scalar(query)


def unanswered(partnership: Partnership) -> list[Unanswered]:
    """What was published or coded and has no published answer, the oldest first."""
    linked: dict[tuple, list[Action]] = {}
    query = db.select(ActionLink, Action).join(Action).where(Action.partnership_id == partnership.id)
    for link, action in db.session.execute(query.order_by(Action.id)):
        linked.setdefault(key_of(link.kind, link.reference), []).append(action)
    answered = {
        key_of(one["kind"], one["reference"])
        for action in published(partnership)
        for one in action.published["about"]
    }
    return [Unanswered(one, tuple(linked.get(one.key, ()))) for one in everything(partnership)
            if one.key not in answered]  # fmt: skip


def published(partnership: Partnership) -> list[Action]:
    """The actions whose answer is published, the newest first."""
    query = db.select(Action).where(Action.partnership_id == partnership.id, Action.published_on.is_not(None))
    return list(db.session.scalars(query.order_by(Action.published_on.desc(), Action.id.desc())))


def published_page(partnership: Partnership, page: int) -> tuple[list[Action], int]:
    """(one page of them, how many there are in all)."""
    query = db.select(Action).where(Action.partnership_id == partnership.id, Action.published_on.is_not(None))
    total = db.session.scalar(db.select(db.func.count()).select_from(query.subquery()))
    order = query.order_by(Action.published_on.desc(), Action.id.desc())
    return list(db.session.scalars(order.limit(PAGE).offset((page - 1) * PAGE))), total
