"""Signing in: a password and what comes after it, or a passkey; and proving again who one is."""

import time

from flask import abort, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.account.common import goal, me, passkey_failed, signing_in, site, typed, wait_words
from consult.services import accounts
from consult.services.signing_in import codes, passkeys, proofs, sessions, tries
from consult.web import known_device
from consult.web.accounts import signed_in, signed_out, this_session

# Where the signed session holds who has shown the first factor, and the seconds in which the second must follow.
HALF, PATIENCE = "half_signed_in", 600
CHALLENGE = "passkey_challenge"


@signing_in.get("/sign-in", endpoint="login")
def sign_in():
    """The first page. Somebody signed in goes on to where they wanted."""
    return redirect(goal()) if current_user.is_authenticated else _sign_in_page()


def _sign_in_page(problem: str | None = None, code: int = 200):
    return render_template("account/sign_in.html", problem=problem, email=typed("email")), code


@signing_in.post("/sign-in", endpoint="check_password")
def check_password():
    """A password. Whether the address or the password is wrong, or the account closed, is told by nothing."""
    email = typed("email").strip()
    user = accounts.find(email)
    device = known_device.of(user)
    counters = [tries.person(email, device)]
    if device is None:
        counters.append(tries.place(request.remote_addr))
    try:
        is_slowed = tries.count(*counters)
    except tries.MustWait as wait:
        return _sign_in_page(wait_words(wait.seconds), 429)
    if not proofs.is_password(user, request.form.get("password", "")):
        if is_slowed and user:
            proofs.record_series(user, "password")
        return _sign_in_page(_("We could not sign you in. Check the email address and the password."), 422)
    tries.forget(*counters)
    return first_shown(user, "password", goal())


def first_shown(user, means: str, onward: str):
    """On to the second factor of somebody who has shown the first; where they have none they are signed in."""
    if proofs.factors(user).any:
        session[HALF] = {"account": user.fs_uniquifier, "at": time.time()}
        return redirect(url_for("security.second", next=onward), code=303)
    signed_in(user, means)
    return redirect(onward)


@signing_in.post("/sign-in/passkey", endpoint="check_passkey")
def check_passkey():
    """A passkey alone, of a device that looked at who holds it."""
    try:
        user = passkeys.prove(typed("credential"), take_challenge("sign-in"), *site())
    except passkeys.NotTaken:
        return _sign_in_page(passkey_failed(), 422)
    signed_in(user, "passkey")
    return redirect(goal())


def _half():
    """Who has shown the first factor in this browser a short while ago."""
    half = session.get(HALF)
    if half is None or not 0 <= time.time() - half["at"] <= PATIENCE:
        return None
    return accounts.of_cookie(half["account"])


@signing_in.get("/sign-in/second", endpoint="second")
def second():
    """The page for the second factor."""
    user = _half()
    return _second_page(user) if user else redirect(url_for("security.login", next=goal()))


def _second_page(user, problem: str | None = None, code: int = 200):
    return render_template("account/second.html", problem=problem, factors=proofs.factors(user)), code


@signing_in.post("/sign-in/second", endpoint="check_second")
def check_second():
    """A second factor: a code of the app, a recovery code, or a passkey."""
    user = _half()
    if user is None:
        return redirect(url_for("security.login", next=goal()), code=303)
    counter = tries.second(user.id, known_device.of(user))
    try:
        is_slowed = tries.count(counter)
    except tries.MustWait as wait:
        return _second_page(user, wait_words(wait.seconds), 429)
    means = _shown(user)
    if means is None:
        if is_slowed:
            proofs.record_series(user, "second factor")
        words = passkey_failed() if "credential" in request.form else _(
            "This code is not right, or was used before. Wait for the next one of your app and type that.")  # fmt: skip
        return _second_page(user, words, 422)
    tries.forget(counter)
    signed_in(user, means)
    return redirect(goal())


def _shown(user) -> str | None:
    """By which means a second factor was shown; None: none was good."""
    if "credential" in request.form:
        try:
            passkeys.prove(typed("credential"), take_challenge("second"), *site(), user)
        except passkeys.NotTaken:
            return None
        return "passkey"
    code = typed("code")
    good = codes.is_right(user, code) or codes.use_recovery_code(user, code)
    return "code" if good else None


@signing_in.get("/sign-in/passkey/<any('sign-in', second):purpose>", endpoint="passkey_challenge")
def challenge(purpose: str):
    """What the browser is asked for (JSON) to sign in, or to show a second factor."""
    user = _half() if purpose == "second" else None
    if purpose == "second" and user is None:
        abort(404)
    return give_challenge(purpose, user, user is None)


def give_challenge(purpose: str, user, verified: bool):
    """A new challenge to prove something by, kept in the signed session until it is answered."""
    session[CHALLENGE] = {**passkeys.challenge(), "purpose": purpose}
    return passkeys.to_prove(session[CHALLENGE], site()[0], user, verified), {"Content-Type": "application/json"}


def take_challenge(purpose: str) -> dict | None:
    """The challenge that was given for a purpose. It is answered once."""
    given = session.pop(CHALLENGE, None)
    return given if given and given["purpose"] == purpose else None


@signing_in.post("/sign-out", endpoint="logout")
def sign_out():
    """End this browser's session."""
    signed_out()
    return redirect(url_for("insights.home"))


@signing_in.get("/verify", endpoint="verify")
def verify():
    """Before security is changed: the page to prove again who one is."""
    return _verify_page()


def _verify_page(problem: str | None = None, code: int = 200):
    return render_template("account/verify.html", problem=problem, factors=proofs.factors(me())), code


@signing_in.post("/verify", endpoint="check_again")
def check_again():
    """The password, or a passkey of a device that looks at who holds it."""
    user, counter = me(), tries.again(this_session().id)
    try:
        is_slowed = tries.count(counter)
    except tries.MustWait as wait:
        return _verify_page(wait_words(wait.seconds), 429)
    if problem := _not_proved(user):
        if is_slowed:
            proofs.record_series(user, "proving again")
        return _verify_page(problem, 422)
    tries.forget(counter)
    sessions.proved(this_session())
    return redirect(goal(), code=303)


def _not_proved(user) -> str | None:
    if "credential" not in request.form:
        return None if proofs.is_password(user, request.form.get("password", "")) else _("This password is not right.")
    try:
        owner = passkeys.prove(typed("credential"), take_challenge("again"), *site())
    except passkeys.NotTaken:
        return passkey_failed()
    return None if owner.id == user.id else passkey_failed()
