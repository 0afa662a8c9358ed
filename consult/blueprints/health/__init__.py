"""For whoever keeps the service running."""

from flask import Blueprint, jsonify

from consult.services import health

blueprint = Blueprint("health", __name__, url_prefix="/health")


@blueprint.get("/live")
def live():
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/ready")
def ready():
    """The database answers and has the tables that this code was written for."""
    if problem := health.problem():
        return jsonify(status="not ready", problem=problem), 503
    return jsonify(status="ok")
