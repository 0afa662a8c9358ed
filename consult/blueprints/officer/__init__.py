"""The pages of those who work with the answers."""

from flask import Blueprint

blueprint = Blueprint("officer", __name__, url_prefix="/officer")

from consult.blueprints.officer import channels, data_routes, fieldwork, outreach, publishing, routes  # noqa: E402, F401
