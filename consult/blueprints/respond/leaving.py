"""Leaving: at once and without a trace, or to go on later, here or on another device."""

from flask import g, redirect, render_template, url_for

from consult.blueprints.respond.forms import TokenForm
from consult.blueprints.respond.survey import blueprint, key, must_agree, next_page, questionnaire, sheet
from consult.blueprints.respond.way_forms import InvitationForm, ResumeForm
from consult.patience import is_away
from consult.services import invitations
from consult.services.answering import drafts, pages, receipts, resume


@blueprint.post("/leave")
def leave():
    """Exit this page: wipe what was typed, here and on the server, and go to a neutral site.

    It asks for no token: nothing may stand in the way, and the cookie does not come along from another site.
    """
    if g.survey.exit_address is None:
        return redirect(url_for(".start"))
    if g.device.known:
        try:
            drafts.forget(g.device.secret())
        except Exception as error:
            # Not even a database that is away. With the cookie gone nobody can read what is kept until it is purged.
            if not is_away(error):
                raise
    g.device.leave()
    return redirect(g.survey.exit_address, code=303)


@blueprint.route("/later", methods=["GET", "POST"])
def later():
    """How to come back: on this device for a day, on another with four words."""
    if must_agree() or not sheet().answers:
        return redirect(url_for(".start"))
    form = TokenForm()
    words = resume.make(g.survey, g.device.secret(), key()) if form.validate_on_submit() else None
    return render_template("respond/later.html", form=form, words=words, back=next_page())


@blueprint.route("/resume", methods=["GET", "POST"])
def go_on():
    """Go on with answers begun on another device."""
    form = ResumeForm()
    if form.validate_on_submit():
        secret = resume.secret_of(g.survey, form.words.data, key())
        if secret:
            g.device.renew(secret)
            g.pop("sheet", None)
            return redirect(next_page())
        form.refuse()
    return render_template("respond/resume.html", form=form), 422 if form.errors else 200


@blueprint.route("/invitation", methods=["GET", "POST"])
def invitation():
    """Type the code of an invitation."""
    form = InvitationForm()
    if form.validate_on_submit():
        state = invitations.state(g.wave, form.code.data)
        if state == "fresh":
            return _come_with(receipts.plain(form.code.data))
        form.refuse(state)
    return render_template("respond/invitation.html", form=form), 422 if form.errors else 200


def _come_with(code):
    g.device.come_by(invitation=code)
    if not sheet().answers:
        return redirect(url_for(".start"))
    pages.come_with(g.wave, questionnaire(), g.device.secret(), key(), g.device.way_in())
    return redirect(url_for(".check"))
