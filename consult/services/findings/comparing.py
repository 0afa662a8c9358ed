"""What a finding can be set against, what it cannot and why not, and the test of the difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from consult.models import Finding, Wave
from consult.questionnaire import text
from consult.services import asking, comparability, field, library, weigh
from consult.services.findings import figures, groups
from consult.services.findings.wanted import CannotTell, Subject, Wanted, subject, subject_in
from consult.services.phrases_method import area_name, short_period

if TYPE_CHECKING:
    from analysis.disclosure import Rule
    from analysis.measuring import Share

OPEN = "open"
NONE, BENCHMARK, GROUP, OTHERS, BEFORE = "none", "benchmark", "group", "others", "before"


@dataclass(frozen=True)
class Choice:
    """One comparison: what it is called and why it is not possible, if it is not, in the language of whoever reads."""

    kind: str
    against: str | None
    name: LazyString
    refused: LazyString | None = None


def choices(wanted: Wanted | Finding) -> list[Choice]:
    """Every comparison that a reader might look for, those refused with the reason. Raises CannotTell."""
    about = subject(wanted)
    whole = _of_all(wanted, about)
    return [
        Choice(NONE, None, _("None: the figure alone")),
        *(_published(record, wanted, about, whole) for record in records(wanted, about)),
        *_groups(wanted, whole),
        *_before(wanted, about, whole),
    ]


def _of_all(wanted: Wanted | Finding, about: Subject) -> LazyString | None:
    """Why nothing at all can be compared."""
    from analysis.measures import RANKINGS

    if wanted.wave.design == OPEN:
        return _("People chose to answer this survey, so no difference is worked out or tested.")
    if about.answer is None and about.measure.kind in RANKINGS:
        return _("A ranking as a whole is not compared. Choose one of its answers first.")
    return None


def records(wanted: Wanted | Finding, about: Subject) -> list[dict]:
    """Published figures about the same answers, comparable or not: of one answer those about it alone."""
    # A row of a grid is no question that anybody published a figure about.
    if "." in wanted.measure:
        return []
    questionnaire = field.questionnaire(wanted.wave.version)
    found = library.beside(
        wanted.wave.survey.partnership, questionnaire, about.item.name, about.asked, refused=True
    )
    if about.answer is None:
        return found
    return [record for record in found if record["comparison"]["answers"] == [about.answer]]


def _published(record: dict, wanted: Wanted | Finding, about: Subject, whole: LazyString | None) -> Choice:
    name, refused = LazyString(_name_of_record, record), whole
    if record["comparison"]["verdict"] == "not comparable":
        refused = LazyString(_worded, record["comparison"]["differs"], "en")
    elif wanted.dimension:
        refused = _("It is about everybody who was asked there, and this finding is about one group.")
    elif refused is None and record["base"] is None and record["interval"] is None:
        refused = _("The number of people behind it is not published, so the difference cannot be tested.")
    return Choice(BENCHMARK, record["id"], name, refused)


def _name_of_record(record: dict) -> str:
    return f"{area_name(record['area'])}, {short_period(record['period'])}"


def _worded(words: dict, master: str) -> str:
    return text(words, str(get_locale()), master).value


def _groups(wanted: Wanted | Finding, whole: LazyString | None) -> list[Choice]:
    if wanted.dimension is None:
        return []
    found = groups.dimension(field.questionnaire(wanted.wave.version), wanted.dimension)
    others = [one for one in found.groups if one.value != wanted.category]
    named = [Choice(GROUP, one.value, LazyString(_worded, one.text, found.item.master), whole) for one in others]
    return [Choice(OTHERS, None, _("Everybody else: all the other groups together"), whole), *named] if named else []


def _before(wanted: Wanted | Finding, about: Subject, whole: LazyString | None) -> list[Choice]:
    before = comparability.wave_before(wanted.wave)
    if before is None:
        return [Choice(BEFORE, None, _("The wave before"), _("No wave of this survey came before."))]
    name = _("The wave before: %(wave)s", wave=before.title)
    return [Choice(BEFORE, None, name, _apart(wanted, about, before) if whole is None else whole)]


def _apart(wanted: Wanted | Finding, about: Subject, before: Wave) -> LazyString | None:
    """Why the figures of two waves cannot be compared."""
    if wanted.measure.partition(".")[0] not in field.questionnaire(before.version).items:
        return _("The wave before did not ask this question.")
    if before.design == OPEN:
        return _("People chose to answer the wave before, so no difference is worked out or tested.")
    if weigh.current(before) is None:
        return _("The wave before has no weights. Weigh it first.")
    changed = comparability.since_the_wave_before(wanted.wave, made_of(wanted, about))
    then = subject_in(field.questionnaire(before.version), wanted.measure, wanted.answer)
    if then.asked.net != about.asked.net or changed and changed["effect"] == "breaks":
        return _("The question was asked otherwise then, so a difference would say nothing of a change in views.")
    return None


def made_of(wanted: Wanted | Finding, about: Subject) -> list[str]:
    """The items that a figure is made of: the question, what leads to it, and what tells the group apart."""
    led = [name for name, _answers in about.asked.route]
    return [about.item.name, *led, *([wanted.dimension] if wanted.dimension else [])]


def compare(wanted: Wanted | Finding, own: figures.Protected) -> tuple[dict | None, dict | None, dict]:
    """(against, test, published records used) of a finding that is itself shown. Raises CannotTell.

    against: {"kind", "id", "state", "value", "lower", "upper", "base", "title"}; test: {"name", "difference",
    "lower", "upper", "t", "df", "p", "verdict", "basis"}, shares 0..1, None where either side is withheld.
    """
    if wanted.comparison == NONE:
        return None, None, {}
    refused = next((one.refused for one in choices(wanted)
                    if (one.kind, one.against) == (wanted.comparison, wanted.against)), _gone())  # fmt: skip
    # A lazy text would be put into words, in nobody's language, to see whether it is empty.
    if refused is not None:
        raise CannotTell(refused)
    if wanted.comparison == BENCHMARK:
        return _with_published(wanted, own)
    if wanted.comparison == BEFORE:
        return (*_with_before(wanted, own), {})
    return (*_with_group(wanted, own), {})


def _gone() -> LazyString:
    return _("This comparison is not there any more. Choose another.")


def _with_published(wanted: Wanted | Finding, own: figures.Protected) -> tuple[dict, dict | None, dict]:
    from analysis import difference

    record = next(one for one in records(wanted, own.subject) if one["id"] == wanted.against)
    published = asking.compared(record, own.subject.asked).benchmark
    found = difference(own.prepared.design, own.flag, against=published)
    interval = record["interval"] or (None, None)
    against = {"kind": BENCHMARK, "id": record["id"], "state": figures.SHOWN, "value": record["value"],
               "lower": interval[0], "upper": interval[1], "base": record["base"], "title": None}  # fmt: skip
    return against, _test("published", found, own.rule), {record["id"]: record}


def _with_group(wanted: Wanted | Finding, own: figures.Protected) -> tuple[dict, dict | None]:
    from analysis import difference

    if wanted.comparison == GROUP:
        group = figures.group_of(wanted.dimension, wanted.against)
        between = (wanted.dimension, wanted.category, wanted.against)
    else:
        group = figures.everybody_else(wanted.dimension, wanted.category)
        between = (figures.SIDE, figures.INSIDE, figures.OUTSIDE)
    against = _against(wanted, own, group)
    if against["state"] != figures.SHOWN:
        return against, None
    return against, _test("groups", difference(own.prepared.design, own.flag, between=between), own.rule)


def _with_before(wanted: Wanted | Finding, own: figures.Protected) -> tuple[dict, dict | None]:
    from analysis import difference

    wave = comparability.wave_before(wanted.wave)
    then = subject_in(field.questionnaire(wave.version), wanted.measure, wanted.answer)
    earlier = Wanted(wave.survey.partnership, wave, wanted.measure, wanted.answer, wanted.dimension, wanted.category)
    before = figures.protected(earlier, then)
    group = figures.group_of(wanted.dimension, wanted.category)
    against = {**_against(wanted, before, group), "id": wave.slug, "title": wave.title}
    if against["state"] != figures.SHOWN:
        return against, None
    where = {wanted.dimension: [wanted.category]} if wanted.dimension else None
    found = difference(own.prepared.design, own.flag, against=before.prepared.design, where=where)
    # Where one of the two waves rounds, what is told of both tells of that one.
    return against, _test("waves", found, own.rule if own.rule.rounds else before.rule)


def _against(wanted: Wanted | Finding, own: figures.Protected, group) -> dict:
    told = own.told(group)
    share: Share = own.estimated(group).net
    if share.base == 0:
        raise CannotTell(_("Nobody of the people to compare with answered. Choose another comparison."))
    keys = ("state", "value", "lower", "upper", "base")
    return {"kind": wanted.comparison, "id": wanted.against, "title": None} | {key: told[key] for key in keys}


def _test(name: str, found, rule: Rule) -> dict | None:
    """A difference as it is kept; None where one of the errors is not known."""
    from analysis.sections import CANNOT_TELL, HIGHER, LOWER, as_told

    if found.lower != found.lower:
        return None
    verdict = HIGHER if found.lower > 0 else LOWER if found.upper < 0 else CANNOT_TELL
    told = as_told(found.estimate, found.lower, found.upper, rule)
    # The statistic and its degrees of freedom are made of the numbers that such a rule rounds.
    exact = {} if rule.rounds else {"t": _round(found.statistic, 3), "df": _round(found.df, 1), "p": _round(found.p, 5)}
    return {
        "name": name, "difference": told["value"], "lower": told["lower"], "upper": told["upper"],
        "t": None, "df": None, "p": None, **exact, "verdict": verdict, "basis": found.basis,
    }  # fmt: skip


def _round(number: float, places: int) -> float | None:
    return round(float(number), places) if number == number and abs(number) != float("inf") else None
