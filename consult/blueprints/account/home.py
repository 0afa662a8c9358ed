"""Who is signed in."""

from flask import render_template
from flask_security import current_user

from consult.blueprints.account.common import blueprint
from consult.services import accounts


@blueprint.get("/")
def home():
    """Who is signed in, and what they may do where."""
    return render_template("account/home.html", memberships=accounts.memberships(current_user))
