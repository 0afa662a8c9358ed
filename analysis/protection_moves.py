"""What came and went between two outputs of a wave, as far as their figures tell it."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.counts import Count
from analysis.disclosure_rules import Rule
from analysis.protection_system import Told


def least_told(rule: Rule) -> int:
    """The smallest number of people above 0 that may be told."""
    return max(rule.fewest, rule.low + 1)


def moved_little(count: Count, before: Sequence[Told], rule: Rule) -> bool:
    """Whether it differs from itself in an earlier output by so few people that the difference is a small count."""
    limit = least_told(rule)
    for told in before:
        then = told.count
        if (then.variable, then.group) != (count.variable, count.group):
            continue
        moves = [count.base - then.base]
        if then.answers == count.answers and told.reason is None:
            moves += [count.people - then.people, count.base - count.people - then.base + then.people]
        if any(0 < abs(move) < limit for move in moves):
            return True
    return False


def steps_between(entries: Sequence[tuple[int, Count]], states: int) -> list[int]:
    """Whether answers were only added (1) or only withdrawn (-1) from each state to the next; 0: both."""
    known: list[dict] = [{} for _ in range(states)]
    for at, count in entries:
        key = (count.answers, count.group)
        known[at][key] = (count.people, count.base - count.people, count.base)
    steps = []
    for then, now in zip(known, known[1:], strict=False):
        moves = [b - a for key in then.keys() & now.keys() for a, b in zip(then[key], now[key], strict=True)]
        steps.append(1 if all(move >= 0 for move in moves) else -1 if all(move <= 0 for move in moves) else 0)
    return steps
