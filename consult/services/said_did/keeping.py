"""Makes and changes actions, links them to what they answer, writes answers, and publishes them by a second person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _

from consult.database import writing
from consult.extensions import db
from consult.models import Action, ActionLink, Partnership
from consult.models.action import ACTION_STATES
from consult.models.types import today
from consult.questionnaire import clean
from consult.redaction import suggestions
from consult.reference import LANGUAGES
from consult.services import audit, second_person
from consult.services.digest import digest
from consult.services.said_did import about

LONGEST_SAID = 300
LONGEST_ANSWER = 1500
LONGEST_OWNER = 160
WILL_NOT = "will_not"
# What says who somebody is.
NAMING = ("name", "phone", "email", "handle", "nhs")


class CannotKeep(Exception):
    """What was given cannot be kept; nothing was stored. `problems`: field -> words that say why and what to do."""

    def __init__(self, problems: dict):
        self.problems = problems
        super().__init__("; ".join(problems))


class CannotPublish(Exception):
    """The answer cannot be published; nothing was changed. `words` says why and what to do."""

    def __init__(self, words):
        self.words = words
        super().__init__(words)


@dataclass(frozen=True)
class Given:
    """An action as it is given. `said` and `reason` are by language; the reason is of an action that will not be."""

    said: dict[str, str]
    owner: str
    due_on: dt.date | None
    state: str
    reason: dict[str, str] = field(default_factory=dict)


def make(partnership: Partnership, given: Given, actor: str) -> Action:
    """Keep a new action. Raises CannotKeep."""
    columns = _checked(given)
    with writing() as session:
        action = Action(partnership_id=partnership.id, written_by=actor, writers=[actor], **columns)
        session.add(action)
        session.flush()
        audit.record(actor, "make action", f"action {action.id}", partnership, state=action.state)
    return action


def change(action: Action, given: Given, actor: str) -> None:
    """Say it otherwise, give it another owner, date or state. What is published stays as it was. Raises CannotKeep."""
    columns = _checked(given)
    with writing():
        kept = _held(action)
        public = any(getattr(kept, name) != columns[name] for name in ("said", "state", "reason", "due_on"))
        for name, value in columns.items():
            setattr(kept, name, value)
        _written(kept, actor, public)
        audit.record(actor, "change action", f"action {kept.id}", kept.partnership, state=kept.state)


def answer(action: Action, words: dict[str, str], actor: str) -> None:
    """Write what was done, by language. Somebody else publishes it. Raises CannotKeep."""
    texts, problems = _texts("answer", words, LONGEST_ANSWER)
    if "en" not in texts:
        problems.setdefault("answer_en", _("Write what was done about it, in English at least"))
    if problems:
        raise CannotKeep(problems)
    with writing():
        kept = _held(action)
        changed = kept.answer != texts
        kept.answer = texts
        _written(kept, actor, changed)
        audit.record(actor, "write answer", f"action {kept.id}", kept.partnership)


def link(action: Action, kind: str, reference: str, actor: str) -> None:
    """Say what an action answers; `kind` and `reference` as in said_did.about. Twice is once. Raises CannotKeep."""
    found = about.find(action.partnership, kind, reference)
    if found is None:
        raise CannotKeep({"about": _("That is not there any more. Choose again")})
    with writing():
        kept = _held(action)
        if all((one.kind, one.reference) != (kind, reference) for one in kept.links):
            kept.links.append(ActionLink(kind=kind, reference=reference, label=found.label[:240]))
            # No word of theirs: whoever wrote the answer still cannot publish it.
            _written(kept, actor, False)
            audit.record(actor, "link action", f"action {kept.id}", kept.partnership, about=f"{kind} {reference}")


def unlink(action: Action, link_id: int, actor: str) -> None:
    """It no longer answers that."""
    with writing():
        kept = _held(action)
        gone = [one for one in kept.links if one.id == link_id]
        for one in gone:
            kept.links.remove(one)
            _written(kept, actor, False)
            audit.record(actor, "unlink action", f"action {kept.id}", kept.partnership,
                         about=f"{one.kind} {one.reference}")  # fmt: skip


def may_publish(action: Action, actor: str) -> bool:
    """Whether there is something to publish, and this is somebody other than any who wrote it."""
    return _why_not(action, actor) is None


def wrote(action: Action, actor: str) -> bool:
    """Whether somebody wrote any of what waits to be published, or what is."""
    return any(second_person.is_same(actor, one) for one in writers(action))


def writers(action: Action) -> set[str]:
    """Who wrote any of what waits to be published, or what is."""
    return {action.written_by, *action.writers}


def seen(action: Action) -> str:
    """A mark of what the public would read now: it is published only as it was when it was read."""
    return digest(public_words(action))


def publish(action: Action, mark: str, actor: str) -> None:
    """Freeze what the public reads. `mark`: `seen` of what was read.

    Raises CannotPublish: always for whoever wrote any of it, and where it was changed since it was read.
    """
    with writing():
        kept = _held(action)
        refusal = _why_not(kept, actor)
        if refusal is None and seen(kept) != mark:
            refusal = _("It was changed just now. Read it again as it stands, then publish it.")
        if refusal is not None:
            raise CannotPublish(refusal)
        kept.published = public_words(kept)
        kept.published_by, kept.answered_by, kept.published_on = actor, kept.written_by, today()
        kept.writers = []
        audit.record(actor, "publish answer", f"action {kept.id}", kept.partnership, written_by=kept.written_by)


def unpublish(action: Action, actor: str) -> None:
    """Take a published answer off the public page; anybody who works here may."""
    with writing():
        kept = _held(action)
        if kept.published is not None:
            kept.published = kept.published_by = kept.answered_by = kept.published_on = None
            audit.record(actor, "take back answer", f"action {kept.id}", kept.partnership)


def public_words(action: Action) -> dict:
    """What the public would read of an action: {said, did, state, due_on, about}; texts by language."""
    return {
        "said": dict(action.said),
        "did": dict(action.reason if action.state == WILL_NOT else action.answer),
        "state": action.state,
        "due_on": action.due_on.isoformat() if action.due_on and action.state in ("planned", "doing") else None,
        "about": [{"kind": one.kind, "reference": one.reference} for one in action.links],
    }


def _why_not(action: Action, actor: str):
    public = public_words(action)
    if not public["did"].get("en"):
        return _("There is no answer to publish yet. Write what was done first.")
    if action.published == public:
        return _("It is published as it stands.")
    if wrote(action, actor):
        return _("You wrote it, so somebody else has to read and publish it.")
    return second_person.why_not(action.partnership, writers(action), actor)


def _held(action: Action) -> Action:
    """The action, locked and as it is now: two who change it at once do so one after the other."""
    query = db.select(Action).where(Action.id == action.id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _written(action: Action, actor: str, public: bool) -> None:
    action.changed_on = today()
    if public:
        action.written_by, action.writers = actor, sorted({*action.writers, actor})


def _checked(given: Given) -> dict:
    said, problems = _texts("said", given.said, LONGEST_SAID)
    reason, unfit = _texts("reason", given.reason, LONGEST_ANSWER)
    problems |= unfit
    if "en" not in said:
        problems.setdefault("said_en", _("Write what was said, in English at least"))
    for lang, words in said.items():
        if named := [words[one.start : one.end] for one in suggestions(words) if one.kind in NAMING]:
            problems.setdefault(f"said_{lang}", _("Say it without naming anybody. Take out “%(words)s”.",
                                                  words=named[0]))  # fmt: skip
    problems |= _particulars(given, reason)
    if problems:
        raise CannotKeep(problems)
    owner = " ".join((clean(given.owner) or "").split())
    reason = reason if given.state == WILL_NOT else {}
    return {"said": said, "owner": owner, "due_on": given.due_on, "state": given.state, "reason": reason,
            "reason_given": bool(reason)}  # fmt: skip


def _particulars(given: Given, reason: dict[str, str]) -> dict:
    problems = {}
    owner = " ".join((clean(given.owner or "") or "").split())
    if not owner:
        problems["owner"] = _("Say who sees to it: an action that nobody owns is not done")
    elif len(owner) > LONGEST_OWNER:
        problems["owner"] = _("Use %(max)d characters or fewer", max=LONGEST_OWNER)
    if given.state not in ACTION_STATES:
        problems["state"] = _("Choose how far it is")
    elif given.state == WILL_NOT and "en" not in reason:
        problems["reason_en"] = _("Say why it will not be done, in English at least: people read it")
    elif given.state in ("planned", "doing") and given.due_on is None:
        problems["due_on"] = _("Say by which day it will be done")
    return problems


def _texts(name: str, given: dict[str, str], most: int) -> tuple[dict[str, str], dict]:
    """(texts by language without the empty ones, problems)."""
    texts, problems = {}, {}
    for lang in LANGUAGES:
        if words := (clean(given.get(lang) or "") or "").strip():
            texts[lang] = words
            if len(words) > most:
                problems[f"{name}_{lang}"] = _("Use %(max)d characters or fewer", max=most)
    return texts, problems
