"""Whether a success measure is met: the goal that its target sets, and the interval of how far it still is.

Shares are 0..1. What is found is told as codes; the words are the reader's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.design import DesignError
from analysis.intervals import t_quantile
from analysis.trend import BREAKS, CAUTION, SAME

MET, NOT_MET, CANNOT_TELL = "met", "not_met", "cannot_tell"
# How a target is set: a value to reach; points from the baseline; or a share of the baseline ("up by 5%").
VALUE, POINTS, RELATIVE = "value", "points", "relative"
TARGETS = (VALUE, POINTS, RELATIVE)
# Why a verdict is what it is.
PAST, SHORT, WITHIN = "past", "short", "within"
OPEN, NO_ERROR, CHANGED, ONE_FIGURE, WITHHELD = "open", "no_error", "changed", "one_figure", "withheld"
HIGHER, LOWER = "higher", "lower"
# Of the answers of two waves, the share that came in another way (total variation distance).
MODE_BREAKS, MODE_CAUTION = 0.5, 0.2


class TargetError(ValueError):
    """A target that cannot be. `code` says why: "scale", "wrong_way", "not_positive", "above_all",
    "below_nothing", "of_nothing"."""

    def __init__(self, code: str, goal: float | None = None):
        self.code, self.goal = code, goal
        super().__init__(code)


@dataclass(frozen=True)
class Target:
    """What is to be reached. `amount` is a share 0..1 (VALUE), a difference 0..1 that is always positive (POINTS:
    0.05 is five percentage points), or a part of the baseline (RELATIVE: 0.05 is 5% of it)."""

    kind: str
    amount: float


@dataclass(frozen=True)
class Figure:
    """A share at one time. `se`, `lower` and `upper` are NaN where its error is not known; `kind` is that of the
    sample, "probability", "quota" or "open"."""

    value: float
    se: float = float("nan")
    df: float = float("inf")
    lower: float = float("nan")
    upper: float = float("nan")
    kind: str = "probability"

    @property
    def has_error(self) -> bool:
        """Whether a test can be made with it."""
        return self.kind != "open" and bool(np.isfinite(self.se))


@dataclass(frozen=True)
class Joint:
    """What two figures of one design share: their covariance, and the degrees of freedom of their difference."""

    covariance: float
    df: float


@dataclass(frozen=True)
class Change:
    """Now less then. `moved` is "higher" or "lower" where the interval leaves 0 out, "cannot_tell" where not, and None
    where it was not tested: an open sample, an error that is not known, a question that was asked otherwise."""

    value: float
    lower: float = float("nan")
    upper: float = float("nan")
    moved: str | None = None


@dataclass(frozen=True)
class Judged:
    """A verdict with its reason. `goal` is the value to reach; `shortfall` is how far it still is (negative: passed),
    with its interval; `caution` says that the question was asked a little otherwise."""

    verdict: str
    reason: str
    goal: float = float("nan")
    shortfall: float = float("nan")
    lower: float = float("nan")
    upper: float = float("nan")
    caution: bool = False


def sign_of(direction: str) -> int:
    """1 for "up" and -1 for "down". Raises DesignError for anything else."""
    if direction not in ("up", "down"):
        raise DesignError(f"direction is {direction!r}; it must be up or down.")
    return 1 if direction == "up" else -1


def goal_of(target: Target | None, baseline: float, direction: str) -> float:
    """The value to reach; without a target the baseline itself, which is to be left behind.

    Five points up from 56% are 61%; up by 5% of 56% is 58.8%.
    """
    sign = sign_of(direction)
    if target is None:
        return baseline
    if target.kind == VALUE:
        return target.amount
    return baseline + sign * target.amount * (baseline if target.kind == RELATIVE else 1)


def check_target(target: Target, baseline: float | None, direction: str) -> None:
    """Raises TargetError unless the target can be reached, and lies the right way from the baseline (None: not known
    yet, and only what holds whatever it is, is looked at)."""
    sign = sign_of(direction)
    if baseline is not None and not 0 <= baseline <= 1:
        raise TargetError("scale")
    if target.kind == VALUE:
        _within(target.amount)
        if baseline is not None and sign * (target.amount - baseline) <= 0:
            raise TargetError("wrong_way", target.amount)
        return
    if not target.amount > 0:
        raise TargetError("not_positive")
    if baseline is None:
        return
    if target.kind == RELATIVE and baseline == 0:
        raise TargetError("of_nothing")
    _within(goal_of(target, baseline, direction))


def _within(goal: float) -> None:
    if goal > 1:
        raise TargetError("above_all", goal)
    if goal < 0:
        raise TargetError("below_nothing", goal)


def judge(
    latest: Figure | None,
    baseline: Figure | None,
    *,
    direction: str,
    target: Target | None = None,
    asked: str = SAME,
    joint: Joint | None = None,
    level: float = 0.95,
) -> Judged:
    """Whether the newest figure meets the target.

    Args:
        latest, baseline: where it stands and where it started; None: there is no such figure.
        direction: "up" or "down": which way is better.
        target: None: any change for the better.
        asked: "none", "caution" or "breaks": what a change in how the question was asked since the baseline does.
        joint: of two waves that visited the same clusters; None: the two were drawn apart.
        level: coverage of the interval that must clear the target.

    Returns:
        "met" where the whole interval of the distance to the goal is at or past it, "not_met" where all of it falls
        short, "cannot_tell" otherwise. A goal that is a number (a value, or a distance from a baseline whose error is
        not known and which is taken as it was published) is set against the figure's own interval; else the error of
        the baseline counts too, and the interval is that of `latest - k * baseline` on Student's t, its variance
        `V(latest) + k^2 V(baseline) - 2 k cov`, k being 1 or, for a part of the baseline, 1 plus or minus that part.
    """
    if latest is None or baseline is None:
        return Judged(CANNOT_TELL, ONE_FIGURE)
    sign = sign_of(direction)
    goal = goal_of(target, baseline.value, direction)
    shortfall = sign * (goal - latest.value)
    if asked == BREAKS:
        return Judged(CANNOT_TELL, CHANGED, goal)
    rests_on_baseline = target is None or target.kind != VALUE
    if latest.kind == "open" or (rests_on_baseline and baseline.kind == "open"):
        return Judged(CANNOT_TELL, OPEN, goal, shortfall)
    if not rests_on_baseline or not baseline.has_error:
        ends = sorted((sign * (goal - latest.lower), sign * (goal - latest.upper)))
    else:
        part = target.amount if target is not None and target.kind == RELATIVE else 0.0
        half = _half(latest, baseline, 1 + sign * part, joint, level)
        ends = [shortfall - half, shortfall + half]
    if not np.isfinite(ends).all():
        return Judged(CANNOT_TELL, NO_ERROR, goal, shortfall)
    verdict, reason = _decided(*ends, strictly=target is None)
    return Judged(verdict, reason, goal, shortfall, *map(float, ends), asked == CAUTION)


def _decided(lower: float, upper: float, strictly: bool) -> tuple[str, str]:
    if upper < 0 or (upper == 0 and not strictly):
        return MET, PAST
    if lower > 0:
        return NOT_MET, SHORT
    return CANNOT_TELL, WITHIN


def _half(latest: Figure, baseline: Figure, k: float, joint: Joint | None, level: float) -> float:
    """Half the width of the interval of latest - k * baseline."""
    covariance = joint.covariance if joint else 0.0
    variance = latest.se**2 + k**2 * baseline.se**2 - 2 * k * covariance
    df = joint.df if joint else latest.df + baseline.df
    return float(t_quantile(df, level)) * float(np.sqrt(max(variance, 0.0)))


def change(
    latest: Figure, baseline: Figure, *, asked: str = SAME, joint: Joint | None = None, level: float = 0.95
) -> Change:
    """How far the figure has moved, with its interval where both errors are known and the question was the same."""
    value = latest.value - baseline.value
    if asked == BREAKS or not (latest.has_error and baseline.has_error):
        return Change(value)
    half = _half(latest, baseline, 1.0, joint, level)
    if not np.isfinite(half):
        return Change(value)
    lower, upper = value - half, value + half
    moved = HIGHER if lower > 0 else LOWER if upper < 0 else CANNOT_TELL
    return Change(value, lower, upper, moved)


def mode_effect(before: Mapping[str, int], now: Mapping[str, int]) -> str:
    """What another mix of ways to answer does to a comparison of two waves: "none", "caution" or "breaks".

    People say other things to a person with a tablet than to a page on their own telephone. From half of the answers
    having come in another way two figures do not compare; from a fifth they do with caution.

    before, now: way ("online", "tablet", "paper") -> people. Nobody in either tells nothing, and asks for caution.
    """
    if not sum(before.values()) or not sum(now.values()):
        return CAUTION
    ways = {*before, *now}
    then, later = sum(before.values()), sum(now.values())
    moved = sum(abs(now.get(way, 0) / later - before.get(way, 0) / then) for way in ways) / 2
    return BREAKS if moved >= MODE_BREAKS else CAUTION if moved >= MODE_CAUTION else SAME
