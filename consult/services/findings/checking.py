"""An officer's own words for a finding, read against its figures."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from flask_babel import gettext as _

from consult.wording import Carried, Flag, check

LIMITS = ("lower", "upper")


def flags(text: str, lang: str, block: dict) -> list[Flag]:
    """What words in a language say beyond the figures of a block; [] where they say nothing more."""
    return check(text, lang, carried(block, lang))


def carried(block: dict, lang: str) -> Carried:
    """What the figures of a block carry, with the names that stand in its words in a language."""
    test, against = block["test"] or {}, block["against"] or {}
    figures = [block, against, *block["parts"], block["led"] or {}, *block["beside"]]
    counts = [one.get("base") for one in figures] + [block["effective_base"]]
    leading = block if block["value"] is not None else next(iter(block["parts"]), {})
    return Carried(
        shares=_known(one.get("value") for one in figures),
        limits=_known(one.get(limit) for one in figures for limit in LIMITS),
        points=_differences(test),
        counts=_known(counts),
        free=_free(block),
        names=tuple(_names(block, lang)),
        value=leading.get("value"),
        lower=leading.get("lower"),
        upper=leading.get("upper"),
        verdict=test.get("verdict"),
        over_time=against.get("kind") == "before",
        design=block["design"],
        young=block["audience"] == "young",
        area=block["area"],
        routed=block["base"] if block["routed"] and block["state"] == "shown" else None,
        withheld=block["state"] != "shown",
    )


def _known(values) -> tuple:
    return tuple(value for value in values if value is not None)


def _differences(test: dict) -> tuple[float, ...]:
    """Without sign: the difference, its limits, and its limits to a tenth of a point outwards."""
    if not test:
        return ()
    outward = [
        float((Decimal(str(test[limit])) * 1000).to_integral_value(way) / 1000)
        for limit, way in (("lower", ROUND_FLOOR), ("upper", ROUND_CEILING))
    ]
    return tuple(abs(value) for value in (test["difference"], test["lower"], test["upper"], *outward))


def _free(block: dict) -> frozenset[int]:
    """Days and years of the wave, the rule's least base, and the points of a score."""
    days = [date.fromisoformat(day) for day in block["dates"]]
    scores = {11, 21} if block["kind"] == "problems" else set()
    return frozenset({part for day in days for part in (day.year, day.day)} | {block["least_base"] or 0} | scores)


def _names(block: dict, lang: str):
    """Words that are quoted and claim nothing: what the wave, the question, the answers and the groups are called."""
    words = block["words"][lang]
    yield from (label["text"] for label in words["labels"].values())
    yield from block["names"]
    for row in words["how"]:
        yield row["text"]
        yield from re.findall(r"“([^”]+)”", row["text"])
    yield from re.findall(r"“([^”]+)”", words["chart"]["title"])


def advice(flag: Flag) -> tuple[str, str]:
    """(what is wrong, what to do) of a flag, in the language of whoever reads."""
    what, todo = _advice()[flag.code]
    return what % {"found": flag.found}, todo


def _advice() -> dict[str, tuple[str, str]]:
    return {
        "number": (_("“%(found)s” is none of this finding’s numbers."),
                   _("Use a number of the finding, or leave it out.")),
        "per_cent": (_("“%(found)s” reads as a share of a share. A difference of two shares is in percentage points."),
                     _("Write “percentage points”.")),
        "base": (_("Only some people were asked this, and the words do not say how many answered."),
                 _("Name the base: the number of people who answered, and who they are.")),
        "withheld": (_("The figure is withheld, and “%(found)s” would tell of it."),
                     _("Leave it out: nobody may learn the figure from the words.")),
        "population": (_("“%(found)s” speaks of everybody, and only some are known of: who chose to answer, or the "
                         "young."), _("Say “of those who answered”, and of young people “young people”.")),
        **_advice_on_size(), **_advice_on_differences(),
    }  # fmt: skip


def _advice_on_size() -> dict[str, tuple[str, str]]:
    return {
        "most": (_("“%(found)s” needs a share above half, and the lower limit of its interval above half too."),
                 _("Give the percentage alone.")),
        "almost_all": (_("“%(found)s” needs a share of nine in ten or more."), _("Give the percentage alone.")),
        "minority": (_("“%(found)s” needs a share below half, and the upper limit of its interval below half too."),
                     _("Give the percentage alone.")),
        "cause": (_("“%(found)s” says why. A survey of what people think does not show causes."),
                  _("Say what people answered, not what made it so.")),
        "margin": (_("“%(found)s” speaks of a margin of error. People chose to answer, so there is none."),
                   _("Leave it out.")),
    }  # fmt: skip


def _advice_on_differences() -> dict[str, tuple[str, str]]:
    untested = _("Set the finding against what it is compared with, or leave the comparison out.")
    return {
        "significant": (_("“%(found)s” needs a test of a difference that says so."), untested),
        "higher": (_("“%(found)s” needs a test that says it is higher."), untested),
        "lower": (_("“%(found)s” needs a test that says it is lower."), untested),
        "better": (_("“%(found)s” needs a test that says the two differ."), untested),
        "rose": (_("“%(found)s” needs a wave before and a test that says it went up."), untested),
        "fell": (_("“%(found)s” needs a wave before and a test that says it went down."), untested),
        "changed": (_("“%(found)s” needs a wave before and a test that says it changed."), untested),
        "same": (_("“%(found)s” says that two figures are alike. No test can show that."),
                 _("Say that we cannot tell which is higher.")),
    }  # fmt: skip
