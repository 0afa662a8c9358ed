"""The second factor: an authenticator app, recovery codes, and all that is set up in one view."""

from flask import abort, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _

from consult.blueprints.account.common import blueprint, me, typed
from consult.services.signing_in import codes, passkeys, proofs
from consult.web.accounts import fresh, must_set_up, second_factor_demanded, this_session

# Where the signed session holds a secret, sealed, until a first code has shown that an app has it.
SECRET = "new_app_secret"


@blueprint.get("/second-factor")
def second_factor():
    """What is set up, and what can be."""
    user = me()
    return render_template(
        "account/second_factor.html", factors=proofs.factors(user), passkeys=passkeys.of(user), must=must_set_up())


@blueprint.get("/second-factor/app")
@fresh("account.app")
def app():
    """The secret, as a picture to scan and as letters to type."""
    session[SECRET] = codes.new_secret()
    return _app_page(session[SECRET])


def _app_page(sealed: str, problem: str | None = None):
    page = render_template("account/app.html", picture=codes.to_scan(sealed, me().email),
                           secret=codes.to_type(sealed), problem=problem)  # fmt: skip
    return page, 422 if problem else 200


@blueprint.post("/second-factor/app")
@fresh("account.app")
def set_up_app():
    """A first code: the app has the secret, and is the second factor from now on."""
    sealed = session.get(SECRET)
    if sealed is None:
        return redirect(url_for("account.app"), code=303)
    if not codes.is_right(me(), typed("code"), sealed):
        return _app_page(sealed, _("This code is not right. Wait for the next one of your app and type that."))
    made = codes.set_up(me(), sealed, this_session())
    session.pop(SECRET)
    return after_set_up(made, _("Your authenticator app is set up."))


def after_set_up(made: list[str] | None, words: str):
    """Show recovery codes once where some were made, else say what was done."""
    if made:
        return render_template("account/recovery_codes.html", codes=made, words=words)
    flash(words)
    return redirect(url_for("account.second_factor"), code=303)


@blueprint.post("/second-factor/app/remove")
@fresh("account.second_factor")
def remove_app():
    """Do without the app."""
    if may_do_without(app=True):
        codes.take_down(me())
        flash(_("Your authenticator app is no longer asked for."))
    return redirect(url_for("account.second_factor"), code=303)


def may_do_without(app: bool = False, passkey: bool = False) -> bool:
    """Whether one factor may go: not the last, where the role demands one. Says so."""
    has = proofs.factors(me())
    left = (has.app and not app) or has.passkeys > passkey
    if not left and second_factor_demanded():
        flash(_("Your role needs a second factor. Add another before you remove this one."))
        return False
    return True


@blueprint.post("/second-factor/recovery-codes")
@fresh("account.second_factor")
def recovery_codes():
    """New recovery codes in the place of those before."""
    if not proofs.factors(me()).any:
        abort(404)
    return after_set_up(codes.new_recovery_codes(me()), _("The recovery codes you had before are good no longer."))
