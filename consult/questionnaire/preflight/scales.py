"""Scales that offer more of one side than of the other."""

from __future__ import annotations

from collections.abc import Iterator

from ..items import Item
from ..structure import Questionnaire
from .common import plain, questions, words
from .findings import Context, Hit

# Words that say which side of a scale a point is on. A scale with a point that none of them is in is not judged:
# better nothing said than a good scale suspected.
GOOD = frozenset("""
safe satisfied agree good excellent great outstanding better best improved likely support easy confident strong strongly
happy positive helpful important clear often always frequently regularly effective hopeful well approve friendly clean
lot most favourable
""".split())
BAD = frozenset("""
unsafe dissatisfied unsatisfied disagree bad badly poor poorly terrible awful worse worst worsened unlikely oppose
difficult hard unhappy negative unhelpful unimportant unclear rarely seldom never hardly ineffective hopeless disapprove
unfriendly dirty weak weakly none nothing unfavourable
""".split())
# What is felt to a degree, from a lot to not at all, whatever its side.
DEGREE = frozenset("""
worried concerned afraid problem aware involved interested anxious say trust scared much some
""".split())
NEUTRAL = frozenset("neither neutral average ok okay fair same sometimes unsure undecided".split())
_TURNED = frozenset({"not", "no", "isn't", "don't"})


def unbalanced(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Scales of the questionnaire's own with more points on one side, or with one side only.

    Scales of the bank are known to be good. A scale of degree ("very worried" to "not at all worried") has no
    second side: it only needs a point that says "not".
    """
    for item in questions(asked):
        if item.type not in ("scale", "grid") or _of_bank(item, context):
            continue
        points = [words(one.text, asked) for one in item.choices if one.kind is None]
        sides = [_side(point) for point in points]
        if len(points) < 2 or None in sides:
            continue
        upper, lower = sides.count(1), sides.count(-1)
        if upper != lower and (not upper or not lower or _has_two_sides(points)):
            yield Hit(item.name, plain(" | ".join(points)), {"upper": upper, "lower": lower})


def _of_bank(item: Item, context: Context) -> bool:
    entry = context.bank.get(item.bank or "", {})
    return [one.value for one in item.choices if one.kind is None] == entry.get("scale")


def _side(point: str) -> int | None:
    """1 or -1 for the side that the words are on, 0 for the middle, None where they do not say."""
    spoken = plain(point).split()
    if NEUTRAL & set(spoken):
        return 0
    turned = -1 if _TURNED & set(spoken) else 1
    for word in reversed(spoken):
        if word in GOOD or word in DEGREE:
            return turned
        if word in BAD:
            return -turned
    return None


def _has_two_sides(points: list[str]) -> bool:
    spoken = {word for point in points for word in plain(point).split()}
    return bool(spoken & GOOD) and bool(spoken & BAD)
