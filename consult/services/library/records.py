"""Finds the benchmarks that a partnership may use, and tells each as plain data."""

import re
from collections.abc import Sequence

from consult.extensions import db
from consult.models import Benchmark, Partnership

# A figure is stale once so many years have passed since the last that it is about.
STALE_YEARS = 4


def offered(partnership: Partnership) -> list[Benchmark]:
    """The benchmarks a partnership may use: those for all, and its own; the shipped ones first."""
    ours = db.or_(Benchmark.partnership_id.is_(None), Benchmark.partnership_id == partnership.id)
    return list(db.session.scalars(db.select(Benchmark).where(ours).order_by(Benchmark.key.is_(None), Benchmark.id)))


def one_of(partnership: Partnership, benchmark_id: int) -> Benchmark | None:
    """A benchmark that this partnership may use; another's is not found."""
    found = db.session.get(Benchmark, benchmark_id)
    return found if found is not None and found.partnership_id in (None, partnership.id) else None


def by_name(partnership: Partnership) -> dict[str, dict]:
    """Name -> record of every benchmark a partnership may use, as `record` tells it."""
    rows = offered(partnership)
    return {row.name: record(row, rows) for row in rows}


def record(row: Benchmark, among: Sequence[Benchmark]) -> dict:
    """A benchmark as plain data: shares 0..1, dates in ISO.

    `scale` and `net` are words; `answers` and `net_answers` the answers themselves, empty where they are not
    published. `among` is what it could be superseded by; `superseded` is the period of the newer figure, or None.
    """
    from consult.services.library.words import statements

    newer = superseded_by(row, among)
    same = ("measure", "audience", "value", "base", "effective_base", "wording", "area", "area_level", "area_code",
            "population", "period", "mode", "publisher", "title", "source_address")  # fmt: skip
    return {
        "id": row.name,
        **{name: getattr(row, name) for name in same},
        "interval": None if row.lower is None else [row.lower, row.upper],
        "routed_base": row.routed_base or None,
        "scale": " / ".join(row.scale) or row.notes.get("scale", ""),
        "net": " / ".join(row.net) or row.notes.get("net", ""),
        "answers": list(row.scale),
        "net_answers": list(row.net),
        "period_from": row.period_from and row.period_from.isoformat(),
        "period_to": row.period_to and row.period_to.isoformat(),
        "shipped": row.key is not None,
        "note": row.notes.get("note", ""),
        "statement": dict(row.statement) or statements(row),
        "superseded": newer.period if newer else None,
        "comparisons": [dict(one) for one in row.comparisons],
    }


def years(period: str) -> list[int]:
    """The years that a period in words names, in order; "2019/20" names both."""
    found = []
    for year, end in re.findall(r"(?<!\d)((?:19|20)\d{2})(?:/(\d{2}))?(?!\d)", period):
        found += [int(year), int(year[:2] + end)] if end else [int(year)]
    return found


def age(period: str, year: int) -> int | None:
    """How many years lie between the last year that a period names and `year`; None where it names none."""
    found = years(period)
    return year - max(found) if found else None


def is_old(period: str, year: int) -> bool:
    """Whether a figure of this period is stale in `year`."""
    return (age(period, year) or 0) >= STALE_YEARS


def superseded_by(row: Benchmark, among: Sequence[Benchmark]) -> Benchmark | None:
    """The newest figure of the same series, if it is newer than this one.

    A partnership's own figures never supersede a shipped one, nor the other way round.
    """
    same = [one for one in among if series(one) == series(row) and years(one.period)]
    newest = max(same, key=_last_day, default=None)
    return newest if newest is not None and years(row.period) and _last_day(newest) > _last_day(row) else None


def series(row: Benchmark) -> tuple:
    """What stays the same from one figure of a series to the next; the area comes last."""
    words = (row.publisher, re.sub(r"(?:19|20)\d{2}(?:/\d{2})?", "", row.title), row.population, row.area)
    plain = (" ".join(re.sub(r"[^\w ]", " ", one).casefold().split()) for one in words)
    counted = tuple(row.net) or row.notes.get("net", "")
    return (row.key is None, row.partnership_id, row.audience, row.measure, counted, row.routed_base, *plain)


def _last_day(row: Benchmark) -> tuple[int, str]:
    return max(years(row.period)), row.period_to.isoformat() if row.period_to else ""
