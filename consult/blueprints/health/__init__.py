"""For whoever keeps the service running."""

from flask import Blueprint, jsonify
from sqlalchemy import text

from consult.extensions import db

blueprint = Blueprint("health", __name__, url_prefix="/health")


@blueprint.get("/live")
def live():
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/ready")
def ready():
    """The database answers and its tables are there."""
    db.session.execute(text("SELECT count(*) FROM partnership"))
    return jsonify(status="ok")
