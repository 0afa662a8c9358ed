"""The boroughs in order of a published figure, with the average of them all. Named by the id in the library."""

from datetime import date

from flask_babel import format_decimal, get_locale, gettext, ngettext
from flask_babel import lazy_gettext as _

from consult.models import Partnership
from consult.services import library, phrases, phrases_method
from consult.services.drawing import BOROUGHS, PER_1000, SHARE, drawn
from consult.services.library import records
from consult.services.sections import wording
from consult.services.sections.material import CannotCompose, Material, Offer

AVERAGE = "average"


def listed(partnership: Partnership) -> list[Offer]:
    """Every published comparison that the library holds."""
    return [Offer(one["id"], _title(one), one["period"]) for one in library.comparisons(partnership)]


def begins(material: Material, _wave) -> list[tuple[str, dict]]:
    """All of them."""
    return [(one["id"], {}) for one in library.comparisons(material.partnership)]


def block(material: Material, ref: str, _typed: dict, languages) -> dict:
    """The boroughs in order, ours marked, the published average in its place. Raises CannotCompose."""
    try:
        record = library.by_area(ref, material.partnership)
    except library.NoComparison as gone:
        raise CannotCompose(_("This comparison is not held any more. Take the block out.")) from gone
    ours, year = material.partnership.name, date.today().year
    ordered = in_order(record)
    columns = [{"id": "rank", "kind": "text"}, {"id": "area", "kind": "label"},
               {"id": "rate", "kind": "text", "numeric": True}]  # fmt: skip
    rows = [
        {"id": one["id"], "strong": one["area"] == ours,
         "cells": {"rank": f"{one['id']}-rank", "area": one["id"], "rate": f"{one['id']}-rate"}}
        for one in ordered
    ]  # fmt: skip
    charts = _charts(record, ordered, ours)
    return wording.block(
        "ranking", wording.in_each(languages, lambda lang: _words(record, ordered, ours, year, charts, lang)), id=ref,
        unit=record["unit"], better=record["better"], period=record["period"], ranking=ordered,
        tables=[{"id": "ranking", "columns": columns, "rows": rows}], charts=charts,
    )  # fmt: skip


def _charts(record: dict, ordered: list[dict], ours: str) -> list[dict]:
    """The boroughs as they lie, each with its figure."""
    tiles = [
        {"id": one["id"], "row": BOROUGHS[one["area"]][0], "column": BOROUGHS[one["area"]][1], "value": one["value"],
         "state": "shown", "ours": one["area"] == ours}
        for one in ordered if one["area"] in BOROUGHS
    ]  # fmt: skip
    unit = PER_1000 if record["unit"] == PER_1000 else SHARE
    return [{"id": "map", "kind": "tile_map", "data": {"tiles": tiles, "unit": unit}}]


def in_order(record: dict) -> list[dict]:
    """[{id, area, value, rank}] in the order of the library's ranks; the average stands among them without one."""
    found = [{"id": f"area-{place}", "area": one["name"], "value": one["value"], "rank": one["rank"]}
             for place, one in enumerate(record["rows"], start=1)]  # fmt: skip
    if record["average"] is None:
        return found
    value = record["average"]["value"]
    falling = found[0]["value"] > found[-1]["value"]
    place = sum(one["value"] >= value if falling else one["value"] <= value for one in found)
    average = {"id": AVERAGE, "area": record["average"]["name"], "value": value, "rank": None}
    return [*found[:place], average, *found[place:]]


def _title(record: dict) -> str:
    """What a comparison is about, in the language in force; a figure that was added is named by its question."""
    if record["title"]:
        return record["title"].get(str(get_locale())) or record["title"]["en"]
    words = {"question": record["wording"], "answers": gettext(" or ").join(record["net"])}
    return gettext("“%(question)s”, answered: %(answers)s", **words)


