"""Passwords: changing one, and ways back for those who forgot it."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from consult.blueprints.account.common import blueprint, me, typed
from consult.services import accounts, mail, passwords
from consult.services.signing_in import proofs, recovery, tries
from consult.web import addresses, known_device
from consult.web.accounts import fresh, signed_in, this_session


@blueprint.route("/password", methods=["GET", "POST"])
@fresh("account.password")
def password():
    """Another password. Every other session ends."""
    user = me()
    problem = None
    if request.method == "POST":
        wished = request.form.get("password", "")
        problem = passwords.problem_with(wished, user.email, user.name)
        if problem is None:
            means = this_session().means
            proofs.change_password(user, wished)
            # A session of its own again: the cookie of before, wherever it was copied to, leads nowhere.
            signed_in(accounts.find(user.email), means)
            flash(_("Your password is changed. You are signed out everywhere else."))
            return redirect(url_for("account.home"), code=303)
    return render_template("account/password.html", problem=problem), 422 if problem else 200


@blueprint.route("/forgotten", methods=["GET", "POST"])
def forgotten():
    """A letter with a way back, where there is an account. The page says the same where there is none."""
    if request.method == "GET" or not mail.is_set_up():
        return render_template("account/forgotten.html", by_letter=mail.is_set_up(), asked=False)
    email = typed("email").strip()
    user = accounts.find(email)
    try:
        tries.count(tries.letter(email), tries.place(request.remote_addr))
    except tries.MustWait:
        # The letters of before are there; a box full of them is what somebody else wishes them.
        user = None
    if user and user.active:
        recovery.send(user, addresses.public("insights.home").rstrip("/"))
    return render_template("account/forgotten.html", by_letter=True, asked=True)


@blueprint.route("/way-back/<token>", methods=["GET", "POST"])
def way_back(token: str):
    """Set a new password by a way back, once."""
    user = recovery.whose(token)
    if user is None:
        return render_template("account/way_back_gone.html", by_letter=mail.is_set_up()), 410
    problem = None
    if request.method == "POST":
        wished = request.form.get("password", "")
        problem = passwords.problem_with(wished, user.email, user.name)
        if problem is None:
            if recovery.use(token, wished) is None:
                return render_template("account/way_back_gone.html", by_letter=mail.is_set_up()), 410
            # Whoever was kept out by somebody else's wrong tries has tries of their own now.
            known_device.remember(user)
            flash(_("Your new password is set. Sign in with it."))
            return redirect(url_for("security.login"), code=303)
    return render_template("account/way_back.html", problem=problem, email=user.email), 422 if problem else 200
