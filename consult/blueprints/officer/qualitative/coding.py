"""Coding one text at a time to the themes of the frame."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.qualitative import views, words
from consult.blueprints.officer.qualitative.forms import NONE, CodesForm
from consult.blueprints.officer.qualitative.overview import ITEM, question_or_404
from consult.blueprints.officer.views import form_errors
from consult.services.qualitative import coding, frames, texts

CODE = ITEM + "/code"
ONE = CODE + "/<uuid:response_id>"
MODES = ("new", "second", "again")


@blueprint.get(CODE)
def code(partnership_slug: str, wave_slug: str, item: str):
    """What waits for this coder: new texts, a second look at another's, and those coded before a theme was added."""
    wave = question_or_404(wave_slug, item)
    mode, actor = request.args.get("mode"), current_user.email
    if mode in MODES:
        return _go_on(wave, item, mode)
    waiting = {
        "new": coding.to_code(wave, item, actor, second=False),
        "second": coding.to_code(wave, item, actor, second=True), "again": coding.overtaken(wave, item, actor),
    }  # fmt: skip
    return render_template(
        "officer/qualitative_code.html", waiting=waiting, themes=frames.themes_of(wave.survey, item),
        progress=texts.progress_of(wave, item), **views.frame(wave, item),
    )  # fmt: skip


def _next(wave, item: str, mode: str):
    if mode == "again":
        return coding.next_overtaken(wave, item, current_user.email)
    return coding.next_text(wave, item, current_user.email, second=mode == "second")


def _go_on(wave, item: str, mode: str):
    found = _next(wave, item, mode)
    place = {"partnership_slug": wave.survey.partnership.slug, "wave_slug": wave.slug, "item": item}
    if found is None:
        flash(_("Nothing waits for you here."))
        return redirect(url_for("officer.code", **place), code=303)
    return redirect(url_for("officer.code_text", response_id=found.response_id, mode=mode, **place), code=303)


@blueprint.get(ONE)
def code_text(partnership_slug: str, wave_slug: str, item: str, response_id):
    """A redacted text and the themes. Another coder's decision is not on it."""
    wave, reading = ready_or_404(wave_slug, item, response_id)
    form, mine = CodesForm(), coding.own(reading, current_user.email)
    form.themes.data = ([str(one) for one in mine.themes] or [NONE]) if mine else []
    return _page(wave, reading, form)


@blueprint.post(ONE)
def save_codes(partnership_slug: str, wave_slug: str, item: str, response_id):
    """Keep this coder's decision and go on."""
    wave, reading = ready_or_404(wave_slug, item, response_id)
    form = CodesForm()
    if not form.validate_on_submit():
        return _page(wave, reading, form), 422
    try:
        coding.code(wave, reading, form.chosen, current_user.email)
    except coding.CannotCode as error:
        return _page(wave, reading, form, [{"text": words.refusals()[error.reason], "href": "#themes"}]), 422
    mode = request.args.get("mode")
    return _go_on(wave, item, mode if mode in MODES else "new")


def ready_or_404(wave_slug: str, item: str, response_id):
    """The wave and a text of it that may be coded."""
    wave = question_or_404(wave_slug, item)
    reading = texts.reading(wave, item, response_id)
    if reading is None or reading.state != "ready":
        abort(404)
    return wave, reading


def _page(wave, reading, form: CodesForm, errors=()):
    listed = frames.themes_of(wave.survey, reading.item, retired=True)
    mine = coding.own(reading, current_user.email)
    offered = [one for one in listed if not one.retired or (mine and one.id in mine.themes)]
    return render_template(
        "officer/qualitative_code_text.html", form=form, none_value=NONE, reading=reading,
        groups=views.theme_groups(offered, form.themes.data or ()), tongue=views.tongue(reading.response.language),
        errors=[*form_errors(form), *errors], **views.frame(wave, reading.item),
    )  # fmt: skip
