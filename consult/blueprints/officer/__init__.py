"""The pages of those who work with the answers."""

from flask import Blueprint

blueprint = Blueprint("officer", __name__, url_prefix="/officer")

from consult.blueprints.officer import (  # noqa: E402, F401
    channels,
    data_routes,
    outreach,
    publishing,
    qualitative,
    routes,
)
