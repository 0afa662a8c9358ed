"""What a table says, in the language in force: the same words on the page and in the files."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import format_decimal, format_percent, get_locale
from flask_babel import gettext as _

from consult.models import Wave
from consult.questionnaire import fill, text
from consult.questionnaire.structure import Words
from consult.services import field, phrases, phrases_method
from consult.services.tables.choosing import EVERYBODY, UNSAID, Dimension, Question, dimension_of, question_of

ALL, BASE, NET = "=all", "=base", "=net"
WITHHELD = "withheld"
HIGHER, LOWER = "higher", "lower"
MARKS = {HIGHER: "▲", LOWER: "▼"}


@dataclass(frozen=True)
class Said:
    """Words of a questionnaire with the language they are in; `lang` is None where it is the reader's."""

    text: str
    lang: str | None = None

    def document(self) -> dict:
        """As the labels of charts have it."""
        return {"text": self.text, "lang": self.lang}


def said(words: Words, master: str, area: str) -> Said:
    """A text of a questionnaire in the reader's language, or in that it has, with the name of the area in it."""
    found = fill(text(words, str(get_locale()), master), {"area": area})
    return Said(found.value, None if found.lang == str(get_locale()) else found.lang)


def question(one: Question) -> Said:
    """A question in short: of a grid, the row after the question."""
    asked = said(one.item.text, one.item.master, one.area)
    if one.row is None:
        return asked
    row = said(one.row.text, one.item.master, one.area)
    return Said(f"{asked.text} – {row.text}", asked.lang)


def dimension(one: Dimension) -> Said:
    """What people are told apart by."""
    if one.item is None:
        return Said({"=language": _("Language they answered in"), "=channel": _("How they answered")}[one.name])
    return said(one.item.text, one.item.master, one.area)


def category(one: Dimension, value: str) -> Said:
    """One group of a dimension."""
    if value == UNSAID:
        return Said(_("Did not say"))
    if one.item is not None:
        choice = one.item.choice(value)
        return said(choice.text, one.item.master, one.area) if choice else Said(value)
    if one.name == "=channel":
        return Said(_channels().get(value, value))
    return Said(get_locale().languages.get(value.split("-")[0], value))


def _channels() -> dict[str, str]:
    return {
        "open_link": _("Open link"), "invitation": _("Invitation"), "outreach": _("Outreach session"),
        "paper": _("Paper"), "import": _("Brought in from a file"),
    }  # fmt: skip


def labels(table: dict, wave: Wave) -> dict[str, Said]:
    """The words of every column and row, by their ids."""
    one = question_of(wave, table["item"])
    found = {ALL: Said(_("Everybody") if table["total"] == EVERYBODY else _("All who said"))}
    found |= {choice.value: said(choice.text, one.item.master, one.area) for choice in one.item.choices}
    found[NET] = Said(_(" or ").join(found[value].text for value in one.item.net), _one_language(found, one.item.net))
    if table["by"]:
        by = dimension_of(wave, table["by"], "by")
        found |= {f"{by.name}={value}": category(by, value) for value in (*by.categories, UNSAID)}
    return found


def _one_language(found: dict[str, Said], values) -> str | None:
    languages = {found[value].lang for value in values}
    return languages.pop() if len(languages) == 1 else None


def of_whom(table: dict, wave: Wave) -> Said | None:
    """The filter in words, or None."""
    if table["where"] is None:
        return None
    one = dimension_of(wave, table["where"]["dimension"], "where")
    name, value = dimension(one), category(one, table["where"]["category"])
    return Said(f"{name.text} {value.text}", name.lang)


def cell(figure: dict) -> str:
    """A share to one decimal."""
    if figure["state"] == WITHHELD or figure["value"] is None:
        return _("withheld")
    return format_percent(figure["value"], "#,##0.0%")


def limits(figure: dict) -> str | None:
    """The interval of a share, or None where there is none."""
    if figure["lower"] is None:
        return None
    return _("%(lower)s to %(upper)s", lower=format_percent(figure["lower"], "#,##0.0%"),
             upper=format_percent(figure["upper"], "#,##0.0%"))  # fmt: skip


def people(figure: dict, name: str = "base") -> str:
    """A number of people, or that it is withheld."""
    return _("withheld") if figure["state"] == WITHHELD else format_decimal(figure[name])


def differs(verdict: str | None) -> str | None:
    """What a mark beside a share means."""
    return {HIGHER: _("higher than the rest"), LOWER: _("lower than the rest")}.get(verdict)


