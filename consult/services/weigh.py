"""Weighs a wave to what is known of its population, from counts of alike people rather than from each of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from consult.database import writing
from consult.extensions import db
from consult.models import PopulationMargin, Response, Wave, WeightingRun
from consult.services import audit, cells, field
from consult.services.digest import digest
from consult.services.weigh_checks import NOT_TELLING, CannotWeigh, check

if TYPE_CHECKING:
    import pandas as pd

    from analysis import Weighting

MISSING_POLICIES = ("spread", "leave_out", "refuse")


@dataclass(frozen=True)
class Margin:
    """What a wave is weighted to over one dimension or several together: category (a tuple) -> target."""

    dimensions: tuple[str, ...]
    targets: dict[tuple[str, ...], float]
    key: str | None = None
    title: str | None = None
    source: str | None = None
    caution: str | None = None

    def document(self) -> dict:
        """As plain data, to be kept with the run. The caution is no input of the weights and is kept beside them."""
        return {
            "dimensions": list(self.dimensions),
            "targets": [[*categories, value] for categories, value in self.targets.items()],
            "key": self.key,
            "title": self.title,
            "source": self.source,
        }


def stored_margins(wave: Wave) -> list[PopulationMargin]:
    """The partnership's margins of the wave's audience whose every category can be answered in its questionnaire."""
    items = field.questionnaire(wave.version).items
    return [one for one in known_margins(wave) if _answerable(one, items)]


def known_margins(wave: Wave) -> list[PopulationMargin]:
    """Every margin of the partnership for the wave's audience, whether or not its questionnaire can meet it."""
    query = db.select(PopulationMargin).where(
        PopulationMargin.partnership_id == wave.survey.partnership_id, PopulationMargin.audience == wave.survey.audience
    )
    return list(db.session.scalars(query.order_by(PopulationMargin.id)))


def _answerable(margin: PopulationMargin, items) -> bool:
    if not all(name in items for name in margin.dimensions):
        return False
    pairs = (pair for row in margin.targets for pair in zip(margin.dimensions, row["categories"], strict=True))
    return all(items[name].choice(category) for name, category in pairs)


def margin_of(stored: PopulationMargin) -> Margin:
    """A stored margin to weigh to."""
    targets = {tuple(row["categories"]): float(row["value"]) for row in stored.targets}
    return Margin(tuple(stored.dimensions), targets, stored.key, stored.title, stored.source, stored.caution)


def read_margins(path: str | Path) -> list[Margin]:
    """Margins from a CSV file with the columns margin, category, target. Raises CannotWeigh."""
    from pandas.errors import EmptyDataError, ParserError

    from analysis import WeightingError
    from analysis import read_margins as read

    try:
        found = read(path)
    except WeightingError as error:
        raise CannotWeigh(str(error), english=True) from error
    except (EmptyDataError, ParserError, UnicodeDecodeError) as error:
        raise CannotWeigh(
            _("The margins cannot be read as CSV in UTF-8 with the columns margin, category and target.")
        ) from error
    except OSError as error:
        raise CannotWeigh(_("The file of margins cannot be opened: %(why)s.", why=error.strerror)) from error
    return [_margin(name, targets, Path(path).name) for name, targets in found.items()]


def _margin(name, targets: dict, source: str) -> Margin:
    if isinstance(name, tuple):
        return Margin(name, dict(targets), source=source)
    return Margin((name,), {(category,): target for category, target in targets.items()}, source=source)


def weigh(wave: Wave, margins: list[Margin], actor: str, *how, **more) -> WeightingRun:
    """Reckon a weighting and store it. What it takes and raises is said in `reckon`; nothing is stored on a refusal."""
    run = reckon(wave, margins, *how, **more)
    with writing():
        keep(wave, run, actor)
    return run


def keep(wave: Wave, run: WeightingRun, actor: str) -> None:
    """Store a weighting that was reckoned, in the open transaction."""
    db.session.add(run)
    db.session.flush()
    audit.record(actor, "weigh", wave.slug, wave.survey.partnership, run=run.id)


def reckon(
    wave: Wave, margins: list[Margin], base_weight: str | None = None, missing: str = "spread",
    bounds: tuple[float, float] | None = None, unmatched_missing: bool = False,
    merged: Mapping[str, Sequence[Sequence[str]]] | None = None,
) -> WeightingRun:
    """Rake the wave's answers to `margins`: the weight of every cell with its diagnostics, not stored yet.

    base_weight        the column that the import took base weights from; None: all base weights are 1
    missing            "spread", "leave_out" or "refuse", for people without an answer in a dimension
    bounds             lowest and highest ratio of a weight to its base weight
    unmatched_missing  answers that a margin has no target for count as missing instead of being refused
    merged             dimension -> groups of categories that are counted as one

    The weights of a run add up to the total of its first margin. Raises CannotWeigh.
    """
    merged = merged or {}
    check(wave, margins, base_weight, merged)
    dimensions = list(dict.fromkeys(name for margin in margins for name in margin.dimensions))
    columns = [*dimensions, "base_weight"] if base_weight else dimensions
    counted = cells.cells(wave, columns)
    if not len(counted):
        raise CannotWeigh(_("The wave has no responses to weigh."))
    sample, notes = _sample(wave, margins, counted, unmatched_missing, merged)
    weighting = _rake(sample, margins, base_weight, missing, bounds, merged)
    rows = _rows(counted, columns, weighting)
    scheme = {
        "method": "rake", "margins": [margin.document() for margin in margins], "base_weight": base_weight,
        "missing": missing, "bounds": list(bounds) if bounds else None, "unmatched_missing": unmatched_missing,
        "merged": {name: [list(group) for group in groups] for name, groups in merged.items()},
    }
    return WeightingRun(
        wave_id=wave.id,
        scheme=scheme,
        cells={"columns": [*columns, "n", "weight"], "rows": rows},
        diagnostics=_diagnostics(wave, weighting, margins, notes),
        inputs_sha256=digest([scheme, [row[:-1] for row in rows]]),
        code_version=code_version(),
    )


