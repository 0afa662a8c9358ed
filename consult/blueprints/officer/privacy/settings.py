"""Whom the privacy notices of a partnership name."""

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user
from flask_wtf import FlaskForm
from wtforms import StringField

from consult.blueprints.officer import blueprint, views
from consult.blueprints.officer.channels.forms import one_line
from consult.services import authoring
from consult.services.privacy import settings as service

PRIVACY = "/<partnership_slug>/privacy"


class NamesForm(FlaskForm):
    """Who answers for the data; what is left empty is not said."""

    controller = StringField(filters=[one_line])
    contact = StringField(filters=[one_line])
    dpo_contact = StringField(filters=[one_line])
    ico_number = StringField(filters=[one_line])


@blueprint.get(PRIVACY)
def privacy(partnership_slug: str):
    """The names as they stand, and where the notices are."""
    return _page(NamesForm(formdata=None, obj=service.Named.of(g.partnership)))


@blueprint.post(PRIVACY)
def change_privacy(partnership_slug: str):
    """Change them."""
    form = NamesForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        service.change(g.partnership, service.Named(**{name: form[name].data for name in service.LONGEST}),
                       current_user.email)  # fmt: skip
    except service.CannotName as refused:
        for name, words in refused.problems:
            form[name].errors = [words]
        return _page(form), 422
    flash(_("Saved. The notices say it from now on."))
    return redirect(url_for("officer.privacy", partnership_slug=partnership_slug), code=303)


def _page(form: NamesForm):
    return render_template(
        "officer/privacy/settings.html", form=form, errors=views.form_errors(form), wave=None, steps=views.steps(),
        surveys=[{"slug": one.slug, "title": one.title} for one in authoring.surveys(g.partnership)],
        may_change=g.membership.may("work"),
    )  # fmt: skip
