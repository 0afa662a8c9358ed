"""Shapes what the services know of sheets into what the pages show."""

from flask import g, url_for
from flask_babel import format_number, format_percent, get_locale, ngettext
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import views
from consult.blueprints.officer.channels.words import printable
from consult.questionnaire import Text, paper, text
from consult.services import permissions, sheets
from consult.web.locale import long_date


def frame(wave) -> dict:
    """What every page on paper has."""
    return {"wave": views.card(wave), "steps": views.steps(wave, "officer.wave"), "simulated": None}


def overview(wave) -> dict:
    """The first page: what to print, how far the keying is."""
    found = sheets.standing(wave)
    return {
        **frame(wave),
        "prints": [_prints(wave, code, name) for code, name in printable(wave).items()],
        "stored": found.stored,
        "again": [_waiting(one) for one in found.again],
        "differing": [{"number": one.number, "n": one.differing} for one in found.differing],
        "quality": _quality(found),
        "takes_sheets": sheets.takes_sheets(wave),
        "may_key": g.membership.may("collect"),
        "may_change": g.membership.may("work"),
    }


def _prints(wave, code: str, name: str) -> dict:
    """The sheets in one language: (what it is, address)."""
    asked = sheets.asked(wave, under_16=False)
    kinds = [(_("16 and 17"), {}), (_("11 to 15"), {"for": "under-16"})] if wave.survey.audience == "young" else [
        (_("Questionnaire"), {})]  # fmt: skip
    if asked.has_easy:
        kinds += [(_("%(kind)s, Easy Read", kind=kind), {**more, "easy": 1}) for kind, more in kinds]
    return {"lang": code, "name": name, "files": [
        (kind, url_for("officer.paper_sheet", partnership_slug=g.partnership.slug, wave_slug=wave.slug, language=code,
                       **more)) for kind, more in kinds]}  # fmt: skip


def _waiting(sheet) -> dict:
    return {"number": sheet.number, "date": long_date(sheet.entered_on),
            "mine": sheet.entered_by == current_user.email}  # fmt: skip


def _quality(found) -> str | None:
    if not found.twice:
        return None
    counted = ngettext("%(num)s sheet was keyed twice.", "%(num)s sheets were keyed twice.", found.twice)
    if not found.compared:
        return counted
    return counted + " " + _(
        "Of %(compared)s answers in them %(different)s differed (%(share)s).", compared=format_number(found.compared),
        different=format_number(found.different), share=format_percent(found.different / found.compared, "0.0%"),
    )  # fmt: skip


def whose(wave) -> list[tuple[str, str]]:
    """Whose sheet it may be, of a survey of young people: their own decision, or under which permission."""
    given = [(str(one.id), _("11 to 15: %(group)s, agreed by %(adult)s", group=one.group_name, adult=one.adult))
             for one in permissions.of(wave) if not one.called_back]  # fmt: skip
    return [("own", _("16 or 17")), *given]


def questions(questionnaire, typed, wrong: dict) -> list[dict]:
    """The questions of a sheet to be keyed, with what was typed and what is wrong with it."""
    lang = str(get_locale())
    return [_question(one, questionnaire, lang, typed, wrong) for one in paper.questions(questionnaire)
            if one.number]  # fmt: skip


def _question(one, questionnaire, lang: str, typed, wrong: dict) -> dict:
    item, master = one.item, questionnaire.master
    rows = {row.value: _said(row.text, lang, master) for row in item.rows}
    return {
        "number": one.number, "text": _said(item.text, lang, master), "how": _how(item),
        "codes": [(code, _said(choice.text, lang, master)) for code, choice in one.codes.items()],
        "fields": [
            {"name": name, "row": rows.get(row), "other": name == item.other_key, "typed": typed.get(name, ""),
             "long": item.type == "text" or name == item.other_key,
             "error": _error(wrong[name], item) if name in wrong else None}
            for name, row in one.fields()
        ],
    }  # fmt: skip


def _said(words, lang: str, master: str) -> Text:
    return text(words, lang, master)


def _how(item) -> str | None:
    return {
        "several": _("All that are crossed, with blanks between: 1 4 6"),
        "ranking": _("In their order, the first choice first: 3 1 2"),
        "month": _("Month and year: 3 2026"),
        "number": _("The number as it is written"),
    }.get(item.type)


def _error(found: tuple[str, dict], item) -> str:
    code, params = found
    if code == "not_a_code":
        return _("This is not the number of an answer. Type numbers from 1 to %(most)s, or leave it blank.",
                 most=params["most"])  # fmt: skip
    if code == "one_code":
        return _("Only one answer fits here. If more than one box is crossed, leave it blank.")
    if code == "too_many_places":
        return _("Only %(most)s places fit here.", most=params["most"])
    if code == "not_a_month":
        return _("Type the month and the year, such as 3 2026, or leave it blank.")
    if code == "too_long":
        return _("This is too long: %(length)s characters, where %(most)s fit.", length=params["length"],
                 most=params["max_length"])  # fmt: skip
    if code == "exclusive":
        label = item.label(params["choice"], str(get_locale())).value
        return _("“%(choice)s” and another answer are both crossed. Leave it blank.", choice=label)
    return _("This answer does not fit the question. Look at the sheet, or leave it blank.")
