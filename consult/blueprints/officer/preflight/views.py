"""Shapes findings into what the page shows."""

from collections.abc import Iterable

from flask import g, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.blueprints.officer import views
from consult.blueprints.officer.channels.views import name_of
from consult.blueprints.officer.preflight.words import WORDS
from consult.questionnaire import Questionnaire, Text, item_bank, text
from consult.questionnaire.preflight import ERROR, STRUCTURE, WHOLE, Finding, minutes
from consult.services import field, preflight
from consult.services.phrases_method import margin_title
from consult.services.preflight import Judged
from consult.web.locale import long_date

# What the checks on knives and weapons tell apart.
FACETS = {
    "knife": _l("a knife"), "weapon": _l("any weapon"), "gun": _l("a gun"), "bought": _l("buying"),
    "carried": _l("carrying"), "know": _l("knowing somebody"), "worry": _l("worry"),
}  # fmt: skip


def page(wave, judged: list, failed: dict | None = None) -> dict:
    """Everything found in what a wave asks: to be mended, to be explained, explained.

    failed: {"key", "reason", "message"} of a reason that was not kept.
    """
    asked = field.asked(wave)
    rows = [row(wave, asked, one, failed) for one in judged]
    return {
        "mend": _by_place(one for one in rows if one["error"]),
        "explain": _by_place(one for one in rows if not one["error"] and one["stops"]),
        "explained": _by_place(one for one in rows if not one["stops"]),
        "left": sum(one["stops"] for one in rows),
        "minutes": max(1, round(minutes(asked))),
        "adrift": failed if failed and failed["key"] not in {one["key"] for one in rows} else None,
    }


def _by_place(rows: Iterable[dict]) -> dict:
    """Findings under the question that they are about, those of the whole questionnaire together."""
    places: dict[str, dict] = {}
    for one in rows:
        place = places.setdefault(one["place"], {"question": one["question"], "href": one["href"], "found": []})
        place["found"].append(one)
    return {"number": sum(len(place["found"]) for place in places.values()), "places": list(places.values())}


def row(wave, asked: Questionnaire, one: Judged, failed: dict | None = None) -> dict:
    """One finding in words, with where it is."""
    finding = one.finding
    mine = failed if failed and failed["key"] == key(one) else None
    kept = one.reason
    return {
        "key": key(one), "code": finding.code, "place": finding.place, "seen": one.digest,
        "error": finding.level == ERROR, "stops": one.stops,
        **said(wave, asked, finding), **where(wave, asked, finding),
        "reason": kept and kept.reason, "by": kept and kept.actor, "on": kept and long_date(kept.at),
        "given_for": kept.version.number if kept and kept.version_id != wave.version_id else None,
        "typed": mine["reason"] if mine else (kept.reason if kept else ""), "message": mine and mine["message"],
    }  # fmt: skip


def key(one: Judged) -> str:
    """An identifier of a finding within its page."""
    return key_of(one.finding.code, one.digest)


def key_of(code: str, seen: str) -> str:
    """The same, from what a form sends back."""
    return f"reason-{code}-{seen[:10]}"


def said(wave, asked: Questionnaire, finding: Finding) -> dict:
    """What is wrong and what to do; `lang` where the words are in English whatever the page."""
    if finding.code == STRUCTURE:
        parameters = finding.parameters
        return {"what": f"{parameters['where']}: {parameters['message']}", "todo": parameters["remedy"], "lang": "en"}
    what, todo = WORDS[finding.code]
    parameters = {name: _shaped(wave, asked, name, value) for name, value in finding.parameters.items()}
    return {"what": str(what) % parameters, "todo": str(todo) % parameters, "lang": None}


def _shaped(wave, asked: Questionnaire, name: str, value):
    if name == "language":
        return name_of(value)
    if name == "languages":
        return _listed([name_of(one) for one in value])
    if name == "dimension":
        return item_bank().get(value, {}).get("wording", value)
    if name in ("ours", "theirs"):
        return str(FACETS[value])
    if name in ("margin", "margins"):
        titles = preflight.margin_titles(wave.survey)
        return _listed([margin_title(one, titles[one]) for one in ([value] if name == "margin" else value)])
    if name == "items":
        return _listed([_question(asked, one).value for one in value])
    return _listed(value) if isinstance(value, list) else value


def _listed(values: list) -> str:
    return _("; ").join(str(one) for one in values)


def _question(asked: Questionnaire, name: str) -> Text:
    return text(asked.items[name].text, str(get_locale()), asked.master)


def where(wave, asked: Questionnaire, finding: Finding) -> dict:
    """The question that a finding is about, with the address at which it is read; none of the whole."""
    if finding.place == WHOLE or finding.place not in asked.items:
        return {"question": None, "href": None}
    address = url_for("officer.questionnaire", partnership_slug=g.partnership.slug, wave_slug=wave.slug)
    return {"question": _question(asked, finding.place), "href": f"{address}#question-{finding.place}"}


def frame(wave) -> dict:
    """What every page of the questionnaire has."""
    return {
        "wave": views.card(wave), "steps": views.steps(wave, "officer.questionnaire"), "simulated": None,
        "may_change": g.membership.may("work"),
    }  # fmt: skip
