"""How a figure is known: question, people, design, weights, and what stands beside it, in the language in force."""

import re

from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _

from consult.questionnaire import text
from consult.services.library.records import age, is_old, years
from consult.services.phrases import HIGHER, LOWER, Setting, day, interval, label, people, points, published, rounding

UNPUBLISHED = "Not published"
RIGHT_TO_LEFT = "\u200f"


def badge(design: str) -> str:
    """The design in two words, to stand beside the figure."""
    return {
        "open": _("Open survey"),
        "quota": _("Quota sample"),
        "probability": _("Random sample"),
    }[design]


def design_sentence(design: str) -> str:
    """Who chose who answered, and what may therefore be claimed."""
    return {
        "open": _(
            "People chose to answer this survey, so the figures speak for those who answered. Nobody can say how far "
            "everybody else is from them: no margin of error is given and no difference is tested."
        ),
        "quota": _(
            "People were sought until each group was large enough; they were not drawn by chance. Intervals rest on a "
            "model: that within each weighting group those who answered are like those who did not."
        ),
        "probability": _("People were drawn by chance, so intervals follow from how they were drawn."),
    }[design]


def short(finding: dict) -> str:
    """Base and effective base in one line, and in an open survey that people chose to answer."""
    words = {"base": people(finding["base"]), "effective": people(finding["effective_base"])}
    if finding["design"] == "open":
        return _(
            "Base %(base)s, effective base %(effective)s. People chose to answer, so the figures speak for those who "
            "did and no margin of error is given.",
            **words,
        )
    return _("Base %(base)s, effective base %(effective)s.", **words)


def how(finding: dict, setting: Setting) -> list[dict]:
    """How we know, as {"term", "text", "lang"}: `lang` is None where the words are in the page's language."""
    wave, asked = setting.wave, setting.questionnaire.item(finding["item"])
    wording = text(asked.text, setting.lang, asked.master)
    rows = [_row(_("Question"), wording.value, wording.lang)]
    if counted := _counted(finding, setting):
        rows.append(_row(_("Answers counted"), counted))
    rows.append(_row(_("Who is in the base"), _who(finding)))
    rows.append(_row(_("Survey"), wave_line(wave)))
    rows.append(_row(_("How people were reached"), design_sentence(finding["design"])))
    if finding["state"] == "shown":
        rows += _bases(finding)
    rows += method(setting)
    return rows


def method(setting: Setting) -> list[dict]:
    """The weights, the questionnaire, the disclosure rule and the code: the same for every figure of a wave."""
    wave = setting.wave
    run = wave["run"]
    titles = _(", ").join(margin_title(margin["key"], margin["title"]) for margin in run["margins"])
    words = {"margins": titles, "run": run["id"], "date": day(run["made_on"])}
    version = "{id} {number}, SHA-256 {sha256}".format(**wave["questionnaire"])
    return [
        _row(_("Weights"), _("Raked to: %(margins)s. Run %(run)s of %(date)s.", **words)),
        *_scheme(run, setting),
        _row(_("Inputs of the weights"), f"SHA-256 {run['inputs_sha256']}", "en"),
        _row(_("Questionnaire"), version, "en"),
        _row(_("What is hidden"), rule_sentence(wave)),
        _row(_("Calculated with"), run["code_version"], "en"),
    ]


def _scheme(run: dict, setting: Setting) -> list[dict]:
    """What a reader has to know of the weights beside what they were raked to: groups made one, and limits."""
    rows = []
    groups = [
        _(" and ").join(label(setting, item, choice)[0] for choice in group)
        for item, found in run["merged"].items() for group in found
    ]  # fmt: skip
    if groups:
        rows.append(_row(_("Groups weighted as one"), "; ".join(groups)))
    if run["bounds"]:
        low, high = (format_decimal(bound) for bound in run["bounds"])
        told = _("Every answer counts between %(low)s and %(high)s times as much as before.", low=low, high=high)
        rows.append(_row(_("Limits of the weights"), told))
    return rows


def _row(term: str, words: str, lang: str | None = None) -> dict:
    return {"term": term, "text": words, "lang": lang}


