"""Somebody's own account. Signing in and out is the accounts library's, with templates/account/sign_in.html."""

from flask import Blueprint, render_template
from flask_security import current_user

from consult.services import accounts

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.get("/")
def home():
    """Who is signed in, and what they may do where."""
    return render_template("account/home.html", memberships=accounts.memberships(current_user))


from consult.blueprints.account import invited, sign_on  # noqa: E402, F401
