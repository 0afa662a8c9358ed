"""Passkeys: adding, listing and deleting them. The browser makes them, by a script: without one there are none."""

from flask import abort, flash, redirect, session, url_for
from flask_babel import gettext as _

from consult.blueprints.account.common import blueprint, me, passkey_failed, site, typed
from consult.blueprints.account.factors import after_set_up, may_do_without
from consult.blueprints.account.sign_in import CHALLENGE, give_challenge, take_challenge
from consult.services.signing_in import passkeys
from consult.web.accounts import fresh, this_session


@blueprint.get("/passkeys/challenge/again")
def challenge_again():
    """What the browser is asked for (JSON) to prove again who one is."""
    return give_challenge("again", me(), True)


@blueprint.get("/passkeys/challenge/add")
@fresh("account.second_factor")
def challenge_to_add():
    """What the browser is asked for (JSON) to make a passkey."""
    session[CHALLENGE] = {**passkeys.challenge(), "purpose": "add"}
    return passkeys.to_add(me(), session[CHALLENGE], site()[0]), {"Content-Type": "application/json"}


@blueprint.post("/passkeys")
@fresh("account.second_factor")
def add_passkey():
    """Keep a passkey that the browser made."""
    name = " ".join(typed("name").split()) or _("Passkey")
    if len(passkeys.of(me())) >= passkeys.MOST:
        flash(_("You have as many passkeys as one can have. Delete one that you do not use."))
        return redirect(url_for("account.second_factor"), code=303)
    try:
        made = passkeys.add(me(), name, typed("credential"), take_challenge("add"), *site(), this_session())
    except passkeys.NotTaken:
        flash(passkey_failed())
        return redirect(url_for("account.second_factor"), code=303)
    return after_set_up(made, _("Your passkey is added."))


@blueprint.post("/passkeys/<id(passkey):passkey_id>/delete")
@fresh("account.second_factor")
def delete_passkey(passkey_id: int):
    """Delete one of one's passkeys."""
    if passkey_id not in [one.id for one in passkeys.of(me())]:
        abort(404)
    if may_do_without(passkey=True):
        passkeys.delete(me(), passkey_id)
        flash(_("The passkey is deleted. Delete it on your device too, where it would still be offered."))
    return redirect(url_for("account.second_factor"), code=303)
