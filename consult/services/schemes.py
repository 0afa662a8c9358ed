"""Schemes of weighting: what may be weighted to, what is proposed, weighing again, and the one that is the wave's."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from consult.database import writing
from consult.models import Wave, WeightingRun
from consult.services import audit, cells, weigh
from consult.services import field as surveys
from consult.services.bring_in import base_weight_name
from consult.services.weigh import Margin
from consult.services.weigh_checks import NOT_TELLING, ONE_ANSWER

if TYPE_CHECKING:
    from analysis.proposal import Candidate, Decision


@dataclass(frozen=True)
class Scheme:
    """What a weighting is asked to do: the keys of margins in order, and how. As `weigh.reckon` takes it."""

    margins: tuple[str, ...] = ()
    merged: dict[str, list[list[str]]] = field(default_factory=dict)
    base_weight: str | None = None
    missing: str = "spread"
    bounds: tuple[float, float] | None = None
    unmatched_missing: bool = False


@dataclass(frozen=True)
class Proposed:
    """A scheme that is proposed, the decisions that led to it, and what weighing by it would give.

    `run` is not stored; None where nothing can be weighed to, and `decisions` then say why.
    """

    scheme: Scheme
    decisions: tuple[Decision, ...]
    run: WeightingRun | None


def offered(wave: Wave) -> list[Margin]:
    """The margins that the wave can be weighed to: each that is kept, and of a joint one each dimension alone.

    A dimension alone has the key "<key>:<dimension>"; it is not offered where a margin on it is kept.
    """
    kept = [weigh.margin_of(stored) for stored in weigh.stored_margins(wave)]
    alone = {margin.dimensions for margin in kept}
    found = []
    for margin in kept:
        found.append(margin)
        for name in margin.dimensions if len(margin.dimensions) > 1 else ():
            if (name,) not in alone:
                alone.add((name,))
                found.append(_alone(margin, name))
    return found


def _alone(margin: Margin, dimension: str) -> Margin:
    from analysis.proposal import Candidate

    part = Candidate(margin.key, margin.dimensions, margin.targets).of(dimension)
    return replace(margin, dimensions=part.dimensions, targets=dict(part.targets), key=part.key)


def base_weight(wave: Wave) -> str | None:
    """The wave's base weight by its column, or None where there is none that fits all its files."""
    try:
        return base_weight_name(wave)
    except ValueError:
        return None


def propose(wave: Wave) -> Proposed:
    """A scheme for the wave as it stands, with its reasons."""
    from analysis.proposal import Candidate
    from analysis.proposing import propose as proposal_of

    candidates = [
        Candidate(margin.key, margin.dimensions, margin.targets)
        for margin in map(weigh.margin_of, weigh.known_margins(wave))
    ]
    asked, base = _asked(wave), base_weight(wave)
    found = proposal_of(
        _counted(wave, candidates, asked, base), candidates, asked, base_weight="base_weight" if base else None)
    scheme = Scheme(
        margins=tuple(margin.key for margin in found.margins), merged=found.merged, base_weight=base,
        bounds=found.bounds, unmatched_missing=found.unmatched_missing,
    )
    return Proposed(scheme, found.decisions, reckon(wave, scheme) if found.weighting is not None else None)


def _asked(wave: Wave) -> dict[str, list[str]]:
    """Item -> the answers that tell something, of items that the wave asks and that put a person in one category."""
    items = surveys.questionnaire(wave.version).items.values()
    return {
        item.name: [choice.value for choice in item.choices if choice.kind not in NOT_TELLING]
        for item in items if item.type in ONE_ANSWER and item.name not in wave.left_out
    }


def _counted(wave: Wave, candidates: list[Candidate], asked: dict, base: str | None):
    dimensions = list(dict.fromkeys(name for one in candidates for name in one.dimensions if name in asked))
    return cells.cells(wave, [*dimensions, "base_weight"] if base else dimensions)


def reckon(wave: Wave, scheme: Scheme) -> WeightingRun:
    """What weighing by the scheme gives, not stored. Raises CannotWeigh."""
    return weigh.reckon(wave, _margins(wave, scheme), **_how(scheme))


def weigh_by(wave: Wave, scheme: Scheme, actor: str) -> WeightingRun:
    """Weigh the wave by the scheme and keep it. Raises CannotWeigh, and stores nothing then."""
    return weigh.weigh(wave, _margins(wave, scheme), actor, **_how(scheme))


