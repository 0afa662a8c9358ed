"""What people said and what was done, as a block of a section's document."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import force_locale
from flask_babel import gettext as _

from consult.models import Action, Partnership
from consult.questionnaire import Text, text
from consult.services.phrases import day
from consult.services.said_did.reading import published

BLOCK = "said_did"
TABLE = "answers"


def block(partnership: Partnership, languages: Sequence[str]) -> dict:
    """The published answers of a partnership, the newest first, in the form of every block of a document.

    `rows` are {id, state, due_on, published_on}; a cell of the table holds the id of a label, whose words are what
    the table says in a language.
    """
    actions = published(partnership)
    columns = [{"id": name, "kind": "text"} for name in ("said", "did", "state", "date")]
    rows = [
        {"id": str(one.id), "state": one.published["state"], "due_on": one.published["due_on"],
         "published_on": one.published_on.isoformat()}
        for one in actions
    ]  # fmt: skip
    cells = [
        {"id": row["id"], "strong": False, "cells": {name: f"{name}-{row['id']}" for name in ("said", "did", "state",
                                                                                              "date")}}
        for row in rows
    ]  # fmt: skip
    said = {}
    for lang in languages:
        with force_locale(lang):
            said[lang] = _words(actions, lang)
    return {
        "id": BLOCK, "type": BLOCK, "wave": None, "audience": None, "state": "shown", "rows": rows,
        "tables": [{"id": TABLE, "columns": columns, "rows": cells}], "charts": [], "words": said,
    }  # fmt: skip


def _words(actions: list[Action], lang: str) -> dict:
    labels = {}
    for one in actions:
        told = read(one, lang)
        labels[f"said-{one.id}"] = _label(told["said"])
        labels[f"did-{one.id}"] = _label(told["did"])
        labels[f"state-{one.id}"] = {"text": told["state"], "lang": lang}
        labels[f"date-{one.id}"] = {"text": told["date"], "lang": lang}
    return {
        "heading": _("You said, we did"),
        "number": None,
        "sentences": [] if actions else [_("No answer has been published yet.")],
        "badge": None,
        "short": None,
        "how": [],
        "beside": [],
        "labels": labels,
        "tables": {TABLE: {
            "caption": _("What people said, and what was done about it"),
            "columns": {"said": _("You said"), "did": _("We did"), "state": _("How far it is"), "date": _("When")},
            "notes": [],
        }},
        "charts": {},
    }  # fmt: skip


def _label(words: Text) -> dict:
    return {"text": words.value, "lang": words.lang}


def read(action: Action, lang: str) -> dict:
    """A published action as it reads in the language in force: {said, did, state, date}, the first two a Text."""
    public = action.published
    return {
        "said": text(public["said"], lang),
        "did": text(public["did"], lang),
        "state": state_names()[public["state"]],
        "date": _when(public["due_on"], action.published_on.isoformat()),
    }


def _when(due_on: str | None, published_on: str) -> str:
    if due_on:
        return _("By %(due)s. Answered on %(answered)s.", due=day(due_on), answered=day(published_on))
    return _("Answered on %(answered)s.", answered=day(published_on))


def state_names() -> dict[str, str]:
    """How far an action is, in words."""
    return {
        "planned": _("Planned"), "doing": _("Being done"), "done": _("Done"), "will_not": _("Will not be done"),
    }  # fmt: skip