def _words(record: dict, ordered: list[dict], ours: str, year: int, charts: list[dict], lang: str) -> dict:
    labels = {}
    for one in ordered:
        area = gettext("Average as published") if one["id"] == AVERAGE else phrases_method.area_name(one["area"])
        labels |= {one["id"]: {"text": area, "lang": None},
                   f"{one['id']}-rate": _told(_rate(record, one["value"])),
                   f"{one['id']}-rank": _told("" if one["rank"] is None else format_decimal(one["rank"]))}  # fmt: skip
    rising = ordered[0]["value"] <= ordered[-1]["value"]
    note = gettext("The lowest figure comes first.") if rising else gettext("The highest figure comes first.")
    rate = gettext("Per 1,000 residents") if record["unit"] == PER_1000 else gettext("Share")
    caution = record["caution"] or {}
    return {
        "heading": _title(record),
        "sentences": [_where(record, ordered, ours, rising), *_age(record, year)],
        "short": caution.get(lang) or caution.get("en"),
        "labels": labels,
        "charts": {one["id"]: {"title": _title(record), "desc": _described(one, labels)} for one in charts},
        "how": [
            {"term": gettext("Period"), "text": record["period"], "lang": "en"},
            {"term": gettext("Source"), "text": f"{record['publisher']}: {record['source_title']}", "lang": "en"},
            {"term": gettext("Average"), "lang": None,
             "text": gettext("The whole area’s own figure as it was published, not the mean of the boroughs.")},
        ],
        "tables": {"ranking": {
            "caption": _title(record), "notes": [note],
            "columns": {"rank": gettext("Place"), "area": gettext("Borough"), "rate": rate}}},
    }  # fmt: skip


def _described(chart: dict, labels: dict) -> str:
    return drawn(chart["kind"], chart["data"], {"labels": labels})["desc"]


def _told(words: str) -> dict:
    return {"text": words, "lang": None}


def _rate(record: dict, value: float) -> str:
    return phrases.per_1000(value) if record["unit"] == PER_1000 else phrases.percent(value)


def _in_words(record: dict, value: float) -> str:
    rate = _rate(record, value)
    return gettext("%(rate)s per 1,000 residents", rate=rate) if record["unit"] == PER_1000 else rate


def _where(record: dict, ordered: list[dict], ours: str, rising: bool) -> str:
    boroughs = [one for one in ordered if one["rank"] is not None]
    own = next((one for one in boroughs if one["area"] == ours), None)
    told = [_place(own, boroughs, ours, record, rising)] if own else []
    if record["average"]:
        average = _in_words(record, record["average"]["value"])
        told.append(gettext("The average as it was published is %(average)s.", average=average))
    return " ".join(told)


def _place(own: dict, boroughs: list[dict], ours: str, record: dict, rising: bool) -> str:
    words = {"area": phrases_method.area_name(ours), "place": format_decimal(own["rank"]),
             "rate": _in_words(record, own["value"]), "boroughs": format_decimal(len(boroughs))}  # fmt: skip
    if own["rank"] == 1 and rising:
        return gettext("%(area)s has the lowest figure of %(boroughs)s boroughs: %(rate)s.", **words)
    if own["rank"] == 1:
        return gettext("%(area)s has the highest figure of %(boroughs)s boroughs: %(rate)s.", **words)
    if rising:
        return gettext("Counted from the lowest figure, %(area)s is number %(place)s of %(boroughs)s boroughs: "
                       "%(rate)s.", **words)  # fmt: skip
    return gettext("Counted from the highest figure, %(area)s is number %(place)s of %(boroughs)s boroughs: "
                   "%(rate)s.", **words)  # fmt: skip


def _age(record: dict, year: int) -> list[str]:
    age = records.age(record["period"], year)
    if age is None or age < records.STALE_YEARS:
        return []
    return [ngettext("These figures are about %(n)s year old.", "These figures are about %(n)s years old.", age,
                     n=format_decimal(age))]  # fmt: skip
