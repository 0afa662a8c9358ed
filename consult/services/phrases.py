"""What a finding says, in the language in force: whole sentences with their base, by honest rules.

Percentages in words are whole, differences are in percentage points, a routed base is named, nothing is called
"most" unless it is above half, and a survey that people chose to answer gets no interval and no comparison.
"""

import math
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from flask_babel import format_date, format_decimal, format_percent, ngettext
from flask_babel import gettext as _

from consult.questionnaire import Questionnaire, text

HIGHER, LOWER = "higher", "lower"
# What a section tells of each audience, so that it can say what is not in it.
SUBJECTS = {
    "adults": ("safe_area", "safe_dark", "reasons_unsafe", "reasons_safe", "primary_concern", "high_asb"),
    "young": ("worry_knife",),
}


@dataclass(frozen=True)
class Setting:
    """What the sentences of one wave are about.

    lang              the language in force
    area              the partnership's name
    wave              the wave's entry in the document
    questionnaire     the wave's, for wording and labels
    benchmarks        id -> record of the reference library, with its `comparison`
    year              of publication
    """

    lang: str
    area: str
    wave: dict
    questionnaire: Questionnaire
    benchmarks: dict = field(default_factory=dict)
    year: int = 0


def percent(share: float) -> str:
    """A share as a whole percentage, half up; never 0% of somebody, nor 100% of not quite everybody."""
    whole = int((Decimal(str(share)) * 100).quantize(Decimal(1), ROUND_HALF_UP))
    if whole == 0 and share > 0:
        return _("less than %(share)s", share=format_percent(Decimal("0.01")))
    if whole == 100 and share < 1:
        return _("more than %(share)s", share=format_percent(Decimal("0.99")))
    return format_percent(Decimal(whole) / 100)


def per_1000(rate: float) -> str:
    """A rate per 1,000 people to one decimal, half up."""
    return format_decimal(Decimal(str(rate)).quantize(Decimal("0.1"), ROUND_HALF_UP), "#,##0.0")


def points(difference: float) -> str:
    """The size of a difference of shares, in percentage points."""
    size = int((Decimal(str(abs(difference))) * 100).quantize(Decimal(1), ROUND_HALF_UP))
    if size == 0:
        return _("less than 1 percentage point")
    return ngettext("%(num)s percentage point", "%(num)s percentage points", size)


