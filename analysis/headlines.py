"""A published figure against the same figure of the wave before: how far it moved and what may be said of that."""

from __future__ import annotations

from collections.abc import Mapping
from math import hypot

from analysis.sections import kept

BETTER, WORSE, MOVED, CANNOT_TELL = "better", "worse", "moved", "cannot_tell"
NO_BEFORE, WITHHELD, CHANGED, OPEN = "no_wave_before", "withheld", "asked_otherwise", "open_sample"


def change(now: Mapping, before: Mapping | None, effect: str = "none") -> dict:
    """The change of one figure between two waves: {change, lower, upper, verdict}, as shares 0..1.

    Args:
        now, before: findings of the two waves (`analysis.sections.finding`); before is None where there is none.
        effect: "none", "caution" or "breaks": what a change in how it was asked does to the comparison.

    The verdict is BETTER or WORSE where the interval of the change leaves nought out and the measure has a
    direction, MOVED where it has none, CANNOT_TELL where nought is inside. Otherwise it is why there is no
    verdict: NO_BEFORE, WITHHELD, CHANGED, OPEN; the change is then None.

    The interval is worked out from the limits of the two figures as they are published, so that a reader can do it
    again: MOVER for two independent samples (Newcombe 1998, method 10; Zou and Donner 2008).
    """
    nothing = {"change": None, "lower": None, "upper": None}
    if before is None:
        return {**nothing, "verdict": NO_BEFORE}
    if now["value"] is None or before["value"] is None:
        return {**nothing, "verdict": WITHHELD}
    if effect == "breaks":
        return {**nothing, "verdict": CHANGED}
    if "open" in (now["design"], before["design"]) or now["lower"] is None or before["lower"] is None:
        return {**nothing, "verdict": OPEN}
    moved = now["value"] - before["value"]
    lower = moved - hypot(now["value"] - now["lower"], before["upper"] - before["value"])
    upper = moved + hypot(now["upper"] - now["value"], before["value"] - before["lower"])
    verdict = CANNOT_TELL if lower <= 0 <= upper else _way(moved, now["better"])
    return {"change": kept(moved), "lower": kept(lower), "upper": kept(upper), "verdict": verdict}


def _way(moved: float, better: str | None) -> str:
    if better is None:
        return MOVED
    return BETTER if (moved > 0) == (better == "up") else WORSE
