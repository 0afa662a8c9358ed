"""Signing on at the provider of single sign-on, and coming back."""

from flask import current_app, redirect, render_template, session, url_for
from flask_babel import gettext as _

from consult.blueprints.account.common import blueprint, goal
from consult.blueprints.account.sign_in import first_shown
from consult.services import sign_on as service
from consult.services.people import Refused
from consult.web import sign_on as provider
from consult.web.accounts import signed_in
from consult.web.addresses import public
from consult.web.locale import OFFICERS, offer

ONWARD = "sign_on_leads_to"


@blueprint.get("/sign-on")
def sign_on():
    """To the provider; `?next=` is a page of ours to go on to afterwards."""
    offer(OFFICERS)
    if not provider.is_on():
        return _no(_("Single sign-on is not set up here. Sign in with your password."), 404)
    session[ONWARD] = goal()
    try:
        return provider.begin(public("account.signed_on"))
    except provider.ProviderDown:
        return _down()


@blueprint.get("/signed-on")
def signed_on():
    """Back from the provider, with a code or with an error."""
    offer(OFFICERS)
    if not provider.is_on():
        return _no(_("Single sign-on is not set up here. Sign in with your password."), 404)
    onward = session.pop(ONWARD, url_for("officer.home"))
    try:
        user = service.account_of(current_app.config["OIDC_ISSUER"], provider.finish())
    except provider.ProviderDown:
        return _down()
    except provider.NotBelieved:
        return _no(_("What came back from the sign-on could not be checked, so you are not signed in. Begin again. If "
                     "it happens again, tell whoever runs this site."), 400)  # fmt: skip
    except Refused as refusal:
        return _no(refusal.words, 403)
    if not provider.proves_two_factors():
        return first_shown(user, "provider", onward)
    signed_in(user, "sign-on")
    return redirect(onward, code=303)


def _down():
    words = _("The sign-on of your organisation does not answer just now. Try again in a few minutes.")
    if not provider.is_only():
        words += " " + _("If you have a password here, you can sign in with it meanwhile.")
    return _no(words, 503)


def _no(words, code: int):
    return render_template("account/not_signed_on.html", words=words), code
