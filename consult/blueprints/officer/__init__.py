"""The pages of those who work with the answers."""

from flask import Blueprint

from consult.web import locale

blueprint = Blueprint("officer", __name__, url_prefix="/officer")
blueprint.before_request(lambda: locale.offer(locale.OFFICERS))

from consult.blueprints.officer import (  # noqa: E402, F401
    authoring,
    channels,
    data_routes,
    exchange,
    fieldwork,
    findings,
    hidden,
    jobs,
    library,
    log,
    microdata,
    outreach,
    paper,
    people,
    population,
    preflight,
    privacy,
    publishing,
    qualitative,
    routes,
    said_did,
    sections,
    success,
    tables,
    translate,
    versions,
    weighting,
)
