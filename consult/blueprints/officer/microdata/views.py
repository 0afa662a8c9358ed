"""Shapes what may be taken out, and how alike people would be, into what the pages show."""

from flask_babel import format_number, get_locale, ngettext
from flask_babel import gettext as _

from consult.blueprints.officer import views as shared
from consult.blueprints.officer.microdata.forms import HOW_FIELD
from consult.questionnaire import Item, fill, text
from consult.services.microdata import Anonymity
from consult.services.microdata.choosing import KEEP, LEAVE, MERGE, Offered
from consult.services.microdata.words import OF_RESPONSE


def formats() -> list[tuple[str, str, str]]:
    """(value, name, what it is for)."""
    return [
        ("sav", "SPSS (.sav)", _("With labels, codes for no answer, and the weight switched on")),
        ("dta", "Stata (.dta)", _("With labels; codes for no answer as .a, .b and so on")),
        ("xlsx", "Excel (.xlsx)", _("Codes, and a sheet that says what they mean")),
        ("csv", _("CSV, codes"), _("UTF-8, for any program")),
        ("csv_labels", _("CSV, words"), _("The words of each answer in place of its code")),
        ("parquet", "Parquet", _("For R, Python and databases")),
    ]


def languages(found: Offered) -> list[tuple[str, str]]:
    """(code, name in the reader's language) of the languages that labels may be in."""
    return list(shared.language_names(found.languages).items())


def sections(wave, found: Offered) -> list[dict]:
    """The questionnaire's sections to tick."""
    return [{"value": one.id, "text": _words(wave, found, one.title)} for one in found.sections]


def identifying(wave, found: Offered) -> list[dict]:
    """The columns that tell of a person, to tick."""
    return [
        {"value": one.name, "text": _words(wave, found, one.text), "code": one.name} for one in found.identifying
    ]  # fmt: skip


def _words(wave, found: Offered, words) -> str:
    said = text(words, str(get_locale()), found.questionnaire.master).value
    return fill(said, {"area": wave.survey.partnership.name})


def risk(wave, found: Offered, treatment: dict[str, str], anonymity: Anonymity, sent) -> dict:
    """How alike people would be: the figure, sentences, and a row for each column that tells of a person.

    Of the columns that are left out only those are shown that the page just `sent` showed.
    """
    named = others()
    shown = [item for item in found.identifying if treatment[item.name] != LEAVE or HOW_FIELD + item.name in sent]
    young = wave.survey.audience == "young"
    return {
        "k": anonymity.k, "limit": anonymity.limit, "enough": anonymity.is_enough, "young": young,
        "sentences": _sentences(anonymity),
        "rows": [_row(wave, found, item, treatment[item.name], anonymity) for item in shown],
        "others": [
            {"name": named.get(column, column), "alone": anonymity.without[column]}
            for column in anonymity.without if column in named
        ],
    }  # fmt: skip


def others() -> dict[str, str]:
    """Columns that tell of a person and are no questions, in words."""
    columns = ("weight", "base_weight", "stratum", "language", "external_id")
    return {column: str(OF_RESPONSE[column]) for column in columns}


def _sentences(anonymity: Anonymity) -> list[str]:
    if anonymity.k > 1:
        first = ngettext("Everybody is like at least %(num)d other in the file.",
                         "Everybody is like at least %(num)d others in the file.", anonymity.k - 1)  # fmt: skip
    else:
        first = ngettext(
            "%(shown)s person is the only one of their kind: whoever knows them could find their answers.",
            "%(shown)s people are the only ones of their kind: whoever knows them could find their answers.",
            anonymity.alone, shown=format_number(anonymity.alone),
        )  # fmt: skip
    if not anonymity.few:
        return [first]
    return [first, _("%(few)s of %(people)s people are among fewer than %(limit)s alike.",
                     few=format_number(anonymity.few), people=format_number(anonymity.people),
                     limit=anonymity.limit)]  # fmt: skip


def _row(wave, found: Offered, item: Item, how: str, anonymity: Anonymity) -> dict:
    names = {KEEP: _("As it is"), MERGE: _("Rare answers put together"), LEAVE: _("Leave out")}
    offered = [KEEP, MERGE, LEAVE] if item.choices else [KEEP, LEAVE]
    return {
        "field": HOW_FIELD + item.name, "text": _words(wave, found, item.text), "code": item.name,
        "alone": anonymity.without.get(item.name),
        "choices": [(value, names[value], value == how) for value in offered],
    }  # fmt: skip
