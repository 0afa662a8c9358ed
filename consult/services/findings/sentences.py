"""What a finding on any question says, in the language in force: whole sentences by the honest rules of `phrases`.

The question and its answers are quoted as they were asked. A routed base and a group are in the sentence that has the
number, so that nobody can quote the one without the other.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from flask_babel import format_decimal
from flask_babel import gettext as _

from consult.services import phrases
from consult.services.findings.labels import Labels

HIGHER, LOWER = "higher", "lower"


def heading(labels: Labels) -> dict:
    """{"number", "heading"}: the number and what stands beside it, to be read as one sentence."""
    told, leading = labels.told, leader(labels.told)
    if told["state"] != "shown" or leading is None:
        return {"number": None, "heading": title(labels)}
    words = _words(labels, leading)
    return {"number": words["share"], "heading": _scored_heading(words) if told["kind"] == "problems"
            else _read_on(labels, words)}  # fmt: skip


def _read_on(labels: Labels, words: dict) -> str:
    grouped, routed = labels.told["group"] is not None, labels.told["routed"]
    if routed and grouped:
        return _("of those in the group “%(group)s” who were asked “%(question)s” said %(answers)s", **words)
    if routed:
        return _("of those who were asked “%(question)s” said %(answers)s", **words)
    if grouped:
        return _("of those in the group “%(group)s” who answered said %(answers)s on “%(question)s”", **words)
    return _("of those who answered said %(answers)s on “%(question)s”", **words)


def _scored_heading(words: dict) -> str:
    if words["group"]:
        return _("of those in the group “%(group)s” who rated all seven problems see a high level of them", **words)
    return _("of those who rated all seven problems see a high level of them", **words)


def title(labels: Labels) -> str:
    """What the figure is about, without a number: over a picture, or over a figure that is withheld."""
    if labels.group:
        return _("“%(question)s”, the group “%(group)s”", question=labels.question, group=labels.group)
    return labels.quoted(labels.question)


def leader(told: dict) -> dict | None:
    """The figure that the finding is led by: its own, or of a ranking the first; None where nothing may be shown."""
    if told["value"] is not None:
        return {"id": told["answer"], "value": told["value"], "lower": told["lower"], "base": told["base"]}
    return next(iter(phrases.leading(told)), None)


def _words(labels: Labels, leading: dict) -> dict:
    told = labels.told
    if told["kind"] in ("several", "single", "first"):
        answers = labels.quoted(labels.part(leading["id"]).value)
        answers = _("%(answer)s in first place", answer=answers) if told["kind"] == "first" else answers
    else:
        answers = labels.answers(told["net"])
    return {
        "question": labels.question_of(leading["id"]), "answers": answers, "group": labels.group,
        "share": phrases.percent(leading["value"]), "base": phrases.people(leading["base"]),
    }  # fmt: skip


def sentences(labels: Labels) -> list[str]:
    """What the number says and of whom, then what follows from it and what it is set against."""
    told, leading = labels.told, leader(labels.told)
    if told["state"] != "shown" or leading is None:
        return [phrases.withheld(told)]
    said = [_first(labels, _words(labels, leading)), _asked_of(labels), _rest(labels), _half(told, leading),
            phrases.interval(told, told["design"]), *against(labels)]  # fmt: skip
    return [one for one in said if one]


def _first(labels: Labels, words: dict) -> str:
    told = labels.told
    if told["kind"] == "problems":
        return _scored(words)
    routed, grouped = told["routed"], told["group"] is not None
    return (_of_young if told["audience"] == "young" else _of_residents)(routed, grouped, words)


def _scored(words: dict) -> str:
    if words["group"]:
        return _(
            "%(share)s of the %(base)s people in the group “%(group)s” who rated all seven problems gave them 11 "
            "points or more out of 21: a high level.",
            **words,
        )
    return _(
        "%(share)s of the %(base)s people who rated all seven problems gave them 11 points or more out of 21: a high "
        "level.",
        **words,
    )


def _of_residents(routed: bool, grouped: bool, words: dict) -> str:
    if routed and grouped:
        return _(
            "Of the %(base)s residents in the group “%(group)s” whose earlier answers led to “%(question)s” and who "
            "answered it, %(share)s said %(answers)s.",
            **words,
        )
    if routed:
        return _(
            "Of the %(base)s residents whose earlier answers led to “%(question)s” and who answered it, %(share)s said "
            "%(answers)s.",
            **words,
        )
    if grouped:
        return _(
            "On “%(question)s”, %(share)s of the %(base)s residents in the group “%(group)s” who answered said "
            "%(answers)s.",
            **words,
        )
    return _("On “%(question)s”, %(share)s of the %(base)s residents who answered said %(answers)s.", **words)


def _of_young(routed: bool, grouped: bool, words: dict) -> str:
    if routed and grouped:
        return _(
            "Of the %(base)s young people in the group “%(group)s” whose earlier answers led to “%(question)s” and who "
            "answered it, %(share)s said %(answers)s.",
            **words,
        )
    if routed:
        return _(
            "Of the %(base)s young people whose earlier answers led to “%(question)s” and who answered it, %(share)s "
            "said %(answers)s.",
            **words,
        )
    if grouped:
        return _(
            "On “%(question)s”, %(share)s of the %(base)s young people in the group “%(group)s” who answered said "
            "%(answers)s.",
            **words,
        )
    return _("On “%(question)s”, %(share)s of the %(base)s young people who answered said %(answers)s.", **words)


def _asked_of(labels: Labels) -> str | None:
    """Whose answers led to the question, in the words of the questions that led there."""
    told = labels.told
    if not told["route"]:
        return None
    listed = _("; ").join(
        _("%(answers)s on “%(question)s”", answers=labels.answers_of(name, answers), question=labels.asked(name))
        for name, answers in told["route"]
    )
    if not told["led"]:
        return _("It was asked of those who had said %(listed)s.", listed=listed)
    words = {"share": phrases.percent(told["led"]["value"]), "all": phrases.people(told["led"]["base"])}
    return _("It was asked of the %(share)s of %(all)s people who had said %(listed)s.", listed=listed, **words)


def _rest(labels: Labels) -> str | None:
    """The answers that come next in a ranking, and that there could be more than one."""
    told = labels.told
    several = _("They could give more than one answer.") if told["kind"] == "several" else None
    if told["kind"] == "share" or told["answer"]:
        return several
    named = phrases.leading(told)[0 if told["kind"] == "problems" else 1:]
    if not named:
        return several
    listed = _("; ").join(f"{labels.part(one['id']).value} ({phrases.percent(one['value'])})" for one in named)
    if told["kind"] == "problems":
        return _("Called a very or fairly big problem: %(listed)s.", listed=listed)
    if several:
        return _("Next: %(listed)s. They could give more than one answer.", listed=listed)
    return _("Next: %(listed)s.", listed=listed)


def _half(told: dict, leading: dict) -> str | None:
    """Whether it is more than half: only where the number that is read says so, and its lower limit too.

    Of three quarters and more nobody needs to be told.
    """
    lower = leading["lower"]
    if not 0.505 <= leading["value"] < 0.75 or (lower is not None and lower <= 0.5):
        return None
    if told["design"] == "open":
        return _("That is more than half of those who answered.")
    return _("That is more than half.")


def signed(difference: float) -> str:
    """A difference of shares in points with its sign, finer where it is less than one: "+12", "−3", "−0.4", "0"."""
    size = Decimal(str(abs(difference))) * 100
    whole = size.quantize(Decimal(1), ROUND_HALF_UP)
    told = format_decimal(whole) if whole else format_decimal(size, "0.###")
    # Too small to be read is neither up nor down.
    return told if Decimal(str(abs(difference))) < Decimal("0.00001") else ("+" if difference > 0 else "−") + told


def against(labels: Labels) -> list[str]:
    """The difference in points, its direction in words and sign, and where it lies; or that it cannot be told."""
    other, test = labels.told["against"], labels.told["test"]
    if other is None:
        return []
    if other["state"] != "shown":
        return [_("The figure to compare it with is withheld, to protect people who answered.")]
    read = phrases.published if other["kind"] == "benchmark" else phrases.percent
    words = {"name": labels.against, "value": read(other["value"]), "area": labels.setting.area}
    if test is None:
        return [_("The figure of %(name)s is %(value)s. No difference is worked out, as its error is not known.",
                  **words)]  # fmt: skip
    words |= {"size": phrases.points(test["difference"]), "sign": signed(test["difference"])}
    words["base"] = phrases.people(other["base"]) if other["base"] is not None else ""
    found = {"benchmark": _from_published, "before": _from_before, "others": _from_others, "group": _from_group}
    rounded = phrases.rounding(leader(labels.told)["value"], other["value"], test["difference"])
    return [found[other["kind"]](test["verdict"], words), *filter(None, [rounded]),
            _range(labels.told["design"], test)]  # fmt: skip


def _from_published(verdict: str, words: dict) -> str:
    if verdict == HIGHER:
        return _("That is %(size)s higher (%(sign)s) than the published figure of %(name)s: %(value)s.", **words)
    if verdict == LOWER:
        return _("That is %(size)s lower (%(sign)s) than the published figure of %(name)s: %(value)s.", **words)
    return _("The published figure of %(name)s is %(value)s. We cannot tell whether ours is higher or lower: the "
             "difference of %(size)s (%(sign)s) could be chance.", **words)  # fmt: skip


def _from_before(verdict: str, words: dict) -> str:
    if verdict == HIGHER:
        return _("That is %(size)s higher (%(sign)s) than in “%(name)s”, the wave before: %(value)s of %(base)s "
                 "people.", **words)  # fmt: skip
    if verdict == LOWER:
        return _("That is %(size)s lower (%(sign)s) than in “%(name)s”, the wave before: %(value)s of %(base)s "
                 "people.", **words)  # fmt: skip
    return _("In “%(name)s”, the wave before, it was %(value)s of %(base)s people. We cannot tell whether it went up "
             "or down: the difference of %(size)s (%(sign)s) could be chance.", **words)  # fmt: skip


def _from_others(verdict: str, words: dict) -> str:
    if verdict == HIGHER:
        return _("That is %(size)s higher (%(sign)s) than among everybody else who answered: %(value)s of %(base)s "
                 "people.", **words)  # fmt: skip
    if verdict == LOWER:
        return _("That is %(size)s lower (%(sign)s) than among everybody else who answered: %(value)s of %(base)s "
                 "people.", **words)  # fmt: skip
    return _("Among everybody else who answered it is %(value)s of %(base)s people. We cannot tell which is higher: "
             "the difference of %(size)s (%(sign)s) could be chance.", **words)  # fmt: skip


def _from_group(verdict: str, words: dict) -> str:
    if verdict == HIGHER:
        return _("That is %(size)s higher (%(sign)s) than in the group “%(name)s”: %(value)s of %(base)s people.",
                 **words)  # fmt: skip
    if verdict == LOWER:
        return _("That is %(size)s lower (%(sign)s) than in the group “%(name)s”: %(value)s of %(base)s people.",
                 **words)  # fmt: skip
    return _("In the group “%(name)s” it is %(value)s of %(base)s people. We cannot tell which is higher: the "
             "difference of %(size)s (%(sign)s) could be chance.", **words)  # fmt: skip


def _range(design: str, test: dict) -> str:
    words = {"lower": _outward(test["lower"], down=True), "upper": _outward(test["upper"], down=False)}
    if design == "quota":
        return _("The model puts the difference between %(lower)s and %(upper)s percentage points.", **words)
    return _("The difference is likely to be between %(lower)s and %(upper)s percentage points.", **words)


def _outward(share: float, down: bool) -> str:
    """A limit of a difference in points to one decimal, outwards; finer where rounding would bring nought in."""
    tenths = Decimal(str(share)) * 1000
    whole = tenths.to_integral_value("ROUND_FLOOR" if down else "ROUND_CEILING") / 10
    sign = "+" if share > 0 else "−" if share < 0 else ""
    if whole == 0 and share:
        return sign + format_decimal(abs(Decimal(str(share)) * 100), "0.000")
    return sign + format_decimal(abs(whole), "0.0")
