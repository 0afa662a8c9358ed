"""The words of a whole section: its opening, each finding, and who answered, in the language in force."""

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.services import phrases, phrases_before, phrases_method
from consult.services.phrases import Setting


def document(document: dict) -> dict:
    """Title, opening lines and the words that belong to the section as a whole."""
    return {
        "title": _("What our communities tell us"),
        "lede": lede(document),
        "groups": {"adults": _("Residents"), "young": _("Young people")},
        "simulated": simulated(),
        "missing": [
            phrases.unasked(id) for audience in document["waves"] for id in _missing(document, audience)
        ],
    }


def lede(document: dict) -> list[str]:
    """How many answered in each wave of a document, and what the answers are weighted to."""
    area, waves = document["partnership"]["name"], list(document["waves"].values())
    said = [_answered(wave) for wave in waves]
    if all(_of_census(margin) for wave in waves for margin in wave["run"]["margins"]):
        said.append(_("Answers are weighted to the people of %(area)s as the Census counted them.", area=area))
    else:
        said.append(_("Answers are weighted to what is known of the population."))
    if len({wave["audience"] for wave in waves}) > 1:
        said.append(_("Young people’s answers are never added to those of residents."))
    return said


def simulated() -> str:
    """That the answers behind a document are simulated."""
    return _("Nobody gave these answers: a computer made them up, to show how this site works.")


def _of_census(margin: dict) -> bool:
    return "census" in (margin["source"] or "").lower()


def _missing(document: dict, audience: str) -> list[str]:
    told = {finding["id"] for finding in document["findings"]}
    return [id for id in phrases.SUBJECTS[audience] if id not in told]


def _answered(wave: dict) -> str:
    words = {"first": phrases.day(wave["opens_on"]), "last": phrases.day(wave["closes_on"])}
    if wave["people"] is None and "more_than" in wave:
        return _many(wave, words)
    if wave["people"] is None:
        return _("Few people answered between %(first)s and %(last)s.", **words)
    number = wave["people"]
    words["people"] = phrases.people(number)
    if wave["audience"] == "young":
        return ngettext(
            "%(people)s young person answered between %(first)s and %(last)s.",
            "%(people)s young people answered between %(first)s and %(last)s.",
            number,
            **words,
        )
    return ngettext(
        "%(people)s resident answered between %(first)s and %(last)s.",
        "%(people)s residents answered between %(first)s and %(last)s.",
        number,
        **words,
    )


def _many(wave: dict, words: dict) -> str:
    """How many answered, where the exact number would tell how few have come in or gone since an earlier edition."""
    young = wave["audience"] == "young"
    if wave["more_than"] < 100 and young:
        return _("Young people answered between %(first)s and %(last)s.", **words)
    if wave["more_than"] < 100:
        return _("Residents answered between %(first)s and %(last)s.", **words)
    words["people"] = phrases.people(wave["more_than"])
    if young:
        return _("More than %(people)s young people answered between %(first)s and %(last)s.", **words)
    return _("More than %(people)s residents answered between %(first)s and %(last)s.", **words)


def finding(finding: dict, setting: Setting) -> dict:
    """Everything that is said of one finding."""
    if finding["kind"] == "profile":
        return _who_answered(finding, setting)
    shown = finding["state"] == "shown"
    labels = {}
    for part in finding["parts"]:
        words, lang = phrases.label(setting, finding["item"], part["id"])
        labels[part["id"]] = {"text": words, "lang": None if lang == setting.lang else lang}
    return {
        **phrases.heading(finding, setting),
        "sentences": phrases.sentences(finding, setting),
        "badge": phrases_method.badge(finding["design"]),
        "short": phrases_method.short(finding) if shown else None,
        "area": setting.area,
        "labels": labels,
        "before": phrases_before.before(finding) if shown else None,
        "beside": [phrases_method.beside(one, finding, setting) for one in finding["beside"]],
        "chart": phrases.chart(finding, setting),
        "how": phrases_method.how(finding, setting),
    }


def _who_answered(finding: dict, setting: Setting) -> dict:
    margins = []
    for margin, kept in zip(finding["margins"], setting.wave["run"]["margins"], strict=True):
        rows = [_category(margin["dimensions"], row["categories"], setting) for row in margin["rows"]]
        title = phrases_method.margin_title(kept["key"], kept["title"])
        mark = _("Census") if _of_census(kept) else _("Population")
        margins.append(
            {"title": title[:1].upper() + title[1:], "rows": rows, "mark": mark, "source": kept["source"]}
        )
    young = finding["audience"] == "young"
    return {
        "number": None,
        "heading": _("Who answered: young people") if young else _("Who answered: residents"),
        "sentences": [
            _("Each bar is a share of those who answered, before weighting; the mark is the share of the population."),
            *_not_heard(finding, margins),
        ],
        "badge": phrases_method.badge(setting.wave["design"]),
        "margins": margins,
        "how": [
            {"term": _("Survey"), "text": phrases_method.wave_line(setting.wave), "lang": None},
            *phrases_method.method(setting),
        ],
    }


def _category(dimensions: list[str], categories: list[str], setting: Setting) -> str:
    known = setting.questionnaire.items
    return _(", ").join(
        phrases.label(setting, name, value)[0] if name in known else value
        for name, value in zip(dimensions, categories, strict=True)
    )


def _not_heard(finding: dict, margins: list[dict]) -> list[str]:
    """Who we did not hear from, or heard less from than their share: under three quarters of it."""
    heard: dict[str, list[str]] = {"less": [], "none": []}
    for margin, words in zip(finding["margins"], margins, strict=True):
        for row, label in zip(margin["rows"], words["rows"], strict=True):
            if row["heard"] in heard:
                heard[row["heard"]].append(label)
    told = []
    if heard["none"]:
        told.append(_("Nobody answered of: %(groups)s.", groups=_("; ").join(heard["none"])))
    if heard["less"]:
        told.append(
            _(
                "We heard from less than three quarters of their share of: %(groups)s.",
                groups=_("; ").join(heard["less"]),
            )
        )
    if not told and all(row["heard"] for margin in finding["margins"] for row in margin["rows"]):
        told.append(_("We heard from at least three quarters of the share of every group."))
    return told
