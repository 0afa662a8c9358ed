"""Reasons to look twice at answers: straight lines through grids, too little time, far more than on other days.

None of them shows that an answer is wrong: a quiet street has no problem in all seven rows. They say where a person
should look, and a person decides.

Straight lines  "simple nondifferentiation", the same answer in every row: Kim, Dykema, Stevenson, Black and Moberg
                (2019), "Straightlining: overview of measurement, comparison of indicators, and effects in mail-web
                mixed-mode surveys", Social Science Computer Review 37(2).
Time            a limit relative to the median time of the same mode, as in Greszki, Meyer and Schoen (2015),
                "Exploring the effects of removing 'too fast' responses and respondents from web surveys", Public
                Opinion Quarterly 79(2). A third of the median is stricter than the limits compared there.
Counts          the modified z-score above 3.5: Iglewicz and Hoaglin (1993), "How to detect and handle outliers".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from statistics import median
from typing import Any

from .items.grid import Grid
from .structure import Questionnaire

# A line through fewer rows happens by itself; one grid alone has to be long, two of the shorter ones are enough.
LEAST_ROWS, LONG_ROWS, GRIDS = 3, 5, 2
# Of the median; and the fewest measured times that make one.
FAST, LEAST_TIMED = 1 / 3, 30
LARGEST_SCORE = 3.5
# The median absolute deviation of a normal distribution, in standard deviations.
NORMAL_MAD = 0.6745
LEAST_DAYS, LEAST_ANSWERS = 5, 20


def straight_lines(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> dict[str, int] | None:
    """How many grids have one and the same answer in every row, and their rows together; None where that is usual.

    Counted are grids of LEAST_ROWS rows or more, all of them answered. "Don't know" and "prefer not to say" all the
    way down are no line: somebody did not want to answer. One grid alone is a reason from LONG_ROWS rows.
    """
    grids = (item for item in questionnaire.items.values() if isinstance(item, Grid))
    lengths = [len(grid.rows) for grid in grids if _is_line(grid, answers.get(grid.name))]
    if len(lengths) >= GRIDS or max(lengths, default=0) >= LONG_ROWS:
        return {"grids": len(lengths), "rows": sum(lengths)}
    return None


def _is_line(grid: Grid, given: Any) -> bool:
    if not isinstance(given, Mapping) or len(grid.rows) < LEAST_ROWS:
        return False
    chosen = {given.get(row.value) for row in grid.rows}
    choice = grid.choice(chosen.pop()) if len(chosen) == 1 else None
    return choice is not None and choice.kind is None


def quartiles(times: Mapping[int, int]) -> tuple[int, int, int] | None:
    """The lower quartile, the median and the upper quartile of {seconds: people}; None where nobody was timed.

    Each is the shortest time that at least so large a part of the people needed no more than.
    """
    whole, reached, found = sum(times.values()), 0, []
    for seconds in sorted(times):
        reached += times[seconds]
        while len(found) < 3 and 4 * reached >= (len(found) + 1) * whole:
            found.append(seconds)
    return (found[0], found[1], found[2]) if whole else None


def too_fast_below(times: Mapping[int, int]) -> float | None:
    """The time in seconds that nobody of {seconds: people} reads the questions in: a third of the median.

    None below LEAST_TIMED people, whose median tells too little.
    """
    middle = quartiles(times)
    return middle[1] * FAST if middle and sum(times.values()) >= LEAST_TIMED else None


def is_unusual_day(number: int, others: Sequence[int]) -> bool:
    """Whether a day's answers are far above those of the other days, days without any included.

    The modified z-score 0.6745 (x - median) / MAD over LARGEST_SCORE. The spread is never taken as smaller than that
    of a count that varies by chance alone (Poisson): the same few answers each day make no alarm of a few more. Below
    LEAST_ANSWERS, or with fewer than LEAST_DAYS other days, nothing is unusual.
    """
    if number < LEAST_ANSWERS or len(others) < LEAST_DAYS:
        return False
    middle = median(others)
    spread = max(median(abs(one - middle) for one in others), NORMAL_MAD * sqrt(max(middle, 1)))
    return NORMAL_MAD * (number - middle) / spread > LARGEST_SCORE


def is_above_expected(number: int, expected: int) -> bool:
    """Whether there are far more answers than somebody expected: over LARGEST_SCORE standard deviations of a Poisson
    count. Where nobody said how many they expect (0), nothing is."""
    return number >= LEAST_ANSWERS and expected > 0 and (number - expected) / sqrt(expected) > LARGEST_SCORE