def runs(wave: Wave) -> list[WeightingRun]:
    """The weightings of a wave, the newest first."""
    query = db.select(WeightingRun).where(WeightingRun.wave_id == wave.id).order_by(WeightingRun.id.desc())
    return list(db.session.scalars(query))


def latest(wave: Wave) -> WeightingRun | None:
    """The newest weighting of a wave."""
    query = db.select(WeightingRun).where(WeightingRun.wave_id == wave.id).order_by(WeightingRun.id.desc()).limit(1)
    return db.session.scalar(query)


def current(wave: Wave) -> WeightingRun | None:
    """The wave's weighting: the one that was named as it, else the newest. What is published and taken out."""
    return wave.chosen_run or latest(wave)


def run_of(wave: Wave, run_id: int) -> WeightingRun | None:
    """A weighting of this wave; another wave's is not found."""
    return db.session.scalar(db.select(WeightingRun).where(WeightingRun.wave_id == wave.id, WeightingRun.id == run_id))


@lru_cache(maxsize=1)
def code_version() -> str:
    """Names the statistics code: the start of the SHA-256 of its sources, so that it is right without a history."""
    import analysis

    folder = Path(analysis.__file__).parent
    content = b"".join(file.name.encode() + b"\0" + file.read_bytes() for file in sorted(folder.glob("*.py")))
    return "analysis " + hashlib.sha256(content).hexdigest()[:16]


def _sample(wave: Wave, margins: list[Margin], counted: pd.DataFrame, unmatched: bool,
            merged: Mapping) -> tuple[pd.DataFrame, list]:
    """The cells, categories merged, with answers that tell nothing made missing, and a note {item, answer, people} on
    each kind of these."""
    from analysis.merging import merge_sample, merge_targets

    sample, notes = merge_sample(counted, merged), []
    items = field.questionnaire(wave.version).items
    for margin in margins:
        targets = merge_targets(margin.dimensions, margin.targets, merged)
        for place, name in enumerate(margin.dimensions):
            known = {categories[place] for categories in targets}
            for value in [one for one in sample[name].dropna().unique() if one not in known]:
                choice = items[name].choice(value)
                if unmatched or (choice is not None and choice.kind in NOT_TELLING):
                    here = sample[name] == value
                    sample.loc[here, name] = None
                    notes.append({"item": name, "answer": value, "people": int(sample.loc[here, "n"].sum())})
    return sample, [note for note in notes if note["people"]]


def _rake(sample: pd.DataFrame, margins: list[Margin], base_weight: str | None, missing: str, bounds,
          merged: Mapping) -> Weighting:
    from analysis import WeightingError, rake
    from analysis.merging import as_margin, merge_targets

    targets = dict(
        as_margin(margin.dimensions, merge_targets(margin.dimensions, margin.targets, merged)) for margin in margins)
    try:
        return rake(sample, targets, base_weight="base_weight" if base_weight else None, count="n", missing=missing,
                    bounds=bounds)
    except WeightingError as error:
        raise CannotWeigh(str(error), english=True, place=error.about) from error


def _rows(counted: pd.DataFrame, columns: list[str], weighting: Weighting) -> list[list]:
    weights = weighting.weights.to_dict()
    found = []
    for place, row in zip(counted.index, counted[[*columns, "n"]].itertuples(index=False, name=None), strict=True):
        *key, n = (None if value != value else value for value in row)
        found.append([*key, int(n), weights.get(place)])
    return found


def _diagnostics(wave: Wave, weighting: Weighting, margins: list[Margin], notes: list[dict]) -> dict:
    names = ("design_effect", "effective_base", "efficiency", "smallest", "largest", "max_margin_error", "total")
    simulated = db.select(db.func.count()).where(cells.in_figures(wave), Response.simulated)
    return {
        **{name: float(getattr(weighting, name)) for name in names},
        "people": int(weighting.people),
        "left_out": int(weighting.left_out),
        "simulated": db.session.scalar(simulated),
        "iterations": int(weighting.iterations),
        "notes": list(weighting.notes),
        "not_telling": notes,
        "margins": [
            {
                "dimensions": list(margin.dimensions),
                "title": margin.title,
                "caution": margin.caution,
                "rows": _margin_rows(weighting, " x ".join(margin.dimensions)),
            }
            for margin in margins
        ],
    }


def _margin_rows(weighting: Weighting, label: str) -> list[dict]:
    table = weighting.margins
    return [
        {"category": str(row.category), "before": float(row.before), "after": float(row.after),
         "target": float(row.target), "base": int(row.base)}
        for row in table[table["margin"] == label].itertuples()
    ]