def _counted(finding: dict, setting: Setting) -> str | None:
    if finding["kind"] == "problems":
        return _("Very big problem 3, fairly big 2, not very big 1, not a problem 0; seven kinds, 11 of 21 or more.")
    net = [part["id"] for part in finding["parts"] if part["in_net"]]
    return _(", ").join(label(setting, finding["item"], choice)[0] for choice in net) or None


def _who(finding: dict) -> str:
    if finding["kind"] == "problems":
        return _("People who rated all seven kinds; for each kind, people who rated it. “Don’t know” is in the latter.")
    if finding["led"] or finding.get("routed"):
        return _("People whose earlier answers led to this question. “Prefer not to say” is left out.")
    return _("Everybody who answered. “Don’t know” is in the base, “prefer not to say” is left out.")


def _bases(finding: dict) -> list[dict]:
    effective = _(
        "%(number)s: weighted, the answers tell as much as those of this many people drawn at random would.",
        number=people(finding["effective_base"]),
    )
    if finding["design"] == "open":
        effective = _(
            "%(number)s: what unequal weights leave of the base. It is no measure of how right the figure is.",
            number=people(finding["effective_base"]),
        )
    limits = interval(finding, finding["design"]) or (
        _("None: people chose to answer.")
        if finding["design"] == "open"
        else _("In the table, one for each line.")
    )
    return [
        _row(_("Base"), _("%(number)s people, counted without weights.", number=people(finding["base"]))),
        _row(_("Effective base"), effective),
        _row(_("Interval"), limits),
    ]


def wave_line(wave: dict) -> str:
    """The survey, the wave and its dates."""
    # Names in English would draw the first day into their own direction.
    end = RIGHT_TO_LEFT if get_locale().text_direction == "rtl" else ""
    return _("%(survey)s, %(wave)s: %(dates)s.", survey=wave["survey"], wave=wave["title"] + end, dates=dates(wave))


def dates(wave: dict) -> str:
    """When people answered."""
    words = {"first": day(wave["opens_on"]), "last": day(wave["closes_on"])}
    if wave["going_on"]:
        return _("%(first)s to %(last)s, still open", **words)
    return _("%(first)s to %(last)s", **words)


def rule_sentence(wave: dict) -> str:
    """The disclosure rule of a wave."""
    rule = wave["rule"]
    least, base = people(rule["fewest"]), people(rule["least_base"])
    if wave["audience"] == "young":
        return _(
            "The strictest rule, as they are young people: anything on fewer than %(base)s answers, any answer that "
            "fewer than %(least)s gave, and anything from which such a figure could be worked out.",
            base=base,
            least=least,
        )
    if rule["round_to"] > 1:
        return _("Answers given by 1 to 7 people, and what would give them away; numbers are rounded to the nearest 5.")
    if rule["least_base"] > rule["fewest"]:
        return _(
            "Anything on fewer than %(base)s answers, answers that fewer than %(least)s people gave, and what would "
            "give them away.",
            base=base,
            least=least,
        )
    return _("Answers that fewer than %(least)s people gave, and what would give them away.", least=least)


def margin_title(key: str | None, title: str | None) -> str:
    """What a margin is called; one read from a file keeps its own name."""
    if key and ":" in key:
        whole, dimension = key.rsplit(":", 1)
        named = {"sex": _("sex"), "age_band": _("age"), "age": _("age")}.get(dimension, dimension)
        return _("%(dimension)s (from %(margin)s)", dimension=named, margin=margin_title(whole, title))
    return {
        "sex_age_16plus": _("sex by age, 16 and over"),
        "sex_age_11_17": _("sex by age, 11 to 17"),
        "ethnic_group": _("ethnic group"),
        "tenure": _("tenure of the household"),
    }.get(key, title or "")


