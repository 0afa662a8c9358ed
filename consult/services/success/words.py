"""What a success measure says, in the language in force: whole sentences by honest rules.

Differences are in percentage points. "Higher" and "lower" are said where chance is ruled out and nowhere else; a
verdict that cannot be given names its reason.
"""

from __future__ import annotations

import datetime as dt
import math
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from flask_babel import format_date, format_decimal, format_percent
from flask_babel import gettext as _

from consult.models import SuccessMeasure
from consult.questionnaire import text
from consult.services import disclosure, phrases, phrases_before
from consult.services.reading.numbers import rounded
from consult.services.success import figures
from consult.services.success.checks import one_decimal
from consult.services.success.series import SHOWN, WITHHELD, Point, Series

if TYPE_CHECKING:
    from analysis.success import Figure


def title(measure: SuccessMeasure, lang: str) -> tuple[str, str]:
    """What the measure is called, and the language that is in."""
    words = text(measure.title, lang, "en")
    return words.value, words.lang


def verdict(code: str) -> str:
    """A verdict in a word or three."""
    return {"met": _("Met"), "not_met": _("Not met"), "cannot_tell": _("Cannot tell")}[code]


def month(point: Point) -> str:
    """When a point was measured, short: "Mar 2026"."""
    return month_of(point.on)


def month_of(day: dt.date) -> str:
    """A day's month and year, short."""
    return format_date(day, "MMM y")


def limits(figure: Figure) -> dict[str, str] | None:
    """The interval in whole percentages, outwards, so that rounding never claims more than was found."""
    if figure.kind == "open" or figure.lower != figure.lower:
        return None
    return {
        "lower": format_percent(Decimal(math.floor(round(figure.lower * 100, 6))) / 100),
        "upper": format_percent(Decimal(math.ceil(round(figure.upper * 100, 6))) / 100),
    }


def sentences(series: Series, lang: str) -> list[str]:
    """Where the measure stands, how far it has moved, the verdict with its reason, and what else must be known."""
    told = [_stands(series, lang), _moved(series), judged(series)]
    if series.judged.caution:
        told.append(
            _(
                "It was asked a little otherwise than at the baseline (%(how)s); some of a difference may come from "
                "that.",
                how=causes(series.since.causes),
            )
        )
    if series.measure.due_on:
        told.append(_("It is to be reached by %(date)s.", date=phrases.day(series.measure.due_on.isoformat())))
    return [one for one in told if one] + later(series)


def _stands(series: Series, lang: str) -> str:
    name, latest = title(series.measure, lang)[0], series.latest
    if latest is None:
        return _("%(title)s: there is no figure yet.", title=name)
    words = {"title": name, "period": latest.title}
    if latest.state == WITHHELD:
        return _("%(title)s: the figure of “%(period)s” is withheld. %(why)s", **words, why=withheld(latest))
    words["value"] = _share(series, latest.figure.value)
    if latest.kind == "open":
        return _("%(title)s: %(value)s of those who answered, in “%(period)s”.", **words)
    between = limits(latest.figure)
    if between is None:
        return _("%(title)s: %(value)s, in “%(period)s”.", **words)
    if latest.kind == "quota":
        return _("%(title)s: %(value)s, by the model between %(lower)s and %(upper)s, in “%(period)s”.", **words,
                 **between)  # fmt: skip
    return _("%(title)s: %(value)s, between %(lower)s and %(upper)s, in “%(period)s”.", **words, **between)


def _moved(series: Series) -> str | None:
    if series.change is None:
        return None
    size = abs(_kept(series.change.value))
    words = {
        "points": _("%(size)s percentage points", size=format_decimal(rounded(size), "0.0"))
        if needs_decimal(series) else phrases.points(size),
        "start": _share(series, series.baseline.value),
        "baseline": series.baseline.title,
    }
    if series.change.moved == "higher":
        return _("That is %(points)s higher than the %(start)s of “%(baseline)s”.", **words)
    if series.change.moved == "lower":
        return _("That is %(points)s lower than the %(start)s of “%(baseline)s”.", **words)
    if series.change.moved == "cannot_tell":
        return _("Beside the %(start)s of “%(baseline)s” that is no clear change: chance alone can explain a "
                 "difference of %(points)s.", **words)  # fmt: skip
    return _("The baseline is the %(start)s of “%(baseline)s”. Whether there was a change since then was not tested.",
             **words)  # fmt: skip


def needs_decimal(series: Series) -> bool:
    """Whether whole numbers would contradict one another: 86% less 84% would be said to be 3 points."""
    if series.change is None:
        return False
    whole = [_whole(one) for one in (series.latest.figure.value, series.baseline.value, series.change.value)]
    return whole[0] - whole[1] != whole[2]


def _whole(share: float) -> int:
    """In per cent, half up, the sign left aside."""
    number = (Decimal(str(abs(_kept(share)))) * 100).quantize(Decimal(1), ROUND_HALF_UP)
    return int(number if share >= 0 else -number)


def _share(series: Series, share: float) -> str:
    if needs_decimal(series):
        return f"{format_decimal(rounded(_kept(share)), '0.0')}%"
    return phrases.percent(_kept(share))


