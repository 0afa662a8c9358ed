"""The table theme -> issue -> action, typed by officers row by row, in as many languages as were written."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from consult.models import Partnership
from consult.services.sections import wording
from consult.services.sections.material import CannotCompose, Material, Offer

FIELDS = ("theme", "issue", "action", "principle", "area")
NEEDED = ("theme", "issue", "action")
LONGEST = {"theme": 120, "issue": 600, "action": 600, "principle": 160, "area": 120}
MOST_ROWS = 60


def listed(_partnership: Partnership) -> list[Offer]:
    """A table that is still to be filled."""
    return [Offer("", _("A table still to be filled"))]


def begins(_material: Material, _wave) -> list[tuple[str, dict]]:
    """An empty table."""
    return [("", {"rows": []})]


def block(_material: Material, _ref: str, typed: dict, languages) -> dict:
    """The rows in their order. What nobody typed in a language stands in the one that it was typed in, marked."""
    rows = typed.get("rows", [])
    if not rows:
        raise CannotCompose(_("The table has no rows yet. Add one, or take the block out."))
    columns = [{"id": name, "kind": "label" if name == "theme" else "text"} for name in _columns(rows)]
    return wording.block(
        "actions", wording.in_each(languages, lambda lang: _words(rows, lang)),
        tables=[{"id": "actions", "columns": columns, "rows": [
            {"id": row["id"], "strong": False, "cells": {one["id"]: f"{row['id']}-{one['id']}" for one in columns}}
            for row in rows
        ]}],
    )  # fmt: skip


def check(words: dict[str, dict[str, str]]) -> None:
    """Raises CannotCompose, its `key` the field, unless one language at least is whole and none is half."""
    whole = False
    for lang, said in words.items():
        for name in FIELDS:
            if len(said[name]) > LONGEST[name]:
                raise CannotCompose(_("Use %(most)s characters or fewer; these are %(n)s.", most=LONGEST[name],
                                      n=len(said[name])), f"{name}-{lang}")  # fmt: skip
        if any(said.values()):
            if lacking := next((name for name in NEEDED if not said[name]), None):
                raise CannotCompose(_("A row needs a theme, an issue and an action."), f"{lacking}-{lang}")
            whole = True
    if not whole:
        raise CannotCompose(_("A row needs a theme, an issue and an action."), "theme-en")


def _columns(rows: list[dict]) -> list[str]:
    """The columns that something stands in."""
    return [name for name in FIELDS if any(said[name] for row in rows for said in row["words"].values())]


def _words(rows: list[dict], lang: str) -> dict:
    labels = {}
    for row in rows:
        said, other = wording.typed_in(row["words"], lang, _("A row has no words."))
        labels |= {f"{row['id']}-{name}": {"text": said[name], "lang": other} for name in FIELDS}
    return {
        "heading": gettext("What was heard and what will be done"),
        "labels": labels,
        "tables": {"actions": {"caption": gettext("Theme, issue and action"), "notes": [], "columns": titles()}},
    }


def titles() -> dict[str, str]:
    """The columns in words."""
    return {"theme": gettext("Theme"), "issue": gettext("Issue"), "action": gettext("Action"),
            "principle": gettext("Pillar or principle"), "area": gettext("Area")}  # fmt: skip