def beside(one: dict, finding: dict, setting: Setting) -> dict:
    """What a published figure is and whether it may be compared: {"label", "verdict", "verdict_words", "statement",
    "differs", "difference", "direction", "facts"}."""
    record = setting.benchmarks[one["id"]]
    return {
        "id": one["id"],
        "choice": one["choice"],
        "verdict": one["verdict"],
        "label": f"{area_name(record['area'])}, {short_period(record['period'])}",
        "verdict_words": verdict_words(one["verdict"]),
        "statement": record["statement"][setting.lang],
        "differs": record["comparison"]["differs"][setting.lang],
        "difference": _difference(one, finding, area_name(record["area"])),
        "direction": one["difference"]["verdict"] if one["difference"] else None,
        "stale": _stale(record, setting),
        "mode": _mode(record),
        "source": record["source_address"],
        "publisher": record["publisher"],
    }


def verdict_words(verdict: str) -> str:
    """Whether two figures compare."""
    return {
        "exact": _("Comparable"),
        "similar": _("Similar, not the same"),
        "not comparable": _("Not comparable"),
    }[verdict]


def area_name(area: str) -> str:
    """The area of a published figure, where the language has another name for it."""
    return {
        "Greater Manchester": _("Greater Manchester"),
        "Greater Manchester Police force area": _("Greater Manchester Police force area"),
        "North West": _("North West of England"),
        "North West of England": _("North West of England"),
        "England and Wales": _("England and Wales"),
        "England": _("England"),
        "Great Britain": _("Great Britain"),
    }.get(area, area)


def short_period(period: str) -> str:
    """A period as short as a label can bear: "2019/20", "2022/23", "2024"."""
    if joined := re.search(r"(?<!\d)(\d{4}/\d{2})(?!\d)", period):
        return joined[1]
    found = sorted(set(years(period)))
    if len(found) == 2 and found[1] == found[0] + 1:
        return f"{found[0]}/{found[1] % 100:02d}"
    return str(found[-1]) if found else period


def _stale(record: dict, setting: Setting) -> str | None:
    """That a figure is old, that there is a newer one of its series, or both."""
    said = []
    if is_old(record["period"], setting.year):
        said.append(_("It is about %(years)s years old.", years=age(record["period"], setting.year)))
    if record["superseded"]:
        said.append(_("There is a newer figure of this series, of %(period)s.",
                      period=short_period(record["superseded"])))  # fmt: skip
    return " ".join(said) or None


def _mode(record: dict) -> str:
    """How people were asked, in words. Raises KeyError for a mode that nobody has put into words yet."""
    if record["mode"].startswith(UNPUBLISHED):
        return _("How people were asked is not published.")
    return {
        "Face to face, by an interviewer, in private households": _(
            "People were asked face to face, by an interviewer, in private households."
        ),
        "Face-to-face survey of private households": _("People were asked face to face, in private households."),
        "In school; on paper or on a screen is not published on the page we hold": _(
            "Pupils were asked in school; whether on paper or on a screen is not published."
        ),
        "face_to_face": _("People were asked face to face, by an interviewer."),
        "telephone": _("People were asked by telephone."),
        "online": _("People answered online, by themselves."),
        "paper": _("People answered on paper, by themselves."),
        "school": _("People were asked in school."),
        "mixed": _("People were asked in several ways."),
        "unknown": _("How people were asked is not published."),
    }[record["mode"]]


def _above_or_below(verdict: str, words: dict) -> str:
    if verdict == HIGHER:
        return _("That is %(size)s above the %(area)s figure of %(value)s.", **words)
    return _("That is %(size)s below the %(area)s figure of %(value)s.", **words)


def _difference(one: dict, finding: dict, area: str) -> str:
    if one["verdict"] == "not comparable":
        return _("No difference is worked out.")
    if finding["design"] == "open":
        return _("No difference is worked out, as people here chose to answer.")
    found = one["difference"]
    if found is None:
        return _("No difference is worked out, as the number of people behind the other figure is not published.")
    words = {"size": points(found["value"]), "area": area, "value": published(one["value"])}
    if found["verdict"] in (HIGHER, LOWER):
        ours = round(found["value"] + one["value"], 5)
        said = [_above_or_below(found["verdict"], words), rounding(ours, one["value"], found["value"])]
        return " ".join(filter(None, said))
    return _("The %(area)s figure is %(value)s; the difference is no larger than chance could make it.", **words)
