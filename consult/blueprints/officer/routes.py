from flask import render_template
from flask_security import current_user

from consult.blueprints.officer import blueprint


@blueprint.get("/")
def home():
    """The partnerships that this user belongs to."""
    return render_template("officer/home.html", memberships=current_user.memberships)
