"""Margins that cannot be met: found before iterating where their structure shows it, else proved
afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy import sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import connected_components

from analysis.errors import WeightingError, counted, per_cent
from analysis.frames import Cells
from analysis.incidence import Incidence
from analysis.margins import Margin
from analysis.preparation import Prepared

# A difference this small against the total is rounding in how the targets were written down.
ROUNDING = 1e-8
# Above this many cells no proof is attempted: the sentence then only says how far off the margins are.
PROOF_LIMIT = 200_000


def check_pairs(margins: list[Margin], cells: Cells) -> None:
    """Raise WeightingError for two margins whose targets contradict each other, given who is in the sample.

    Two margins are in conflict where the people of some categories of the one are all people of some
    categories of the other (and the other way round), but the targets differ; or where one category's people
    are all within categories whose targets together are smaller than its own.
    """
    if cells.distinct and len(cells) == np.prod([float(len(margin.targets)) for margin in margins]):
        # Every combination has somebody, so that any margins can be met.
        return
    for one, other in combinations(margins, 2):
        shape = len(one.targets), len(other.targets)
        table = (
            np.bincount(one.codes * shape[1] + other.codes, minlength=shape[0] * shape[1]).reshape(shape) > 0
        )
        if table.all():
            continue
        _check_groups(one, other, table)
        _check_inside(one, other, table)
        _check_inside(other, one, table.T)


def _check_groups(one: Margin, other: Margin, table: np.ndarray) -> None:
    rows, columns = table.shape
    links = sparse.csr_array(
        np.block([[np.zeros((rows, rows)), table], [table.T, np.zeros((columns, columns))]])
    )
    groups, member = connected_components(links, directed=False)
    total = one.targets.sum()
    for group in range(groups if groups > 1 else 0):
        mine, theirs = np.flatnonzero(member[:rows] == group), np.flatnonzero(member[rows:] == group)
        wanted, allowed = one.targets[mine].sum(), other.targets[theirs].sum()
        if abs(wanted - allowed) > ROUNDING * total:
            raise WeightingError(
                f"{_pair(one, other)} cannot be met together: in the sample the people in "
                f"{_named(one, mine)} are exactly those in {_named(other, theirs)}, but the targets are "
                f"{wanted:,.6g} and {allowed:,.6g}. Make the targets agree, merge categories, or leave one "
                "of the two margins out."
            )


def _check_inside(one: Margin, other: Margin, table: np.ndarray) -> None:
    room = table @ other.targets
    slack = ROUNDING * one.targets.sum()
    for i in np.flatnonzero(one.targets > room - slack):
        within = np.flatnonzero(table[i])
        if one.targets[i] > room[i] + slack:
            raise WeightingError(
                f"{_pair(one, other)} cannot be met together: everyone in the sample in {_named(one, [i])} "
                f"is in {_named(other, within)}, but {one.targets[i]:,.6g} are wanted of the one and only "
                f"{room[i]:,.6g} of the other. Merge categories, or leave one of the two margins out."
            )
        crowded = [j for j in np.flatnonzero(table[:, within].any(axis=1)) if j != i]
        if crowded:
            raise WeightingError(
                f"{_pair(one, other)} can only be met together by giving no weight at all to the people in "
                f"{_named(one, crowded)} who are in {_named(other, within)}: everyone in {_named(one, [i])} "
                f"is there too, and needs all {room[i]:,.6g}. Merge categories, or leave one of the two "
                "margins out."
            )


def _pair(one: Margin, other: Margin) -> str:
    return f"The margins “{one.label}” and “{other.label}”"


def _named(margin: Margin, which) -> str:
    names = [f"“{margin.category_label(int(i))}”" for i in which]
    shown = names if len(names) <= 4 else [*names[:3], f"{len(names) - 3} more"]
    joined = shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]
    return f"{joined} of “{margin.label}”"


@dataclass(frozen=True)
class Limits:
    """What a weight may be: `unit` [cells] is the weight of a cell at 1, low and high multiples of it."""

    unit: np.ndarray
    low: float = 0.0
    high: float = np.inf

    @property
    def narrow(self) -> bool:
        return self.low > 0 or np.isfinite(self.high)

    def free(self) -> Limits:
        return Limits(self.unit)


def explain_failure(
    ready: Prepared, weighted: np.ndarray, rounds: int, tolerance: float, limits: Limits
) -> WeightingError:
    """The WeightingError for weights that were not found: whether they can exist, and what stands in the way.

    weighted [cells] is where the search ended, after so many rounds.
    """
    furthest = _furthest(ready, np.nan_to_num(weighted, nan=0.0, posinf=0.0), rounds)
    margins = ready.margins
    if len(weighted) > PROOF_LIMIT:
        return WeightingError(
            f"The margins were not met: {furthest}. Merge small categories, or allow more rounds."
        )
    shortfall = _shortfall(margins, limits)
    if shortfall is not None:
        return _impossible(margins, limits, shortfall, furthest)
    emptied = None if limits.narrow else explain_emptied(ready, limits)
    return emptied or WeightingError(
        f"The margins were not met to {tolerance:g}: {furthest}. They can be met: allow more rounds "
        "(max_iterations) or a wider tolerance."
    )


def explain_emptied(ready: Prepared, limits: Limits) -> WeightingError | None:
    """The WeightingError for margins that leave some people no weight at all; None where there are no such
    people.
    """
    if len(limits.unit) > PROOF_LIMIT:
        return None
    emptied = _forced_to_zero(ready.margins, limits)
    if emptied is None:
        return None
    who = ", ".join(f"{m.label} = {m.category_label(int(m.codes[emptied]))}" for m in ready.margins)
    return WeightingError(
        f"The margins can only be met together by giving no weight at all to the people who are {who}. Merge "
        "categories, or leave one of these margins out."
    )


def _furthest(ready: Prepared, weighted: np.ndarray, rounds: int) -> str:
    worst, name = -1.0, ""
    for margin in ready.margins:
        got = np.bincount(margin.codes, weighted, len(margin.targets))
        off = np.abs(got / margin.targets - 1)
        i = int(np.argmax(off))
        if off[i] > worst:
            worst = float(off[i])
            name = (
                f"after {counted(rounds, 'round', 'rounds')} “{margin.category_label(i)}” of "
                f"“{margin.label}” is furthest off, at {got[i]:,.6g} against a target of "
                f"{margin.targets[i]:,.6g} ({per_cent(worst)} off)"
            )
    return name


def _impossible(
    margins: list[Margin], limits: Limits, shortfall: np.ndarray, furthest: str
) -> WeightingError:
    where = _at_fault(margins, shortfall)
    if limits.narrow and _shortfall(margins, limits.free()) is None:
        return WeightingError(
            f"No weights within the bounds ({limits.low:g}, {limits.high:g}) meet the margins: {where} "
            f"({furthest}). {_bounds_that_do(margins, limits)}",
            about="bounds",
        )
    for one, other in combinations(margins, 2):
        if _shortfall([one, other], limits.free()) is not None:
            return WeightingError(
                f"{_pair(one, other)} cannot be met together by the people in the sample: {where} "
                f"({furthest}). Merge categories, or leave one of the two margins out."
            )
    names = ", ".join(f"“{margin.label}”" for margin in margins)
    return WeightingError(
        f"The margins {names} cannot all be met by the people in the sample: {where} ({furthest}). Merge "
        "categories, or leave one of the margins out."
    )


def _at_fault(margins: list[Margin], shortfall: np.ndarray) -> str:
    targets = np.concatenate([margin.targets for margin in margins])
    i = int(np.argmax(np.abs(shortfall)))
    edge = 0
    for margin in margins:
        if i < edge + len(margin.targets):
            word = "below" if shortfall[i] > 0 else "above"
            return (
                f"at best “{margin.category_label(i - edge)}” of “{margin.label}” stays "
                f"{abs(shortfall[i]):,.4g} {word} its target of {targets[i]:,.6g}"
            )
        edge += len(margin.targets)
    return ""


def _equations(margins: list[Margin], unit: np.ndarray) -> tuple[sparse.csr_array, np.ndarray]:
    """A [categories, cells] with A m = 1 where multiples m of the unit meet every target; and the targets.

    Multiples and right-hand sides are near 1, so that the solver's own tolerance of 1e-7 means what it says.
    """
    x = Incidence([margin.codes for margin in margins], [len(margin.targets) for margin in margins])
    targets = np.concatenate([margin.targets for margin in margins])
    return sparse.csr_array(sparse.diags_array(1 / targets) @ x.matrix.T @ sparse.diags_array(unit)), targets


def _programme(cost: np.ndarray, matrix: sparse.sparray, limits: np.ndarray):
    return linprog(
        cost, A_eq=sparse.csc_array(matrix), b_eq=np.ones(matrix.shape[0]), bounds=limits, method="highs"
    )


def _shortfall(margins: list[Margin], limits: Limits) -> np.ndarray | None:
    """[categories] what the best weights within the limits still lack (+) or have too much (-); None:
    nothing.
    """
    matrix, targets = _equations(margins, limits.unit)
    cells, k = len(limits.unit), len(targets)
    share = targets / targets.sum()
    columns = sparse.hstack([matrix, sparse.eye_array(k), -sparse.eye_array(k)])
    cost = np.concatenate([np.zeros(cells), share, share])
    between = np.repeat([[limits.low, limits.high], [0, np.inf]], [cells, 2 * k], axis=0)
    result = _programme(cost, columns, between)
    if result.status != 0 or result.fun <= 1e-7:
        return None
    over = result.x[cells:]
    return (over[:k] - over[k:]) * targets


def _forced_to_zero(margins: list[Margin], limits: Limits) -> int | None:
    """A cell that has weight 0 in all weights that meet the margins, or None."""
    matrix, _ = _equations(margins, limits.unit)
    cells = len(limits.unit)
    # Each multiple is a floor of at most 0.01 and a rest; as much floor everywhere as there can be.
    cost = np.concatenate([-np.ones(cells), np.zeros(cells)])
    between = np.repeat([[0, 0.01], [0, np.inf]], cells, axis=0)
    result = _programme(cost, sparse.hstack([matrix, matrix]), between)
    empty = np.flatnonzero(result.x[:cells] < 1e-9) if result.status == 0 else []
    return int(empty[0]) if len(empty) else None


def _bounds_that_do(margins: list[Margin], limits: Limits) -> str:
    highest = _extreme(margins, limits, "high") if np.isfinite(limits.high) else None
    lowest = _extreme(margins, limits, "low") if limits.low > 0 else None
    offers = []
    if highest is not None:
        offers.append(
            f"the highest at least {np.ceil(highest * 1000) / 1000:g} (with the lowest at {limits.low:g})"
        )
    if lowest is not None:
        offers.append(
            f"the lowest at most {np.floor(lowest * 1000) / 1000:g} (with the highest at {limits.high:g})"
        )
    if not offers:
        least = _extreme(margins, Limits(limits.unit, 0.0, limits.high), "high")
        return (
            "Widen both bounds (even with the lowest at 0 the highest must be "
            f"{np.ceil(least * 1000) / 1000:g} or more), or merge small categories."
        )
    return f"Bounds that do: {', or '.join(offers)}. Or merge small categories."


def _extreme(margins: list[Margin], limits: Limits, side: str) -> float | None:
    """The least "high", or the greatest "low", with which weights still meet the margins; None: there is
    none.

    By bisection between a bound that does and one that does not: within a millionth, or within a thousandth
    of many cells, which take their time.
    """

    def fits(bound: float) -> bool:
        low, high = (limits.low, bound) if side == "high" else (bound, limits.high)
        return _shortfall(margins, Limits(limits.unit, low, high)) is None

    precision = 1e-6 if len(limits.unit) <= 2_000 else 1e-3
    short = limits.high if side == "high" else limits.low
    if not fits(np.inf if side == "high" else 0.0):
        return None
    enough = 0.0
    if side == "high":
        enough = 2 * short
        while not fits(enough):
            short, enough = enough, 2 * enough
    while abs(enough - short) > precision * max(enough, short):
        middle = (enough + short) / 2
        short, enough = (short, middle) if fits(middle) else (middle, enough)
    return enough