def test(one: dict | None) -> str | None:
    """A test in one sentence."""
    if one is None or one["band"] == "none":
        return None
    if one["p"] is None:
        told = _band(one["band"])
        return _("Rao-Scott test, %(p)s. It is told no finer, as some figures of the table are withheld.", p=told)
    p = _("p below 0.001") if one["p"] < 0.001 else _("p = %(p)s", p=format_decimal(one["p"], "0.000"))
    figures = {"f": format_decimal(one["statistic"], "0.00"), "ndf": format_decimal(one["ndf"], "0.0"),
               "ddf": format_decimal(one["ddf"], "#,##0.0")}  # fmt: skip
    return _("Rao-Scott test: F = %(f)s on %(ndf)s and %(ddf)s degrees of freedom, %(p)s.", p=p, **figures)


def test_of_line(one: dict | None) -> str | None:
    """The test of one line of a table of several choices, in short: its p over all lines."""
    if one is None or one["band"] == "none":
        return None
    if one["p"] is None:
        return _band(one["band"])
    return _("p below 0.001") if one["p"] < 0.001 else _("p = %(p)s", p=format_decimal(one["p"], "0.000"))


def _band(band: str) -> str:
    if band.startswith("below"):
        return _("p below %(limit)s", limit=format_decimal(float(band.removeprefix("below ")), "0.###"))
    return _("p of 0.05 or more")


def verdict(table: dict) -> str | None:
    """What the tests say, in words, or why there are none."""
    if table["by"] is None or table["state"] == WITHHELD:
        return None
    if table["design"] == "open":
        return _("People chose to answer this survey, so no margin of error is given and no difference is tested.")
    rows = table["table"]["rows"]
    marked = any(figure["differs"] for row in rows for figure in row["cells"].values())
    if marked:
        return _("▲ and ▼ mark groups that differ from all the others together by more than chance would explain "
                 "(t tests, Holm, 5 in 100 over the whole table).")  # fmt: skip
    if table["test"] is None and not any(row["test"] for row in rows):
        return _("Too few groups can be told of to test whether they differ.")
    return _("No group differs from all the others together by more than chance could explain "
             "(t tests, Holm, 5 in 100 over the whole table).")  # fmt: skip


def notes(table: dict, wave: Wave) -> list[Said]:
    """Everything that a reader has to know of the figures, a sentence or two each."""
    one = question_of(wave, table["item"])
    found = [Said(_base(table, one))]
    if table["routed"]:
        found.append(_routed(one, wave))
    if table["total"] != EVERYBODY:
        found.append(Said(_("Those who did not say which group they are in are too few to be told of; they are in no "
                            "figure of this table.")))  # fmt: skip
    if table["kind"] == "several":
        found.append(Said(_("People could choose more than one answer, so the shares add up to more than a hundred.")))
    if table["empty"]:
        by = dimension_of(wave, table["by"], "by")
        listed = _("; ").join(category(by, value).text for value in table["empty"])
        found.append(Said(_("Nobody answered from: %(groups)s.", groups=listed)))
    found.append(Said(phrases_method.design_sentence(table["design"])))
    found.append(Said(weights(table)))
    rule = {"rule": table["rule"], "audience": wave.survey.audience}
    found.append(Said(_("Withheld: %(rule)s", rule=phrases_method.rule_sentence(rule))))
    if table["simulated"]:
        found.append(Said(_("Nobody gave these answers: a computer made them up, to show how this site works.")))
    return found


def weights(table: dict) -> str:
    """What the figures are weighted to, and by which run."""
    run = table["run"]
    titles = [phrases_method.margin_title(one["key"], one["title"]) or " × ".join(one["dimensions"])
              for one in run["margins"]]  # fmt: skip
    return _("Weighted: raked to %(margins)s. Run %(run)s of %(date)s.", margins=_(", ").join(titles), run=run["id"],
             date=phrases.day(run["made_on"]))  # fmt: skip


def _base(table: dict, one: Question) -> str:
    if any(choice.kind == "dont_know" for choice in one.item.choices):
        return _("Base: people who answered, counted without weights. “Don’t know” is in the base, “prefer not to say” "
                 "is left out.")  # fmt: skip
    return _("Base: people who answered, counted without weights. “Prefer not to say” is left out.")


def _routed(one: Question, wave: Wave) -> Said:
    """Who was asked, by what they answered before, where one rule of answers says so."""
    from analysis.measures import MeasureError, route

    asked = field.asked(wave)
    page = next(page for page in asked.pages if one.item in page.items)
    rules = [rule for rule in (page.section.when, page.when, one.item.when) if rule]
    try:
        led = route(rules[0]) if len(rules) == 1 else ()
    except MeasureError:
        led = ()
    if not led:
        return Said(_("Only some people were asked this, by what they had answered before."))
    told, languages = [], set()
    for name, answers in led:
        item = asked.items[name]
        texts = [item.text, *(item.choice(value).text for value in answers)]
        words = [said(one_text, item.master, one.area) for one_text in texts]
        told.append(f"“{words[0].text}” " + _(" or ").join(word.text for word in words[1:]))
        languages |= {word.lang for word in words}
    return Said(_("Only those were asked who had answered: %(led)s.", led=_("; ").join(told)))
