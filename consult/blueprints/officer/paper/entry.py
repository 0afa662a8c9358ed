"""Keying a sheet: its answers as the numbers beside the boxes, one field after the other."""

import re

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.channels.words import printable
from consult.blueprints.officer.paper import views
from consult.blueprints.officer.paper.forms import AboutForm, YoungAboutForm
from consult.blueprints.officer.paper.routes import PAPER
from consult.blueprints.officer.routes import wave_or_404
from consult.blueprints.officer.views import form_errors
from consult.questionnaire import paper as on_paper
from consult.questionnaire import text
from consult.services import permissions, sheets


@blueprint.get(PAPER + "/key")
def key_sheet(partnership_slug: str, wave_slug: str):
    """A blank form; the number, the language and the day go on from the sheet before."""
    wave = _wave_or_404(wave_slug)
    form = _form(wave)
    form.number.data = request.args.get("number", "")[: sheets.LONGEST_NUMBER]
    if request.args.get("language") in dict(form.language.choices):
        form.language.data = request.args["language"]
    if "who" in form and request.args.get("who") in dict(form.who.choices):
        form.who.data = request.args["who"]
    return _page(wave, form, {})


@blueprint.post(PAPER + "/key")
def store_sheet(partnership_slug: str, wave_slug: str):
    """Store a sheet, or say what cannot be read; what was typed stays."""
    wave = _wave_or_404(wave_slug)
    form = _form(wave)
    good = form.validate_on_submit()
    permission = _permission(wave, form)
    questionnaire = sheets.asked(wave, under_16=permission is not None)
    keyed = on_paper.read(questionnaire, request.form)
    if not good or keyed.wrong:
        return _page(wave, form, keyed.wrong, questionnaire), 422
    about = sheets.About(form.number.data, form.language.data, form.filled_on.data, permission=permission)
    try:
        sheets.enter(wave, about, keyed.answers, current_user.email)
    except sheets.CannotEnter as refusal:
        form[refusal.field].errors = [refusal.words]
        return _page(wave, form, {}, questionnaire), 409
    flash(_stored(about.number, keyed, questionnaire))
    onward = {"number": _next(about.number), "language": about.language}
    if "who" in form:
        onward["who"] = form.who.data
    # To the first answer: a browser would else go on to where the last error was.
    onward["_anchor"] = "f-" + next(one for one in on_paper.questions(questionnaire) if one.number).fields()[0][0]
    return redirect(url_for("officer.key_sheet", partnership_slug=partnership_slug, wave_slug=wave_slug, **onward),
                    code=303)  # fmt: skip


def _wave_or_404(slug: str):
    wave = wave_or_404(slug)
    if not sheets.takes_sheets(wave):
        abort(404)
    return wave


def _form(wave) -> AboutForm:
    form = YoungAboutForm() if wave.survey.audience == "young" else AboutForm()
    form.language.choices = list(printable(wave).items())
    if "who" in form:
        form.who.choices = views.whose(wave)
    return form


def _permission(wave, form):
    """The permission that a sheet of somebody under 16 came under; None for everybody else."""
    chosen = form.who.data if "who" in form else "own"
    return permissions.one_of(wave, int(chosen)) if chosen and chosen.isdecimal() else None


def _page(wave, form, wrong: dict, questionnaire=None):
    questionnaire = questionnaire or sheets.asked(wave, under_16=_permission(wave, form) is not None)
    shown = views.questions(questionnaire, request.form, wrong)
    errors = form_errors(form) + [
        {"text": f"{one['number']}. {field['error']}", "href": f"#f-{field['name']}"}
        for one in shown for field in one["fields"] if field["error"]
    ]  # fmt: skip
    return render_template("officer/paper_key.html", form=form, questions=shown, errors=errors, again=None,
                           **views.frame(wave))  # fmt: skip


def _stored(number: str, keyed, questionnaire) -> str:
    words = _("Sheet %(number)s is stored.", number=number)
    if not keyed.off_path:
        return words
    numbers = {one.item.name: str(one.number) for one in on_paper.questions(questionnaire)}
    asked = ", ".join(numbers[item.name] for item in keyed.off_path)
    return words + " " + ngettext(
        "The answer to question %(asked)s was left out: by the answers before, it was not asked.",
        "The answers to questions %(asked)s were left out: by the answers before, they were not asked.",
        len(keyed.off_path), asked=asked,
    )  # fmt: skip


def _next(number: str) -> str:
    """The number after this one, where it ends in digits; else nothing."""
    found = re.fullmatch(r"(.*?)(\d{1,9})", number)
    return found[1] + str(int(found[2]) + 1).zfill(len(found[2])) if found else ""


def label_of(item, answers: dict) -> list:
    """An answer in words, for whoever compares two of them."""
    lang = str(get_locale())
    return [str(line) for line in item.summary(answers.get(item.name), lang, answers.get(item.other_key))]


def question_of(item, questionnaire) -> str:
    """A question in the reader's language."""
    return text(item.text, str(get_locale()), questionnaire.master).value
