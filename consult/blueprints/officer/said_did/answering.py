"""Writing the answer, and publishing it by somebody else."""

from flask import flash, render_template
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.said_did import views
from consult.blueprints.officer.said_did.forms import AnswerForm, PublishForm
from consult.blueprints.officer.said_did.making import to_action
from consult.blueprints.officer.said_did.routes import ONE, action_or_404, action_page
from consult.blueprints.officer.views import form_errors, steps
from consult.services import said_did


@blueprint.get(ONE + "/answer")
def write_answer(partnership_slug: str, action_id: int):
    """The form for the answer."""
    found, form = action_or_404(action_id), AnswerForm(formdata=None)
    form.fill("answer", found.answer)
    return _page(found, form)


@blueprint.post(ONE + "/answer")
def keep_answer(partnership_slug: str, action_id: int):
    """Keep it for somebody else to publish."""
    found, form = action_or_404(action_id), AnswerForm()
    if not form.validate_on_submit():
        return _page(found, form), 422
    try:
        said_did.answer(found, form.by_language("answer"), current_user.email)
    except said_did.CannotKeep as error:
        form.refuse(error.problems)
        return _page(found, form), 422
    flash(_("The answer is kept. Somebody else has to read and publish it."))
    return to_action(action_id)


@blueprint.post(ONE + "/publish")
def publish_answer(partnership_slug: str, action_id: int):
    """Publish what was read, or take it off the public page."""
    found, form = action_or_404(action_id), PublishForm()
    if not form.validate_on_submit():
        return action_page(found, [{"text": _("Press a button of the page"), "href": "#publish"}]), 422
    if form.action.data == "unpublish":
        said_did.unpublish(found, current_user.email)
        flash(_("The answer is off the public page."))
        return to_action(action_id)
    try:
        said_did.publish(found, form.seen.data or "", current_user.email)
    except said_did.CannotPublish as error:
        return action_page(found, [{"text": error.words, "href": "#publish"}]), 409
    flash(_("The answer is published."))
    return to_action(action_id)


def _page(found, form: AnswerForm):
    return render_template("officer/said_did/answer.html", row=views.row(found), form=form, errors=form_errors(form),
                           wave=None, steps=steps())  # fmt: skip
