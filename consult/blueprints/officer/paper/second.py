"""The second keying of some sheets, without seeing the first, and what is done where the two differ."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.paper import views
from consult.blueprints.officer.paper.entry import label_of, question_of
from consult.blueprints.officer.paper.forms import SheetForm
from consult.blueprints.officer.paper.routes import PAPER
from consult.blueprints.officer.routes import wave_or_404
from consult.questionnaire import paper as on_paper
from consult.services import sheets

ONE = PAPER + "/sheets/<number>"


@blueprint.get(ONE + "/again")
def key_again(partnership_slug: str, wave_slug: str, number: str):
    """A blank form for the second keying."""
    wave, sheet = _sheet_or_404(wave_slug, number)
    return _page(wave, sheet, {}, [])


@blueprint.post(ONE + "/again")
def store_again(partnership_slug: str, wave_slug: str, number: str):
    """Compare the second keying with the first."""
    wave, sheet = _sheet_or_404(wave_slug, number)
    keyed = on_paper.read(sheets.on_sheet(sheet), request.form)
    if not SheetForm().validate_on_submit() or keyed.wrong:
        return _page(wave, sheet, keyed.wrong, []), 422
    try:
        differing = sheets.enter_again(sheet, keyed.answers, current_user.email)
    except sheets.CannotEnter as refusal:
        return _page(wave, sheet, {}, [{"text": refusal.words, "href": "#main"}]), 409
    if differing:
        flash(ngettext("%(num)s answer differs from the first keying. Take the sheet and say what is right.",
                       "%(num)s answers differ from the first keying. Take the sheet and say what is right.",
                       differing))  # fmt: skip
    else:
        flash(_("Sheet %(number)s: both keyings agree.", number=number))
    return _back(partnership_slug, wave_slug)


@blueprint.get(ONE)
def two_keyings(partnership_slug: str, wave_slug: str, number: str):
    """What differs, beside each other."""
    wave, sheet = _sheet_or_404(wave_slug, number)
    if not sheet.differs:
        abort(404)
    return _differing(wave, sheet, SheetForm())


@blueprint.post(ONE)
def settle_sheet(partnership_slug: str, wave_slug: str, number: str):
    """Keep what the sheet says."""
    wave, sheet = _sheet_or_404(wave_slug, number)
    form = SheetForm()
    names = {item.name for item, _first, _second in sheets.two_keyings(sheet)}
    chosen = {name: request.form.get(f"right-{name}") for name in names}
    missing = [name for name, right in chosen.items() if right not in ("first", "second")]
    if not form.validate_on_submit() or missing:
        return _differing(wave, sheet, form, missing), 422
    sheets.settle(sheet, {name for name, right in chosen.items() if right == "second"}, current_user.email)
    flash(_("Sheet %(number)s is settled.", number=number))
    return _back(partnership_slug, wave_slug)


def _sheet_or_404(wave_slug: str, number: str):
    wave = wave_or_404(wave_slug)
    return wave, sheets.find(wave, number) or abort(404)


def _back(partnership_slug: str, wave_slug: str):
    return redirect(url_for("officer.paper", partnership_slug=partnership_slug, wave_slug=wave_slug), code=303)


def _page(wave, sheet, wrong: dict, errors: list):
    shown = views.questions(sheets.on_sheet(sheet), request.form, wrong)
    errors = errors + [
        {"text": f"{one['number']}. {field['error']}", "href": f"#f-{field['name']}"}
        for one in shown for field in one["fields"] if field["error"]
    ]  # fmt: skip
    return render_template("officer/paper_key.html", form=SheetForm(), questions=shown, errors=errors,
                           again=sheet.number, **views.frame(wave))  # fmt: skip


def _differing(wave, sheet, form: SheetForm, missing=()):
    questionnaire = sheets.on_sheet(sheet)
    numbers = {one.item.name: one.number for one in on_paper.questions(questionnaire)}
    rows = [
        {"name": item.name, "number": numbers[item.name], "text": question_of(item, questionnaire),
         "first": label_of(item, first), "second": label_of(item, second), "missing": item.name in missing,
         "chosen": request.form.get(f"right-{item.name}")}
        for item, first, second in sheets.two_keyings(sheet)
    ]  # fmt: skip
    errors = [{"text": _("Question %(n)s: choose which is right", n=one["number"]), "href": f"#right-{one['name']}"}
              for one in rows if one["missing"]]  # fmt: skip
    return render_template("officer/paper_differs.html", form=form, rows=rows, number=sheet.number, errors=errors,
                           **views.frame(wave))  # fmt: skip
