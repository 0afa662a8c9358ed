"""Weightings of one wave side by side: what each costs, what it makes of the margins, and of a few main figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consult.models import Wave, WeightingRun
from consult.services import cells, designs, field
from consult.services.asking import asked_as
from consult.services.weigh_checks import ONE_ANSWER

if TYPE_CHECKING:
    import pandas as pd

    from analysis.measures import Asked

FEWEST, MOST = 2, 4
MAIN_ITEMS = 3


@dataclass(frozen=True)
class Figure:
    """A main figure under one weighting: a share 0..1 of the people in the base, with what its design lets be said.

    lower, upper and design_effect (the variance over that of as many people drawn at random with replacement) are
    None in an open survey, which earns no error.
    """

    item: str
    value: float
    lower: float | None
    upper: float | None
    base: int
    design_effect: float | None


@dataclass(frozen=True)
class Column:
    """One weighting: its run, how its weights are spread (`analysis.spreading.POINTS`), and its main figures by item.

    `figures` is empty and `spread` as it was where answers have come or gone since.
    """

    run: WeightingRun
    spread: list[float]
    figures: dict[str, Figure]
    current: bool


@dataclass(frozen=True)
class Share:
    """A category of a margin: its share 0..1 of the population and of those who said, unweighted, and by each run.

    A run's share is None where answers have come or gone since it, so that it fits them no more.
    """

    categories: tuple[str, ...]
    population: float
    people: int
    before: float
    after: tuple[float | None, ...]


@dataclass(frozen=True)
class MarginCompared:
    """A margin that at least one of the runs was weighed to. `used` says which of them were."""

    key: str | None
    title: str | None
    dimensions: tuple[str, ...]
    caution: str | None
    used: tuple[bool, ...]
    rows: tuple[Share, ...]


@dataclass(frozen=True)
class Compared:
    """Weightings side by side. `items`: the main figures, in order."""

    columns: tuple[Column, ...]
    margins: tuple[MarginCompared, ...]
    items: tuple[str, ...]


def compare(wave: Wave, runs: list[WeightingRun]) -> Compared:
    """The runs of a wave side by side, from one count of its answers."""
    questionnaire = field.questionnaire(wave.version)
    asked = {name: asked_as(questionnaire, name) for name in main_items(wave)}
    keys = list(dict.fromkeys(column for run in runs for column in cells.key_columns(run)))
    counted = cells.cells(wave, list(dict.fromkeys([*keys, *asked, *designs.DESIGN_COLUMNS])))
    by_keys = _fewer(counted, keys)
    weighed = [_weighed(run, by_keys) for run in runs]
    by_item = {name: _fewer(counted, list(dict.fromkeys([*keys, name, *designs.DESIGN_COLUMNS]))) for name in asked}
    columns = tuple(_column(run, by_item, asked, frame) for run, frame in zip(runs, weighed, strict=True))
    margins = _margins(runs, by_keys, weighed)
    return Compared(columns, margins, tuple(asked))


def main_items(wave: Wave) -> list[str]:
    """The items whose figures are put side by side: the section's first, then others with answers that make a net."""
    from analysis.measures import SHARE, measures

    items = field.questionnaire(wave.version).items
    first = [measure.item for measure in measures(wave.survey.audience) if measure.kind == SHARE]
    having_net = [item.name for item in items.values() if item.net and item.type in ONE_ANSWER]
    names = [name for name in dict.fromkeys([*first, *having_net]) if name in having_net and name not in wave.left_out]
    return names[:MAIN_ITEMS]


def _fewer(counted: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The cells by fewer columns."""
    return counted.groupby(columns, dropna=False, sort=False, as_index=False)["n"].sum()


def _weighed(run: WeightingRun, counted: pd.DataFrame) -> pd.DataFrame | None:
    try:
        return cells.with_weights(run, counted)
    except cells.StaleRun:
        return None


def _column(run: WeightingRun, by_item: dict[str, pd.DataFrame], asked: dict[str, Asked], weighed) -> Column:
    from analysis.spreading import spread

    rows = run.cells["rows"]
    held = spread([float("nan") if row[-1] is None else row[-1] for row in rows], [row[-2] for row in rows])
    if weighed is None:
        return Column(run, held, {}, current=False)
    figures = {name: _figure(run, by_item[name], name, one) for name, one in asked.items()}
    return Column(run, held, {name: one for name, one in figures.items() if one is not None}, current=True)


def _figure(run: WeightingRun, counted: pd.DataFrame, item: str, asked: Asked) -> Figure | None:
    """The share of the item's net under the run; None where nobody is in its base. `counted`: cells by the item."""
    from analysis.estimate import proportion
    from analysis.measuring import net_of

    frame = cells.with_weights(run, counted)
    frame["net"] = net_of(asked, frame[item])
    row = proportion(designs.design(run, frame), ["net"]).iloc[0]
    if not row["base"]:
        return None
    lower, upper, effective = (None if row[name] != row[name] else float(row[name])
                               for name in ("lower", "upper", "effective_base"))
    base = int(row["base"])
    return Figure(item, float(row["estimate"]), lower, upper, base, base / effective if effective else None)


def _margins(runs: list[WeightingRun], counted: pd.DataFrame, weighed: list) -> tuple[MarginCompared, ...]:
    """Every margin of any of the runs, once, in the order that they come."""
    found: dict[tuple, tuple[dict, str | None]] = {}
    for run in runs:
        for margin, told in zip(run.scheme["margins"], run.diagnostics["margins"], strict=True):
            found.setdefault(tuple(margin["dimensions"]), (margin, told.get("caution")))
    return tuple(
        MarginCompared(
            key=margin["key"], title=margin["title"], dimensions=dimensions, caution=caution,
            used=tuple(
                any(tuple(one["dimensions"]) == dimensions for one in run.scheme["margins"]) for run in runs),
            rows=_shares(margin, dimensions, counted, weighed),
        )
        for dimensions, (margin, caution) in found.items()
    )


def _shares(margin: dict, dimensions: tuple[str, ...], counted: pd.DataFrame, weighed: list) -> tuple[Share, ...]:
    targets = {tuple(row[:-1]): row[-1] for row in margin["targets"]}
    people = _totals(counted, dimensions, counted["n"])
    after = [None if frame is None else _totals(frame, dimensions, frame["n"] * frame["weight"]) for frame in weighed]
    whole = sum(targets.values())
    said = [None if totals is None else sum(totals.get(key, 0.0) for key in targets) for totals in (people, *after)]
    return tuple(
        Share(
            categories=key, population=target / whole, people=int(people.get(key, 0)),
            before=people.get(key, 0) / said[0] if said[0] else 0.0,
            after=tuple(
                totals.get(key, 0.0) / base if totals is not None and base else None
                for totals, base in zip(after, said[1:], strict=True)),
        )
        for key, target in targets.items()
    )


def _totals(frame: pd.DataFrame, dimensions: tuple[str, ...], values: pd.Series) -> dict[tuple, float]:
    sums = values.groupby([frame[name] for name in dimensions]).sum()
    return {key if isinstance(key, tuple) else (key,): float(total) for key, total in sums.items()}
