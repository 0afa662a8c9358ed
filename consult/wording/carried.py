"""What the figures of a finding carry, as far as words about them can be judged."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Carried:
    """Everything that may be said.

    shares      0..1, each told as a percentage: the figure, its answers, what it is set against
    limits      0..1, limits of intervals, which may be told a whole percentage outwards
    points      0..1 without sign: differences and their limits, told in percentage points
    counts      numbers of people that may be named: bases and effective bases
    free        other numbers that belong to the subject: years, days, points of a score
    names       words that are quoted and not claimed: the question, answers, groups, waves
    value, lower, upper   the share that is told and its interval; None where there is none
    verdict     of the test: "higher", "lower", "cannot_tell"; None where nothing is tested
    over_time   whether it is set against an earlier wave
    design      "probability", "quota" or "open"; young: whether only young people were asked
    area        the partnership's area
    routed      the base, where earlier answers decided who was asked; None: everybody was
    withheld    whether the figure may not be shown
    """

    shares: tuple[float, ...] = ()
    limits: tuple[float, ...] = ()
    points: tuple[float, ...] = ()
    counts: tuple[int, ...] = ()
    free: frozenset[int] = frozenset()
    names: tuple[str, ...] = ()
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    verdict: str | None = None
    over_time: bool = False
    design: str = "probability"
    young: bool = False
    area: str = ""
    routed: int | None = None
    withheld: bool = False
