"""Outreach with tablets: the app they run, pairing, what they take along, and what they send back."""

from flask import Blueprint

blueprint = Blueprint("outreach", __name__, url_prefix="/outreach")

from consult.blueprints.outreach import api, routes  # noqa: E402, F401  (they add their routes)
