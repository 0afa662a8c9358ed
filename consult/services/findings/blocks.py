"""A finding as a block of a document: figures, table, pictures, and the words of every language."""

from __future__ import annotations

from datetime import date

from flask_babel import force_locale
from flask_babel import gettext as _

from consult.models import Finding
from consult.services import field, phrases, phrases_before, phrases_method, wave_entry
from consult.services.findings import method, sentences
from consult.services.findings.comparing import BENCHMARK
from consult.services.findings.labels import Labels
from consult.services.findings.telling import Told, tell
from consult.services.findings.wanted import Wanted

OURS, THEIRS = "ours", "theirs"
ARROWS = {"higher": "▲", "lower": "▼", "cannot_tell": "●"}
SHARES = ("value", "lower", "upper", "state")


def automatic(wanted: Wanted | Finding, languages: list[str], key: str = "finding") -> dict:
    """The block of what is wanted in the platform's own words. `key` is its id in the document. Raises CannotTell."""
    told = tell(wanted)
    entry = wave_entry.of_run(told.run)
    block = {**told.figures, "id": key, "type": "finding", "wave": entry["slug"], "words": {}}
    block |= {"tables": _tables(told.figures), "charts": _charts(told.figures)}
    block |= {"area": told.run.wave.survey.partnership.name, "dates": [entry["opens_on"], entry["closes_on"]]}
    block |= {"names": [entry["title"], entry["survey"]]}
    for lang in languages:
        with force_locale(lang):
            block["words"][lang] = _words(told, entry, lang)
    return block


def _words(told: Told, entry: dict, lang: str) -> dict:
    setting = phrases.Setting(
        lang=lang,
        area=told.run.wave.survey.partnership.name,
        wave=entry,
        questionnaire=field.questionnaire(told.run.wave.version),
        benchmarks=told.records,
        year=date.today().year,
    )
    labels = Labels(told.figures, setting)
    shown = told.figures["state"] == "shown"
    return {
        **_said(labels),
        "badge": phrases_method.badge(told.figures["design"]),
        "short": phrases_method.short(told.figures) if shown else None,
        "area": labels.group or setting.area,
        "labels": _labels(labels),
        "before": phrases_before.before(told.figures) if shown else None,
        "beside": [
            # What the difference is stands in the sentences already.
            {**phrases_method.beside(one, told.figures, setting), "difference": ""}
            for one in told.figures["beside"]
        ],
        "direction": _direction(told.figures["test"]),
        "chart": _chart(labels),
        "how": method.how(labels),
        "tables": _table_words(labels),
        "charts": _chart_words(labels),
    }


def _said(labels: Labels) -> dict:
    """Heading, number and sentences; a named measure of everybody has its own."""
    if not labels.told["named"] or labels.told["state"] != "shown":
        return {**sentences.heading(labels), "sentences": sentences.sentences(labels)}
    # Its sentences are looked up by its name as a measure.
    return {
        **phrases.heading(labels.told, labels.setting),
        "sentences": [*phrases.sentences(labels.told, labels.setting), *sentences.against(labels)],
    }


def _direction(test: dict | None) -> dict | None:
    """The verdict on a difference as a sign and in words."""
    if test is None:
        return None
    name = {"higher": _("Higher"), "lower": _("Lower"), "cannot_tell": _("Cannot tell")}[test["verdict"]]
    size = _("%(sign)s percentage points", sign=sentences.signed(test["difference"]))
    return {"sign": ARROWS[test["verdict"]], "text": _("%(verdict)s: %(size)s", verdict=name, size=size)}


def _labels(labels: Labels) -> dict:
    told, lang = labels.told, labels.setting.lang
    found = {}
    for part in told["parts"]:
        words = labels.part(part["id"])
        found[part["id"]] = {"text": words.value, "lang": None if words.lang == lang else words.lang}
    found[OURS] = {"text": labels.group or labels.setting.area, "lang": None}
    if told["against"]:
        found[THEIRS] = {"text": labels.against, "lang": None}
    return found


def _chart(labels: Labels) -> dict:
    shown = [part for part in labels.told["parts"] if part["state"] == "shown"]
    listed = _("; ").join(f"{labels.part(part['id']).value} {phrases.percent(part['value'])}" for part in shown)
    return {"title": sentences.title(labels), "desc": listed}


def _tables(told: dict) -> list[dict]:
    if told["state"] != "shown":
        return []
    columns = [{"id": "answer", "kind": "label"}, {"id": "share", "kind": "share"}, {"id": "base", "kind": "count"}]
    rows = [_row("answer", OURS, told, strong=True)] if told["value"] is not None else []
    rows += [_row("answer", part["id"], part) for part in told["parts"]]
    found = [{"id": "answers", "columns": columns, "rows": rows}]
    if told["against"] and told["value"] is not None:
        found.append(_table_of_two(told))
    return found


def _table_of_two(told: dict) -> dict:
    columns = [{"id": "who", "kind": "label"}, {"id": "share", "kind": "share"}, {"id": "base", "kind": "count"},
               {"id": "difference", "kind": "points"}]  # fmt: skip
    rows = [_row("who", OURS, told, strong=True), _row("who", THEIRS, told["against"])]
    if test := told["test"]:
        difference = {"value": test["difference"], "lower": test["lower"], "upper": test["upper"], "state": "shown"}
        rows[0]["cells"]["difference"] = difference
    return {"id": "compared", "columns": columns, "rows": rows}


def _row(label: str, id: str, figure: dict, strong: bool = False) -> dict:
    share = {key: figure[key] for key in SHARES}
    return {"id": id, "strong": strong, "cells": {label: id, "share": share, "base": figure["base"]}}


def _charts(told: dict) -> list[dict]:
    """Two figures side by side; the answers of one are drawn from its parts."""
    other = told["against"]
    if told["value"] is None or other is None or other["value"] is None:
        return []
    rows = [
        {"id": id, "ours": id == OURS, "published": id == THEIRS and other["kind"] == BENCHMARK,
         "value": one["value"], "lower": one["lower"], "upper": one["upper"]}
        for id, one in ((OURS, told), (THEIRS, other))
    ]  # fmt: skip
    return [{"id": "compared", "kind": "dots", "data": {"rows": rows}}]


def _table_words(labels: Labels) -> dict:
    title, told = sentences.title(labels), labels.told
    columns = {"answer": _("Answer"), "who": _("Who"), "share": _("Share"), "base": _("Base"),
               "difference": _("Difference in percentage points")}  # fmt: skip
    withheld = any(part["state"] != "shown" for part in told["parts"])
    notes = [_("Withheld: too few people, or it would give such a figure away.")] if withheld else []
    two = _("%(title)s, set against: %(name)s", title=title, name=labels.against) if told["against"] else title
    return {
        "answers": {"caption": title, "columns": columns, "notes": notes},
        "compared": {"caption": two, "columns": columns, "notes": []},
    }


def _chart_words(labels: Labels) -> dict:
    told, other = labels.told, labels.told["against"]
    if told["value"] is None or other is None or other["value"] is None:
        return {}
    ours = f"{labels.group or labels.setting.area} {phrases.percent(told['value'])}"
    theirs = f"{labels.against} {phrases.percent(other['value'])}"
    title = _("%(title)s, set against: %(name)s", title=sentences.title(labels), name=labels.against)
    return {"compared": {"title": title, "desc": _("; ").join([ours, theirs])}}
