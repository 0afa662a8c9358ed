"""For whoever keeps the service running."""

import hmac

from flask import Blueprint, Response, abort, current_app, jsonify, request

from consult import metrics
from consult.services import health, watching

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


# Beside the others, where Prometheus looks unless it is told otherwise.
figures = Blueprint("metrics", __name__)


@figures.get("/metrics")
def show():
    """Figures for whoever is on call. To those who do not show the token the page does not exist."""
    counted, token = metrics.counted(), current_app.config["METRICS_TOKEN"]
    shown = request.headers.get("Authorization", "")
    if counted is None or not hmac.compare_digest(shown.encode(), f"Bearer {token}".encode()):
        abort(404)
    body, kind = counted.text(watching.figures())
    return Response(body, content_type=kind)
