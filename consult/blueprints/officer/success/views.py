"""Shapes success measures into what their pages show."""

from flask import g, url_for
from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _

from consult.blueprints.officer.success.choosing import alike
from consult.blueprints.officer.views import designs
from consult.services import phrases
from consult.services.reading.numbers import rounded
from consult.services.success import words
from consult.services.success.series import SHOWN
from consult.web.locale import long_date

LEFT_TO_RIGHT = "\u200e"


def row(found, lang: str) -> dict:
    """A measure in the list."""
    title, spoken = words.title(found.measure, lang)
    latest = found.latest
    return {
        "id": found.measure.id, "title": title, "lang": spoken, "code": found.judged.verdict,
        "verdict": words.verdict(found.judged.verdict), "sentences": words.sentences(found, lang),
        "number": phrases.percent(round(latest.figure.value, 5)) if latest and latest.state == SHOWN else None,
        "survey": found.measure.survey.title if found.measure.survey else None, "owner": found.measure.owner,
    }  # fmt: skip


def offer(one, lang: str) -> dict:
    """A measure that strategies name and that is not set."""
    return {
        "key": one.suggestion.key, "title": one.suggestion.title, "how": one.suggestion.how,
        "survey": one.survey and one.survey.title,
        "better": _("Higher is better") if one.suggestion.direction == "up" else _("Lower is better"),
    }  # fmt: skip


def about(measure) -> dict:
    """What a measure's page shows beside its block."""
    title, spoken = words.title(measure, str(get_locale()))
    return {
        "id": measure.id, "title": title, "lang": spoken, "owner": measure.owner, "typed": measure.survey is None,
        "made_by": measure.made_by, "made_on": long_date(measure.made_at),
        "groups_address": url_for("officer.measure_board", partnership_slug=g.partnership.slug),
    }  # fmt: skip


def figures(measure) -> list[dict]:
    """The figures that were typed, the newest first."""
    kinds = designs()
    return [
        {"id": one.id, "value": tenth(one.value), "period": one.period, "on": long_date(one.measured_on),
         "base": one.base, "source": one.source, "by": one.typed_by, "typed_on": long_date(one.typed_on),
         "design": kinds.get(one.design, _("Not known"))}
        for one in reversed(measure.figures)
    ]  # fmt: skip


def figure_choices() -> dict:
    """What the form of a figure offers."""
    return {"design": [("", _("Not known")), *designs().items()], "asked": alike()}


def simulated(found) -> int:
    """How many of the responses behind the figures are simulated."""
    runs = {point.estimates.run.id: point.estimates.run for one in found for point in one.points if point.estimates}
    return sum(run.diagnostics.get("simulated") or 0 for run in runs.values())


def tenth(share: float | None) -> str:
    """A share with one decimal."""
    if share is None:
        return ""
    # Marked as left to right where letters run the other way: else the sign would leave its number.
    mark = LEFT_TO_RIGHT if get_locale().text_direction == "rtl" else ""
    # Rounded as everywhere else, half up from the share as it is kept: 84.45% is 84.5% in a file and on this page.
    return f"{mark}{format_decimal(rounded(round(share, 5)), '0.0')}%{mark}"


def cell(value: dict) -> dict:
    """A share with its interval in a table."""
    if value["value"] is None:
        return {"text": _("withheld") if value["state"] == "withheld" else "–", "small": None}
    between = None
    if value["lower"] is not None:
        between = _("%(lower)s to %(upper)s", lower=tenth(value["lower"]), upper=tenth(value["upper"]))
    return {"text": tenth(value["value"]), "small": between}


def tables(block: dict, lang: str) -> dict:
    """Table id -> caption, heads, rows of cells {kind, text, small, lang} and notes."""
    said = block["words"][lang]
    found = {}
    for table in block["tables"]:
        spoken = said["tables"][table["id"]]
        rows = [
            {"strong": row["strong"],
             "cells": [_cell(column, row["cells"][column["id"]], said["labels"]) for column in table["columns"]]}
            for row in table["rows"]
        ]  # fmt: skip
        heads = [{"kind": column["kind"], "text": spoken["columns"][column["id"]]} for column in table["columns"]]
        found[table["id"]] = {"caption": spoken["caption"], "heads": heads, "rows": rows, "notes": spoken["notes"]}
    return found


def _cell(column: dict, value, labels: dict) -> dict:
    kind = column["kind"]
    if kind == "share":
        return {"kind": kind, **cell(value), "lang": None}
    if kind == "count":
        return {"kind": kind, "text": "–" if value is None else format_decimal(value), "small": None, "lang": None}
    return {"kind": kind, "text": labels[value]["text"], "small": None, "lang": labels[value]["lang"]}
