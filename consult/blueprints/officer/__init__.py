"""The pages of those who work with the answers."""

from flask import Blueprint, abort, g, request

blueprint = Blueprint("officer", __name__, url_prefix="/officer")

# Outreach workers need to know whom to look for, not what people said.
OUTREACH_PAGES = {"officer.home", "officer.overview", "officer.wave"}


@blueprint.before_request
def _keep_outreach_to_fieldwork() -> None:
    membership = g.get("membership")
    if membership and membership.role.name == "outreach" and request.endpoint not in OUTREACH_PAGES:
        abort(403)


from consult.blueprints.officer import data_routes, routes  # noqa: E402, F401
