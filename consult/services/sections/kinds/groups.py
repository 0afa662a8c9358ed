"""What focus groups, sessions and interviews asked for.

An officer types the asks and picks the groups from the sources that have been read.
"""

from flask_babel import format_date, gettext, ngettext
from flask_babel import lazy_gettext as _

from consult.models import Partnership, QualitativeSource
from consult.services import phrases
from consult.services.qualitative import sources
from consult.services.sections import wording
from consult.services.sections.material import CannotCompose, Material, Offer

MOST_ASKS, LONGEST_ASK = 20, 300
# Fewer people than this in a room are not counted out to readers.
FEWEST = 5
# Who was in a room is described once, by officers, in English.
DESCRIBED_IN = "en"


def listed(partnership: Partnership) -> list[Offer]:
    """One that is still to be written, where a source has been read."""
    return [Offer("", _("Asks still to be written"))] if read(partnership) else []


def begins(material: Material, _wave) -> list[tuple[str, dict]]:
    """All sources that have been read; what they asked for an officer writes."""
    found = read(material.partnership)
    return [("", {"sources": [one.id for one in found], "asks": {}})] if found else []


def read(partnership: Partnership) -> list[QualitativeSource]:
    """The sources whose notes a person has read and redacted."""
    return [one for one in sources.of(partnership) if one.state == "ready"]


def block(material: Material, _ref: str, typed: dict, languages) -> dict:
    """The asks in the order they were typed, and of which groups they are. Raises CannotCompose."""
    known = {one.id: one for one in read(material.partnership)}
    picked = typed.get("sources", [])
    if not picked:
        raise CannotCompose(_("No group is picked yet. Pick the groups whose asks these are, or take the block out."))
    if not set(picked) <= known.keys():
        raise CannotCompose(_("A group that was picked is not there any more, or its notes are still to be read. Pick "
                              "again."))  # fmt: skip
    shown = [known[one] for one in picked]
    columns = [{"id": "kind", "kind": "label"}, {"id": "who", "kind": "text"}, {"id": "when", "kind": "text"},
               {"id": "people", "kind": "text"}]  # fmt: skip
    rows = [{"id": f"source-{one.id}", "strong": False, "cells": {"kind": f"source-{one.id}", "who": f"who-{one.id}",
             "when": f"when-{one.id}", "people": f"people-{one.id}"}} for one in shown]  # fmt: skip
    return wording.block(
        "themes", wording.in_each(languages, lambda lang: _words(typed, shown, lang)), id="groups", kind="groups",
        tables=[{"id": "sources", "columns": columns, "rows": rows}],
        sources=[{"id": one.id, "kind": one.kind, "month": f"{one.held_on:%Y-%m}",
                  "people": one.people if one.people >= FEWEST else None} for one in shown],
    )  # fmt: skip


def check(asks: dict[str, list[str]], picked: list[int]) -> None:
    """Raises CannotCompose, its `key` the field, for what cannot be kept."""
    for lang, said in asks.items():
        if len(said) > MOST_ASKS:
            raise CannotCompose(_("Write at most %(n)s asks.", n=MOST_ASKS), f"asks-{lang}")
        if any(len(one) > LONGEST_ASK for one in said):
            raise CannotCompose(_("Use %(most)s characters or fewer on each line.", most=LONGEST_ASK), f"asks-{lang}")
    if not any(asks.values()):
        raise CannotCompose(_("Write what they asked for, one thing on each line."), "asks-en")
    if not picked:
        raise CannotCompose(_("Pick the groups whose asks these are."), "sources")


def kinds() -> dict[str, str]:
    """What a source was, in words."""
    return {"focus_group": gettext("Focus group"), "session_notes": gettext("Session"),
            "interview": gettext("Interview")}  # fmt: skip


def _words(typed: dict, shown: list[QualitativeSource], lang: str) -> dict:
    asks, other = wording.typed_in(typed.get("asks", {}), lang,
                                   _("Nothing is written yet of what they asked for. Write it, or take the block out."))
    labels = {}
    for one in shown:
        labels |= {
            f"source-{one.id}": {"text": kinds()[one.kind], "lang": None},
            f"who-{one.id}": wording.label(one.who, DESCRIBED_IN, lang),
            f"when-{one.id}": {"text": format_date(one.held_on, "MMMM y"), "lang": None},
            f"people-{one.id}": {"text": _people(one.people), "lang": None},
        }
    return {
        "heading": gettext("What groups asked for"),
        "sentences": asks,
        "lang": other,
        "short": ngettext(
            "From %(n)s group or interview. It speaks for those in the room and is no measure of how many think so.",
            "From %(n)s groups and interviews. They speak for those in the room and are no measure of how many think "
            "so.", len(shown), n=phrases.people(len(shown))),
        "labels": labels,
        "tables": {"sources": {"caption": gettext("Who was in the room"), "notes": [], "columns": {
            "kind": gettext("What it was"), "who": gettext("Who"), "when": gettext("When"),
            "people": gettext("People")}}},
    }  # fmt: skip


def _people(number: int) -> str:
    if number < FEWEST:
        return gettext("fewer than %(n)s", n=phrases.people(FEWEST))
    return phrases.people(number)
