"""One source: its notes to read and redact, then to code; and deleting it."""

from flask import abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer import views as officer
from consult.blueprints.officer.qualitative import views
from consult.blueprints.officer.qualitative.forms import NONE, CodesForm, PressForm, RedactForm
from consult.blueprints.officer.qualitative.reading import refused
from consult.blueprints.officer.qualitative.sources import SOURCES, row
from consult.redaction import NotInText, take_out
from consult.services.qualitative import redacting
from consult.services.qualitative import sources as service

ONE = SOURCES + "<id(source):source_id>"


@blueprint.get(ONE)
def source(partnership_slug: str, source_id: int):
    """The notes: to redact until that is done, then to code. That they were opened is written down."""
    found = _source_or_404(source_id)
    service.record_reading(found, current_user.email)
    redact, codes = RedactForm(formdata=None), CodesForm(formdata=None)
    redact.take.data = [one["key"] for one in views.marked(found.notes)["found"]]
    codes.themes.data = [str(mark.theme_id) for mark in found.marks]
    return _page(found, redact, codes)


@blueprint.post(ONE + "/redact")
def redact_source(partnership_slug: str, source_id: int):
    """Replace the notes by what is left of them, or show how they would read."""
    found, form = _source_or_404(source_id), RedactForm()
    if not form.validate_on_submit():
        return _page(found, form, CodesForm(formdata=None), officer.form_errors(form)), 422
    try:
        if form.action.data == "preview":
            shown = take_out(found.notes, redacting.chosen(found.notes, form.take.data), form.words)
            return _page(found, form, CodesForm(formdata=None), preview=shown)
        service.redact(found, form.take.data, form.words, current_user.email)
    except (NotInText, redacting.NotSuggested) as error:
        return _page(found, form, CodesForm(formdata=None), refused(error)), 422
    flash(_("The notes are kept as they now read. What was taken out is gone for good."))
    return _again(partnership_slug, source_id)


@blueprint.post(ONE + "/code")
def code_source(partnership_slug: str, source_id: int):
    """The themes that were heard."""
    found, form = _source_or_404(source_id), CodesForm()
    if not form.validate_on_submit():
        return _page(found, RedactForm(formdata=None), form, officer.form_errors(form)), 422
    try:
        service.code(found, form.chosen, current_user.email)
    except redacting.NotSuggested:
        problem = _("A theme of the page is not known any more. Choose again")
        return _page(found, RedactForm(formdata=None), form, [{"text": problem, "href": "#main"}]), 422
    flash(_("The themes of this source are kept."))
    return _again(partnership_slug, source_id)


@blueprint.post(ONE + "/delete")
def delete_source(partnership_slug: str, source_id: int):
    """Delete it with its notes and codes."""
    found = _source_or_404(source_id)
    if PressForm().validate_on_submit():
        service.delete(found, current_user.email)
        flash(_("The source is deleted."))
    return redirect(url_for("officer.sources", partnership_slug=partnership_slug), code=303)


def _source_or_404(source_id: int):
    return service.one_of(g.partnership, source_id) or abort(404)


def _again(partnership_slug: str, source_id: int):
    return redirect(url_for("officer.source", partnership_slug=partnership_slug, source_id=source_id), code=303)


def _page(found, redact: RedactForm, codes: CodesForm, errors=(), preview=None):
    kept = {mark.theme_id for mark in found.marks}
    groups = []
    for frame in service.offered(found):
        listed = [one for one in frame.themes if not one.retired or one.id in kept]
        question = frame.survey.waves and views.question(frame.survey.waves[-1], frame.item)
        groups.append({"title": question["text"] if question else None, "survey": frame.survey.title,
                       "groups": views.theme_groups(listed, codes.themes.data or ())})  # fmt: skip
    return render_template(
        "officer/qualitative_source.html", source=row(found), redact=redact, codes=codes, none_value=NONE,
        frames=groups, marked=views.marked(found.notes), tongue=views.tongue(found.language), preview=preview,
        press=PressForm(), errors=list(errors), wave=None, steps=officer.steps(),
    )  # fmt: skip