def published(share: float) -> str:
    """Somebody else's share as they published it, with its decimal where it has one: half a per cent is not one."""
    told = (Decimal(str(share)) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return format_percent(told / 100, "#,##0.#%")


def rounding(first: float, second: float, difference: float) -> str | None:
    """What to say where two shares, as they are read, seem to differ by otherwise than their difference is told."""
    told = [(Decimal(str(one)) * 100).quantize(Decimal(1), ROUND_HALF_UP) for one in (first, second, difference)]
    if told[0] - told[1] == told[2]:
        return None
    return _("Differences are worked out before figures are rounded.")


def people(number: int) -> str:
    """A number of people, grouped as the language does."""
    return format_decimal(number)


def day(iso: str) -> str:
    """A date in full, its day first in every language."""
    return format_date(date.fromisoformat(iso), "d MMMM y")


def label(setting: Setting, item: str, choice: str) -> tuple[str, str]:
    """The words of an answer, or of a row of a grid, and the language they are in."""
    asked = setting.questionnaire.item(item)
    found = next((one for one in (*asked.rows, *asked.choices) if one.value == choice), None)
    if found is None:
        return choice, setting.lang
    words = text(found.text, setting.lang, asked.master)
    return words.value, words.lang


def heading(finding: dict, setting: Setting) -> dict:
    """{"number", "heading"}: the number and what stands beside it, to be read as one sentence."""
    if finding["state"] != "shown":
        return {"number": None, "heading": subject(finding["id"])}
    if finding["value"] is not None:
        return {"number": percent(finding["value"]), "heading": _reading(finding["id"], finding["design"])}
    top = leading(finding)
    if not top:
        return {"number": None, "heading": subject(finding["id"])}
    words = {"label": label(setting, finding["item"], top[0]["id"])[0]}
    return {"number": percent(top[0]["value"]), "heading": _ranked(finding, words)}


def subject(id: str) -> str:
    """What a measure is about."""
    return {
        "safe_area": _("Feeling safe in the local area"),
        "safe_dark": _("Feeling safe walking alone after dark"),
        "reasons_unsafe": _("Reasons for feeling unsafe"),
        "reasons_safe": _("Reasons for feeling safe"),
        "primary_concern": _("Main concern"),
        "high_asb": _("Anti-social behaviour in the local area"),
        "worry_knife": _("Young people’s concern about knife crime"),
    }[id]


def _reading(id: str, design: str) -> str:
    # Who chose to answer speaks for nobody else, in a heading too.
    told = _of_those_who_answered() if design == "open" else {}
    return told.get(id) or {
        "safe_area": _("feel very or fairly safe in their local area"),
        "safe_dark": _("feel very or fairly safe walking alone in their local area after dark"),
        "high_asb": _("see a high level of anti-social behaviour in their local area"),
        "worry_knife": _("of young people who answered are very or fairly concerned about knife crime"),
    }[id]


def _of_those_who_answered() -> dict[str, str]:
    return {
        "safe_area": _("of residents who answered feel very or fairly safe in their local area"),
        "safe_dark": _(
            "of residents who answered feel very or fairly safe walking alone in their local area after dark"
        ),
        "high_asb": _("of residents who answered see a high level of anti-social behaviour in their local area"),
    }


def _ranked(finding: dict, words: dict) -> str:
    if finding["id"] == "primary_concern" and finding["design"] == "open":
        return _("of residents who answered name as their main concern: %(label)s", **words)
    if finding["id"] == "primary_concern":
        return _("name as their main concern: %(label)s", **words)
    # The question was asked of some only: the number never stands without them.
    words |= {"led": percent(finding["led"]["value"])} if finding["led"] else {}
    if finding["id"] == "reasons_safe":
        if finding["led"]:
            return _("of the %(led)s who feel safe give this reason: %(label)s", **words)
        return _("of those asked why they feel safe give this reason: %(label)s", **words)
    if finding["led"]:
        return _("of the %(led)s who feel unsafe give this reason: %(label)s", **words)
    return _("of those asked why they feel unsafe give this reason: %(label)s", **words)


def leading(finding: dict, most: int = 4) -> list[dict]:
    """The parts of a ranking that are on the subject and may be shown, the largest first."""
    return [part for part in finding["parts"] if part["value"] and not part["apart"]][:most]


def sentences(finding: dict, setting: Setting) -> list[str]:
    """What the number says and of whom, then what follows it."""
    if finding["state"] != "shown":
        return [withheld(finding)]
    words = {"base": people(finding["base"])}
    if finding["value"] is not None:
        told = [_measured(finding["id"], {**words, "share": percent(finding["value"])})]
    else:
        told = _base_of_ranking(finding, words)
    if (rest := _rest(finding, setting)) is not None:
        told.append(rest)
    if limits := interval(finding, finding["design"]):
        told.append(limits)
    return told


def _measured(id: str, words: dict) -> str:
    return {
        "safe_area": lambda: _(
            "%(share)s of the %(base)s residents who answered said that they feel very safe or fairly safe in their "
            "local area.",
            **words,
        ),
        "safe_dark": lambda: _(
            "%(share)s of the %(base)s residents who answered said that they feel very safe or fairly safe walking "
            "alone in their local area after dark.",
            **words,
        ),
        "high_asb": lambda: _(
            "%(share)s of the %(base)s residents who rated all seven kinds of anti-social behaviour gave them 11 "
            "points or more out of 21: a high level.",
            **words,
        ),
        "worry_knife": lambda: _(
            "%(share)s of the %(base)s young people who answered said that they are very or fairly concerned about "
            "knife crime.",
            **words,
        ),
    }[id]()


def _base_of_ranking(finding: dict, words: dict) -> list[str]:
    if finding["id"] == "primary_concern":
        return [_("%(base)s residents each named one main concern.", **words)]
    if not finding["led"]:
        return [_("%(base)s people were asked; they could give more than one reason.", **words)]
    words = {**words, "led": percent(finding["led"]["value"]), "all": people(finding["led"]["base"])}
    if finding["id"] == "reasons_safe":
        return [
            _(
                "%(led)s of the %(all)s residents who answered feel safe in their local area. The shares are of the "
                "%(base)s of them who said why; they could give more than one reason.",
                **words,
            )
        ]
    return [
        _(
            "%(led)s of the %(all)s residents who answered feel unsafe in their local area or walking alone there. The "
            "shares are of the %(base)s of them who said why; they could give more than one reason.",
            **words,
        )
    ]


def _rest(finding: dict, setting: Setting) -> str | None:
    """The answers that come next, with their shares."""
    named = leading(finding) if finding["kind"] != "share" else []
    if finding["value"] is None:
        named = named[1:]
    if not named:
        return None
    listed = _("; ").join(
        f"{label(setting, finding['item'], part['id'])[0]} ({percent(part['value'])})" for part in named
    )
    if finding["kind"] == "problems":
        return _("Called a very or fairly big problem: %(listed)s.", listed=listed)
    return _("Next: %(listed)s.", listed=listed)


def interval(figure: dict, design: str) -> str | None:
    """Where the figure lies for everybody, or for all such people as it is about; None where the design cannot say."""
    if design == "open" or figure["lower"] is None:
        return None
    words = limits(figure)
    if figure.get("group") or figure.get("routed"):
        return _of_such_people(design, words)
    if design == "quota":
        return _("In the whole population the model puts it between %(lower)s and %(upper)s.", **words)
    return _("In the whole population it is likely to be between %(lower)s and %(upper)s.", **words)


def _of_such_people(design: str, words: dict) -> str:
    if design == "quota":
        return _("For all such people the model puts it between %(lower)s and %(upper)s.", **words)
    return _("For all such people it is likely to be between %(lower)s and %(upper)s.", **words)


def limits(figure: dict) -> dict[str, str]:
    """{"lower", "upper"} as whole percentages, outwards, so that rounding never claims more than was found."""
    return {
        "lower": format_percent(Decimal(math.floor(round(figure["lower"] * 100, 6))) / 100),
        "upper": format_percent(Decimal(math.ceil(round(figure["upper"] * 100, 6))) / 100),
    }


def withheld(finding: dict) -> str:
    """That a figure is not shown, and why, without saying how few."""
    least = people(finding["least_base"])
    if finding["reason"] == "small_base":
        return _("Withheld: fewer than %(least)s people answered, too few to show without risk to them.", least=least)
    if finding["reason"] == "unanimous":
        return _("Withheld: the figure would tell something of every single person who answered.")
    if finding["reason"] in ("secondary", "difference"):
        return _("Withheld: with other published figures it would give away an answer that few people gave.")
    return _("Withheld: so few people gave one of the answers that the figure could point to them.")


def unasked(id: str) -> str:
    """That a measure is not in the edition, and why."""
    return _("%(subject)s: not asked, asked in another way, or not answered by anybody.", subject=subject(id))


def chart(finding: dict, setting: Setting) -> dict:
    """{"title", "desc"} of the picture: what it is, and everything that it shows, in words."""
    shown = [part for part in finding["parts"] if part["state"] == "shown"]
    listed = _("; ").join(
        f"{label(setting, finding['item'], part['id'])[0]} {percent(part['value'])}" for part in shown
    )
    return {"title": subject(finding["id"]), "desc": listed}
