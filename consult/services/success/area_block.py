"""A success measure by area as part of its block: small trends side by side, a map, and the table with the figures."""

from __future__ import annotations

from flask_babel import gettext as _

from consult.models import SuccessMeasure
from consult.services import phrases
from consult.services.success import groups, words
from consult.services.success.areas import ByArea
from consult.services.success.groups import Cell
from consult.services.success.series import SHOWN, WITHHELD, measured_on


def limits_of(cell: Cell | None) -> dict:
    """The figure of a cell with its interval; each None where there is none or it may not be told."""
    names = ("value", "lower", "upper")
    if cell is None or cell.figure is None:
        return dict.fromkeys(names)
    given = ((name, getattr(cell.figure, name)) for name in names)
    return {name: None if value != value else round(float(value), 5) for name, value in given}


def charts(found: ByArea, target: float | None, better: str) -> list[dict]:
    """Small multiples on one scale, and a map of the newest wave."""
    slugs = {wave.slug: wave for wave in found.waves}
    panels = [
        {"id": f"area-{place.code}", "points": [
            {"id": f"{place.code}-{slug}", "x": measured_on(slugs[slug]).isoformat(), "state": cell.state,
             "breaks_before": cell.since.effect == "breaks", **limits_of(cell)}
            for slug, cell in place.cells.items() if cell.state in (SHOWN, WITHHELD)
        ]}
        for place in found.places
    ]  # fmt: skip
    target = None if target is None or target != target else round(target, 5)
    drawing = {key: [{**one, "id": f"area-{one['id']}"} for one in value] if isinstance(value, list) else value
               for key, value in found.drawing.items()}  # fmt: skip
    return [
        {"id": "areas", "kind": "small_multiples", "data": {"panels": panels, "target": target, "better": better}},
        {"id": "map", "kind": found.chart, "data": drawing},
    ]


def table(found: ByArea) -> dict:
    """A row an area, a column a wave, with the bases of the newest."""
    columns = [{"id": "area", "kind": "label"}]
    columns += [{"id": f"wave-{wave.slug}", "kind": "share"} for wave in found.waves]
    columns.append({"id": "base", "kind": "count"})
    rows = []
    for place in found.places:
        cells = {"area": f"area-{place.code}"}
        for wave in found.waves:
            cell = place.cells.get(wave.slug)
            cells[f"wave-{wave.slug}"] = {"state": cell.state if cell else WITHHELD, **limits_of(cell)}
        newest = place.cells.get(found.newest.slug)
        rows.append({"id": f"area-{place.code}", "strong": False, "cells": {**cells, "base": newest and newest.base}})
    return {"id": "areas", "columns": columns, "rows": rows}


def labels(measure: SuccessMeasure, found: ByArea, lang: str) -> dict:
    """The words of the areas, of their waves and of the shades of the map."""
    item = groups.dimension(measure.survey, found.kind)
    told = {}
    for place in found.places:
        name, spoken = groups.label(measure.survey, item, place.code, lang)
        told[f"area-{place.code}"] = {"text": name, "lang": spoken}
        for wave in found.waves:
            told[f"{place.code}-{wave.slug}"] = {"text": words.month_of(measured_on(wave)), "lang": lang}
    shapes = found.drawing.get("areas") or found.drawing["tiles"]
    for shape in shapes:
        if shape["tone"]:
            low, high = shape["band"]
            said = _("%(low)s%% to %(high)s%%", low=low, high=high)
            told[f"tone-{shape['tone']}"] = {"text": said, "lang": lang}
    return told


def chart_words(found: ByArea, heading: str, spoken: dict) -> dict:
    """Title and description, with every value, of both charts."""
    shown = []
    for place in found.places:
        cell = place.cells.get(found.newest.slug)
        value = phrases.percent(limits_of(cell)["value"]) if cell and cell.figure else _("withheld")
        shown.append(f"{spoken[f'area-{place.code}']['text']} {value}")
    listed = _("; ").join(shown)
    return {
        "areas": {"title": _("%(title)s over time, by area", title=heading), "desc": _panels(found, spoken)},
        "map": {"title": _("%(title)s by area, “%(wave)s”", title=heading, wave=found.newest.title), "desc": listed},
    }


def _panels(found: ByArea, spoken: dict) -> str:
    told = []
    for place in found.places:
        values = [
            f"{spoken[f'{place.code}-{slug}']['text']} "
            + (phrases.percent(limits_of(cell)["value"]) if cell.figure else _("withheld"))
            for slug, cell in place.cells.items()
        ]
        told.append(f"{spoken[f'area-{place.code}']['text']}: {_(', ').join(values)}")
    return _("; ").join(told)


def table_words(found: ByArea, heading: str) -> dict:
    """The caption and the heads of the table."""
    columns = {"area": _("Area"), "base": _("Base, “%(wave)s”", wave=found.newest.title)}
    columns |= {f"wave-{wave.slug}": f"{wave.title}, {words.month_of(measured_on(wave))}" for wave in found.waves}
    notes = [_("The samples of areas are smaller than the whole, so their intervals are wider: two areas whose "
               "intervals overlap widely cannot be told apart.")]  # fmt: skip
    if all(wave.design == "open" for wave in found.waves):
        notes = [_("People chose to answer: the areas cannot be compared beyond those who did.")]
    return {"caption": _("%(title)s by area", title=heading), "columns": columns, "notes": notes}


def least_of(found: ByArea) -> list[str]:
    """A sentence on why figures of areas are withheld, where some are."""
    if not any(cell.state == WITHHELD for place in found.places for cell in place.cells.values()):
        return []
    return [_("Withheld figures stand on too few people to be told without risk to them.")]

