"""The whole questionnaire of a survey: its sections and questions in order, undo, and the beginning of a correction."""

from flask import flash, g, redirect, render_template
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.authoring import views
from consult.blueprints.officer.authoring.common import QUESTIONNAIRE, at, errors_of, frame, keeps_typing, survey_or_404
from consult.blueprints.officer.authoring.forms import ActionForm
from consult.services import field, versions
from consult.services.authoring import words


@blueprint.get(QUESTIONNAIRE)
def draft(partnership_slug: str, survey_slug: str):
    """The outline, to read and, for officers, to change."""
    return _page(survey_or_404(survey_slug), ActionForm())


@blueprint.post(QUESTIONNAIRE)
@keeps_typing
def change_draft(partnership_slug: str, survey_slug: str):
    """Undo the last step, or begin a correction of a version that is frozen."""
    survey, form = survey_or_404(survey_slug), ActionForm()
    if not form.validate_on_submit():
        return _page(survey, form, errors_of(form)), 422
    if form.do.data == "begin":
        versions.begin(survey, current_user.email)
        flash(_("A correction has begun. Waves that are open go on asking the old version."))
        return redirect(at("officer.draft", survey), code=303)
    return _undo(survey, form)


def _undo(survey, form):
    version = field.latest_version(survey)
    if version.sha256 != form.based_on.data:
        return _page(survey, form, [{"text": versions.Stale.words, "href": "#save"}]), 409
    try:
        undone = versions.undo(version, current_user.email)
    except versions.Frozen as refused:
        return _page(survey, form, [{"text": refused.words, "href": "#save"}]), 409
    if undone is not None:
        flash(_("Undone: %(step)s (%(subject)s).", step=words.step(undone.done), subject=undone.subject))
    return redirect(at("officer.draft", survey), code=303)


def _page(survey, form, errors=()):
    version = field.latest_version(survey)
    form.based_on.data = version.sha256
    first = version.document["sections"][0]["pages"][0]["id"]
    return render_template(
        "officer/authoring/outline.html", outline=views.outline(survey, version), form=form, errors=list(errors),
        may_change=g.membership.may("work"), **frame(survey, version.document, first),
    )  # fmt: skip
