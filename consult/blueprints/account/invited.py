"""Accepting an invitation: with an account made now, or with one that there is."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField

from consult.blueprints.account.common import blueprint, me
from consult.services import joining, passwords
from consult.services.people import Refused
from consult.web import sign_on
from consult.web.accounts import signed_in, signed_out
from consult.web.locale import OFFICERS, long_date, offer


class JoinForm(FlaskForm):
    """Who joins. The service says what is wrong with it."""

    do = StringField()
    name = StringField()
    password = PasswordField()


@blueprint.get("/invited/<token>")
def invited(token: str):
    """What somebody is invited to, and the ways to join."""
    offer(OFFICERS)
    found = joining.by_token(token)
    if found is None or joining.state(found) != "open":
        return _over(found)
    return _page(found, token, JoinForm(formdata=None))


@blueprint.post("/invited/<token>")
def join(token: str):
    """Join as who is signed in, or with a new account, which is signed in with it."""
    offer(OFFICERS)
    found, form = joining.by_token(token), JoinForm()
    if found is None or joining.state(found) != "open":
        return _over(found)
    if not form.validate_on_submit():
        return _page(found, token, form, [{"text": _("Press the button again."), "href": "#join"}]), 422
    try:
        if form.do.data == "sign_out":
            signed_out()
            return redirect(url_for("account.invited", token=token), code=303)
        if current_user.is_authenticated:
            joining.join_as(found, me())
            return _joined(found)
        return _join_new(found, form)
    except Refused as refusal:
        return _page(found, token, form, [{"text": refusal.words, "href": f"#{refusal.place or 'join'}"}]), 422


def _join_new(found, form: JoinForm):
    if sign_on.is_only():
        raise Refused(_("Passwords are switched off here. Use the button to sign on."))
    password = form.password.data or ""
    if problem := passwords.problem_with(password, found.email, form.name.data or ""):
        raise Refused(problem, "password")
    user = joining.join_new(found, form.name.data, password)
    signed_in(user, "invitation")
    return _joined(found)


def _joined(found):
    flash(_("You belong to %(partnership)s now.", partnership=found.partnership.title))
    return redirect(url_for("officer.overview", partnership_slug=found.partnership.slug), code=303)


def _page(found, token: str, form: JoinForm, errors=()):
    back = url_for("account.invited", token=token)
    return render_template(
        "account/invited.html", form=form, errors=list(errors), title=found.partnership.title, email=found.email,
        failed={one["href"].removeprefix("#"): one["text"] for one in errors},
        role=found.role.name, by=found.invited_by, until=long_date(found.expires_at.date()),
        other=current_user.is_authenticated and current_user.email != found.email,
        sign_in=url_for("security.login", next=back), sign_on=sign_on.button(back), passwords=not sign_on.is_only(),
    )  # fmt: skip


def _over(found):
    """A link that leads nowhere: why, and what to do."""
    state = joining.state(found) if found is not None else "unknown"
    return render_template("account/invitation_over.html", state=state), 404 if state == "unknown" else 410
