"""The ten boroughs of Greater Manchester side by side: one measure, one period, one source."""

from __future__ import annotations

from collections.abc import Iterable

from consult import reference
from consult.models import Benchmark, Partnership
from consult.services.library import records
from consult.services.library.areas import BOROUGHS

# Fewer than two boroughs are no comparison.
FEWEST = 2


class NoComparison(LookupError):
    """No figures of that measure are held for the boroughs."""


def by_area(measure: str, partnership: Partnership | None = None) -> dict:
    """The boroughs' figures of one measure, ranked. Raises NoComparison.

    Args:
        measure: the id of a shipped table, or "audience:question" of benchmarks that the partnership has added.

    Returns:
        {id, title: {lang: words} | None, unit: "per_1000" | "share", better: "up" | "down" | None, period,
        period_from, period_to, average: {name, value} | None, rows: [{code, name, value, rank}], missing: [names],
        publisher, source_title, source_address, caution: {lang: words} | None}. Boroughs with the same figure share
        a rank. The average is the published one, never worked out from the rows: the boroughs differ in size.
    """
    for one in comparisons(partnership):
        if one["id"] == measure:
            return one
    raise NoComparison(f"No figures by borough are held for {measure!r}.")


def comparisons(partnership: Partnership | None = None) -> list[dict]:
    """Every measure that can be told of by borough, the shipped ones first."""
    shipped = [_shipped(table) for table in reference.boroughs()]
    return shipped + (_added(records.offered(partnership)) if partnership else [])


def _shipped(table: dict) -> dict:
    same = ("id", "title", "unit", "better", "period", "period_from", "period_to", "publisher", "source_title",
            "source_address", "caution")  # fmt: skip
    average = {"name": table["average"]["area"], "value": table["average"]["value"]}
    return {**{name: table[name] for name in same}, "average": average,
            **_ranked(table["boroughs"], descending=table["better"] == "up")}  # fmt: skip


def _ranked(values: dict[str, float], descending: bool) -> dict:
    rows = sorted(values.items(), key=lambda one: (-one[1] if descending else one[1], BOROUGHS[one[0]]))
    listed = [{"code": code, "name": BOROUGHS[code], "value": value} for code, value in rows]
    for place, row in enumerate(listed):
        tied = place and listed[place - 1]["value"] == row["value"]
        row["rank"] = listed[place - 1]["rank"] if tied else place + 1
    return {"rows": listed, "missing": [name for code, name in BOROUGHS.items() if code not in values]}


def _added(rows: Iterable[Benchmark]) -> list[dict]:
    """Benchmarks that differ in nothing but the borough; of several periods of a measure the newest."""
    groups: dict[tuple, dict[str | None, Benchmark]] = {}
    for row in rows:
        if row.key is None and row.area_level in ("borough", "greater_manchester"):
            groups.setdefault((row.period_to, records.series(row)[:-1]), {})[row.area_code] = row
    newest: dict[str, dict] = {}
    for (_to, _series), found in sorted(groups.items(), key=lambda one: one[0][0], reverse=True):
        values = {code: row.value for code, row in found.items() if code in BOROUGHS}
        if len(values) >= FEWEST:
            told = _told(next(row for code, row in found.items() if code in BOROUGHS), values, found.get("E47000001"))
            newest.setdefault(told["id"], told)
    return list(newest.values())


def _told(one: Benchmark, values: dict[str, float], whole: Benchmark | None) -> dict:
    return {
        "id": f"{one.audience}:{one.measure}", "title": None, "unit": "share", "better": None,
        "period": one.period, "period_from": one.period_from.isoformat(), "period_to": one.period_to.isoformat(),
        "publisher": one.publisher, "source_title": one.title, "source_address": one.source_address, "caution": None,
        "average": {"name": whole.area, "value": whole.value} if whole else None, **_ranked(values, descending=True),
        "wording": one.wording, "net": list(one.net),
    }  # fmt: skip
