"""Making and changing an action, and saying what it answers."""

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint, views
from consult.blueprints.officer.said_did.forms import AboutForm, ActionForm
from consult.blueprints.officer.said_did.routes import ACTIONS, ONE, action_or_404, action_page
from consult.blueprints.officer.said_did.views import heard
from consult.services import said_did


@blueprint.get(ACTIONS + "new")
def new_action(partnership_slug: str):
    """The form for another; `?about=` is what it is to answer."""
    form = ActionForm(formdata=None)
    form.about.data = request.args.get("about", "")[:220]
    return _page(form)


@blueprint.post(ACTIONS + "new")
def add_action(partnership_slug: str):
    """Keep it, with what it answers."""
    form = ActionForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        kept = said_did.make(g.partnership, _given(form), current_user.email)
    except said_did.CannotKeep as error:
        form.refuse(error.problems)
        return _page(form), 422
    if _about(form.about.data):
        said_did.link(kept, *form.about.data.split(":", 1), current_user.email)
    flash(_("The action is kept. Write the answer once there is something to say."))
    return to_action(kept.id)


@blueprint.get(ONE + "/change")
def edit_action(partnership_slug: str, action_id: int):
    """The form with what is known of it."""
    found, form = action_or_404(action_id), ActionForm(formdata=None)
    form.fill("said", found.said)
    form.fill("reason", found.reason)
    form.owner.data, form.due_on.data, form.state.data = found.owner, found.due_on, found.state
    return _page(form, found)


@blueprint.post(ONE + "/change")
def change_action(partnership_slug: str, action_id: int):
    """Change it."""
    found, form = action_or_404(action_id), ActionForm()
    if not form.validate_on_submit():
        return _page(form, found), 422
    try:
        said_did.change(found, _given(form), current_user.email)
    except said_did.CannotKeep as error:
        form.refuse(error.problems)
        return _page(form, found), 422
    flash(_("The action is changed."))
    return to_action(action_id)


@blueprint.post(ONE + "/about")
def link_action(partnership_slug: str, action_id: int):
    """Say that it answers something, or that it no longer does."""
    found, form = action_or_404(action_id), AboutForm()
    if form.validate_on_submit() and form.link.data is not None:
        said_did.unlink(found, form.link.data, current_user.email)
        return to_action(action_id)
    kind, _colon, reference = (form.about.data or "").partition(":")
    try:
        said_did.link(found, kind, reference, current_user.email)
    except said_did.CannotKeep as error:
        return action_page(found, [{"text": error.problems["about"], "href": "#about"}]), 422
    return to_action(action_id)


def to_action(action_id: int):
    """Back to the page of an action."""
    place = {"partnership_slug": g.partnership.slug, "action_id": action_id}
    return redirect(url_for("officer.action", **place), code=303)


def _given(form: ActionForm) -> said_did.Given:
    return said_did.Given(form.by_language("said"), form.owner.data or "", form.due_on.data, form.state.data or "",
                          form.by_language("reason"))  # fmt: skip


def _about(value: str | None) -> dict | None:
    """What a new action is to answer, where that is still there."""
    found = (heard(one) for one in said_did.linkable(g.partnership))
    return next((one for one in found if one["value"] == value), None)


def _page(form: ActionForm, found=None):
    return render_template(
        "officer/said_did/form.html", form=form, action=found, about=_about(form.about.data),
        states=said_did.state_names(), errors=views.form_errors(form), wave=None, steps=views.steps(),
    )  # fmt: skip
