"""Shapes the versions of a survey into what the page shows."""

from flask import g, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.blueprints.officer import views
from consult.blueprints.officer.channels.views import name_of
from consult.blueprints.officer.versions.words import WORDS, effects
from consult.questionnaire import Questionnaire, text
from consult.questionnaire.differences import EFFECTS, Change
from consult.services import field
from consult.services.version_history import Entry
from consult.web.locale import long_date


def page(entries: list[Entry], failed: dict | None = None) -> list[dict]:
    """Every version, the newest first. failed: {"number", "note", "message"} of a note that was not kept."""
    before = [*entries[1:], None]
    return [_entry(one, earlier, failed) for one, earlier in zip(entries, before, strict=True)]


def _entry(entry: Entry, before: Entry | None, failed: dict | None) -> dict:
    version, note = entry.version, entry.note
    mine = failed if failed and failed["number"] == version.number else None
    return {
        "number": version.number,
        "frozen": version.frozen_on and long_date(version.frozen_on),
        "waves": [_wave(one) for one in entry.waves],
        "before": before and before.version.number,
        "groups": _groups(entry, before) if before else [],
        "note": note and note.note, "by": note and note.actor, "on": note and long_date(note.at),
        "typed": mine["note"] if mine else (note.note if note else ""), "message": mine and mine["message"],
    }  # fmt: skip


def _wave(wave) -> dict:
    href = url_for("officer.wave", partnership_slug=g.partnership.slug, wave_slug=wave.slug)
    return {"title": wave.title, "href": href, "state": views.states()[wave.state]}


def _groups(entry: Entry, before: Entry) -> list[dict]:
    """The changes by what they do, the gravest first, each group item by item."""
    now, then = field.questionnaire(entry.version), field.questionnaire(before.version)
    headings, groups = effects(), []
    for effect in EFFECTS:
        items: dict[str, dict] = {}
        for change in (one for one in entry.changes if one.effect == effect):
            shown = items.setdefault(change.item, {"question": _question(change, now, then), "said": []})
            shown["said"].append(_said(change, now, then))
        if items:
            groups.append({"effect": effect, "heading": headings[effect], "items": list(items.values())})
    return groups


def _question(change: Change, now: Questionnaire, then: Questionnaire):
    asked = now if change.item in now.items else then
    return text(asked.items[change.item].text, str(get_locale()), asked.master)


def _said(change: Change, now: Questionnaire, then: Questionnaire) -> str:
    parameters = {name: _shaped(change, name, value, now, then) for name, value in change.parameters.items()}
    return str(WORDS[change.code]) % parameters


def _shaped(change: Change, name: str, value, now: Questionnaire, then: Questionnaire) -> str:
    if change.code in ("type", "type_shown"):
        return views.types()[value]
    if name == "languages":
        return _listed([name_of(one) for one in value])
    if name == "items":
        return _listed([text(now.items[one].text, str(get_locale()), now.master).value for one in value])
    if isinstance(value, (list, tuple)):
        asked = then if name in ("old", "removed") else now
        return _listed([_label(asked.items[change.item], one) for one in value])
    return "" if value is None else str(value)


def _label(item, value: str) -> str:
    found = next((one for one in (*item.choices, *item.rows) if one.value == value), None)
    return text(found.text, str(get_locale()), item.master).value if found else value


def _listed(values: list[str]) -> str:
    return _("; ").join(values) or _("none")