def judged(series: Series) -> str:
    """The verdict as one sentence, with its reason where it cannot be given."""
    goal = series.judged.goal
    if series.target is None or goal != goal:
        return _without_value(series)
    words = {"goal": one_decimal(goal)}
    code, reason = series.judged.verdict, series.judged.reason
    if code == "met":
        return _("The target of %(goal)s is met, by more than chance can explain.", **words)
    if code == "not_met":
        return _("The target of %(goal)s is not met; chance alone cannot explain the gap.", **words)
    return {
        "within": lambda: _("We cannot tell whether the target of %(goal)s is met, because it lies within the margin "
                            "of error.", **words),
        "open": lambda: _("We cannot tell whether the target of %(goal)s is met, because people chose to answer: they "
                          "speak for themselves, and nothing can be tested.", **words),
        "no_error": lambda: _("We cannot tell whether the target of %(goal)s is met, because the margin of error of "
                              "the figure is not known.", **words),
        "changed": lambda: _("We cannot tell whether the target of %(goal)s is met, because it was asked otherwise at "
                             "the baseline: %(how)s.", **words, how=causes(series.since.causes)),
    }[reason]()  # fmt: skip


def _without_value(series: Series) -> str:
    code, reason = series.judged.verdict, series.judged.reason
    if code == "met":
        return _("It has changed for the better, by more than chance can explain.")
    if code == "not_met":
        return _("It has changed for the worse, by more than chance can explain.")
    return {
        "within": lambda: _("We cannot tell whether it has changed for the better: chance alone can explain the "
                            "difference."),
        "open": lambda: _("We cannot tell whether it has changed for the better, because people chose to answer: they "
                          "speak for themselves, and nothing can be tested."),
        "no_error": lambda: _("We cannot tell whether it has changed for the better, because the margin of error of a "
                              "figure is not known."),
        "changed": lambda: _("We cannot tell whether it has changed for the better, because it was asked otherwise at "
                             "the baseline: %(how)s.", how=causes(series.since.causes)),
        "one_figure": lambda: _too_few(series),
        "withheld": lambda: _("We cannot tell, because so few people stand behind a figure that it may not be told."),
    }[reason]()  # fmt: skip


def _too_few(series: Series) -> str:
    if series.latest is None:
        return _("We cannot tell yet: there is no figure.")
    if series.baseline is None:
        return _("We cannot tell: the figure that it is measured from is not there now.")
    return _("We cannot tell yet: there is only one figure, and a change takes two.")


def later(series: Series) -> list[str]:
    """A sentence on each period after the newest figure that has none, and why."""
    places = [one.id for one in series.points]
    first = places.index(series.latest.id) + 1 if series.latest else 0
    return [no_figure(one) for one in series.points[first:]]


def no_figure(point: Point) -> str:
    """Why a period has no figure, in a sentence."""
    words = {"wave": point.title}
    return {
        figures.UNWEIGHTED: lambda: _("“%(wave)s” has no weights yet, so that it has no figure.", **words),
        figures.STALE: lambda: _("“%(wave)s” has to be weighed again: answers came in or went since.", **words),
        figures.UNASKED: lambda: _("“%(wave)s” did not ask this.", **words),
        figures.NOBODY: lambda: _("Nobody answered this in “%(wave)s”.", **words),
    }[point.state]()


def withheld(point: Point) -> str:
    """Why a figure may not be told, without saying how few."""
    rule = disclosure.rule_of(point.wave)
    return reason_withheld(point.reason, max(rule.least_base, rule.fewest))


def reason_withheld(reason: str, least: int) -> str:
    """The same from the code and the smallest base that may be told."""
    if reason in ("small_base", "small_count", "unanimous"):
        return phrases.withheld({"reason": reason, "least_base": least})
    return _("Withheld: with the other figures beside it, it would tell of a few people.")


def note(point: Point) -> str:
    """What a reader of a table has to know of one period; "" where there is nothing."""
    if point.state == WITHHELD:
        return withheld(point)
    if point.state != SHOWN:
        return no_figure(point)
    told = []
    if point.since.effect == "breaks":
        told.append(_("Not comparable with the figure before: %(how)s.", how=causes(point.since.causes)))
    elif point.since.effect == "caution":
        told.append(_("To be compared with the figure before with caution: %(how)s.", how=causes(point.since.causes)))
    if point.kind == "open":
        told.append(_("People chose to answer: no margin of error."))
    elif limits(point.figure) is None:
        told.append(_("The margin of error is not known."))
    return " ".join(told)


def causes(kinds: tuple[str, ...]) -> str:
    """What was changed in how a question was asked."""
    known = {**phrases_before.ways(), "typed": _("as whoever typed the figure says")}
    return _("; ").join(known[kind] for kind in kinds)


def target(series: Series) -> str:
    """How the target is set, with the value to reach."""
    goal = one_decimal(series.judged.goal if series.judged.goal == series.judged.goal else None)
    if series.target is None:
        return _("Any change for the better.")
    if not goal and series.baseline is not None:
        from analysis.success import goal_of

        goal = one_decimal(goal_of(series.target, series.baseline.value, series.measure.direction))
    if series.target.kind == "value":
        return _("To reach %(goal)s.", goal=one_decimal(series.target.amount))
    amount = one_decimal(series.target.amount)
    up = series.measure.direction == "up"
    if series.target.kind == "points":
        size = distance(series.target.amount)
        told = _("Up by %(size)s from the baseline.", size=size) if up else _("Down by %(size)s from the baseline.",
                                                                             size=size)  # fmt: skip
    else:
        told = _("Up by %(amount)s of the baseline itself.", amount=amount) if up else _(
            "Down by %(amount)s of the baseline itself.", amount=amount)  # fmt: skip
    return " ".join([told, _("That is %(goal)s.", goal=goal)]) if goal else told


def distance(amount: float) -> str:
    """A distance that somebody set, as they set it: 2.5 points are not three."""
    points = Decimal(str(amount)) * 100
    if points == points.to_integral_value():
        return phrases.points(amount)
    return _("%(size)s percentage points", size=format_decimal(points, "0.###"))


def _kept(value: float) -> float:
    """As a frozen document keeps it, so that a sentence and a table never round apart."""
    return round(float(value), 5)