def _margins(wave: Wave, scheme: Scheme) -> list[Margin]:
    there = {margin.key: margin for margin in offered(wave)}
    return [there[key] for key in scheme.margins if key in there]


def _how(scheme: Scheme) -> dict:
    return {name: getattr(scheme, name)
            for name in ("base_weight", "missing", "bounds", "unmatched_missing", "merged")}


def scheme_of(run: WeightingRun) -> Scheme:
    """What a run was asked to do, to begin another from. Margins that came from a file are not among its keys."""
    kept = run.scheme
    return Scheme(
        margins=tuple(margin["key"] for margin in kept["margins"] if margin["key"]), merged=kept.get("merged", {}),
        base_weight=kept["base_weight"], missing=kept["missing"],
        bounds=tuple(kept["bounds"]) if kept["bounds"] else None, unmatched_missing=kept["unmatched_missing"],
    )


def again(run: WeightingRun, actor: str) -> WeightingRun:
    """Weigh the run's wave as it stands now to the same targets in the same way. Raises CannotWeigh.

    Where the run was named as the wave's weighting, the new one is: it is the same decision on more answers.
    """
    new = reckon_again(run)
    with writing():
        keep_again(run, new, actor)
    return new


def reckon_again(run: WeightingRun) -> WeightingRun:
    """What weighing again as `run` did gives, not stored. Raises CannotWeigh."""
    margins = [
        Margin(tuple(one["dimensions"]), {tuple(row[:-1]): row[-1] for row in one["targets"]}, one["key"],
               one["title"], one["source"], told.get("caution"))
        for one, told in zip(run.scheme["margins"], run.diagnostics["margins"], strict=True)
    ]
    return weigh.reckon(run.wave, margins, **_how(scheme_of(run)))


def keep_again(run: WeightingRun, new: WeightingRun, actor: str) -> None:
    """Store `new`, got as `run` was, in the open transaction."""
    wave = run.wave
    weigh.keep(wave, new, actor)
    if wave.chosen_run_id == run.id:
        _name(wave, new, actor)


def name(run: WeightingRun, actor: str) -> None:
    """Name the run as its wave's weighting: what is published and taken out rests on it until another is named."""
    with writing():
        _name(run.wave, run, actor)


def _name(wave: Wave, run: WeightingRun, actor: str) -> None:
    wave.chosen_run = run
    audit.record(actor, "name weighting", wave.slug, wave.survey.partnership, run=run.id)


@dataclass(frozen=True)
class Mergeable:
    """A dimension whose categories can be counted together: (category, people), in order.

    ordered  each can be joined to the next; otherwise some of them can be made one group
    """

    dimension: str
    ordered: bool
    categories: tuple[tuple[str, int], ...]

    def groups(self, ticked: set[str]) -> list[list[str]]:
        """The groups that ticks stand for: of ordered categories each is joined to the next, of others all are one."""
        values = [value for value, _people in self.categories]
        if not self.ordered:
            together = [value for value in values if value in ticked]
            return [together] if together else []
        found: list[list[str]] = [[]]
        for value in values:
            found[-1].append(value)
            if value not in ticked:
                found.append([])
        return [group for group in found if len(group) > 1]

    def ticks(self, groups: list[list[str]]) -> set[str]:
        """The ticks that stand for groups: the other way round."""
        return {value for group in groups for value in (group[:-1] if self.ordered else group)}


def mergeable(wave: Wave, margins: list[Margin]) -> list[Mergeable]:
    """The dimensions of some margins that have three categories or more, with the people who are in each."""
    from analysis.sparse import is_ordered

    items = surveys.questionnaire(wave.version).items
    dimensions = list(dict.fromkeys(name for margin in margins for name in margin.dimensions))
    counted = cells.counts(wave, dimensions)
    found = []
    for place, dimension in enumerate(dimensions):
        people: dict[str, int] = {}
        for row in counted:
            people[row[place]] = people.get(row[place], 0) + row[-1]
        known = {key[one.dimensions.index(dimension)] for one in margins if dimension in one.dimensions
                 for key in one.targets}
        values = [choice.value for choice in items[dimension].choices if choice.value in known or (
            choice.kind not in NOT_TELLING and people.get(choice.value))]
        in_order = is_ordered([value for value in values if value in known])
        values = [value for value in values if value in known or not in_order]
        if len(values) > 2:
            found.append(Mergeable(dimension, in_order, tuple((one, people.get(one, 0)) for one in values)))
    return found
