"""The boroughs in order of a published figure, with the average of them all. Named by the reference table's id."""

from datetime import date

from flask_babel import format_decimal, gettext, ngettext
from flask_babel import lazy_gettext as _

from consult import reference
from consult.models import Partnership
from consult.services import phrases_method
from consult.services.sections import wording
from consult.services.sections.material import CannotCompose, Material, Offer

AVERAGE = "average"


def listed(_partnership: Partnership) -> list[Offer]:
    """Every published comparison that is held."""
    return [Offer(one["id"], subjects()[one["id"]], one["period"]) for one in reference.rankings()]


def begins(_material: Material, _wave) -> list[tuple[str, dict]]:
    """All of them."""
    return [(one["id"], {}) for one in reference.rankings()]


def block(material: Material, ref: str, _typed: dict, languages) -> dict:
    """The boroughs, the best first, ours marked, the average in its place. Raises CannotCompose."""
    record = next((one for one in reference.rankings() if one["id"] == ref), None)
    if record is None:
        raise CannotCompose(_("This comparison is not held any more. Take the block out."))
    ours, year = material.partnership.name, date.today().year
    ordered = in_order(record)
    columns = [{"id": "rank", "kind": "text"}, {"id": "area", "kind": "label"}, {"id": "rate", "kind": "text"}]
    rows = [
        {"id": one["id"], "strong": one["area"] == ours,
         "cells": {"rank": f"{one['id']}-rank", "area": one["id"], "rate": f"{one['id']}-rate"}}
        for one in ordered
    ]  # fmt: skip
    return wording.block(
        "ranking", wording.in_each(languages, lambda lang: _words(record, ordered, ours, year)), id=ref,
        unit=record["unit"], better=record["better"], period=record["period"], ranking=ordered,
        tables=[{"id": "ranking", "columns": columns, "rows": rows}],
    )  # fmt: skip


def in_order(record: dict) -> list[dict]:
    """[{id, area, value, rank}], the best first; the average stands among them without a rank. Equal values share
    one: 1, 2, 2, 4."""
    sign = -1 if record["better"] == "up" else 1
    areas = sorted(record["areas"], key=lambda one: (sign * one["value"], one["area"]))
    found = [
        {"id": f"area-{place}", **one, "rank": 1 + sum(sign * other["value"] < sign * one["value"] for other in areas)}
        for place, one in enumerate(areas, start=1)
    ]
    place = sum(sign * one["value"] <= sign * record["average"]["value"] for one in areas)
    return [*found[:place], {"id": AVERAGE, **record["average"], "rank": None}, *found[place:]]


def subjects() -> dict[str, str]:
    """What each comparison is about, in words."""
    return {"iquanta_crimes_per_1000_2014_15": gettext("Recorded crimes per 1,000 residents")}


def _words(record: dict, ordered: list[dict], ours: str, year: int) -> dict:
    labels = {}
    for one in ordered:
        area = gettext("Force average") if one["id"] == AVERAGE else phrases_method.area_name(one["area"])
        labels |= {one["id"]: {"text": area, "lang": None}, f"{one['id']}-rate": _told(_rate(one["value"])),
                   f"{one['id']}-rank": _told("" if one["rank"] is None else format_decimal(one["rank"]))}  # fmt: skip
    return {
        "heading": subjects()[record["id"]],
        "sentences": [_where(record, ordered, ours), *_age(record, year)],
        "short": gettext("Recorded crimes are those that the police wrote down. They do not say how safe people feel."),
        "labels": labels,
        "how": [
            {"term": gettext("Period"), "text": record["period"], "lang": "en"},
            {"term": gettext("Source"), "text": f"{record['publisher']}: {record['title']}", "lang": "en"},
            {"term": gettext("Average"), "lang": None,
             "text": gettext("The police force’s own figure as it was published, not the mean of the boroughs.")},
        ],
        "tables": {"ranking": {
            "caption": subjects()[record["id"]], "notes": [gettext("The lowest figure comes first.")],
            "columns": {"rank": gettext("Place"), "area": gettext("Borough"),
                        "rate": gettext("Per 1,000 residents")}}},
    }  # fmt: skip


def _told(words: str) -> dict:
    return {"text": words, "lang": None}


def _rate(value: float) -> str:
    return format_decimal(round(value, 1), "#,##0.0")


def _where(record: dict, ordered: list[dict], ours: str) -> str:
    boroughs = [one for one in ordered if one["rank"] is not None]
    own = next((one for one in boroughs if one["area"] == ours), None)
    average = _rate(record["average"]["value"])
    if own is None:
        return gettext("The force average is %(average)s per 1,000 residents.", average=average)
    words = {"area": phrases_method.area_name(ours), "place": format_decimal(own["rank"]),
             "rate": _rate(own["value"]), "average": average, "boroughs": format_decimal(len(boroughs))}  # fmt: skip
    if own["rank"] == 1:
        return gettext("%(area)s has the lowest figure of the %(boroughs)s boroughs: %(rate)s per 1,000 residents; "
                       "the force average is %(average)s.", **words)  # fmt: skip
    return gettext("Counted from the lowest figure, %(area)s is number %(place)s of the %(boroughs)s boroughs: "
                   "%(rate)s per 1,000 residents; the force average is %(average)s.", **words)  # fmt: skip


def _age(record: dict, year: int) -> list[str]:
    age = year - max(phrases_method.years(record["period"]))
    if age < phrases_method.STALE_YEARS:
        return []
    return [ngettext("These figures are about %(n)s year old.", "These figures are about %(n)s years old.", age,
                     n=format_decimal(age))]  # fmt: skip
