"""The app itself: one page that holds no data, its service worker and its manifest."""

from pathlib import Path

from flask import current_app, jsonify, render_template, send_from_directory, url_for
from flask_babel import gettext as _

from consult.blueprints.outreach import app_words, blueprint
from consult.web.static import built_name


@blueprint.get("/")
def app():
    """The tablet's one page. It is the same for everybody, and the service worker keeps it."""
    return render_template("outreach/app.html", words=app_words.worker())


@blueprint.get("/sw.js")
def worker_script():
    """The service worker, from below /outreach/ so that it may serve all of that and nothing else."""
    name = built_name("sw.js")
    response = send_from_directory(Path(current_app.static_folder), name, mimetype="text/javascript")
    response.headers["Service-Worker-Allowed"] = url_for("outreach.app")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/manifest.webmanifest")
def manifest():
    """What makes it an app on the tablet's screen."""
    start = url_for("outreach.app")
    answer = jsonify(
        name=_("Consult outreach"), short_name=_("Outreach"), start_url=start, scope=start, id=start,
        display="standalone", background_color="#ffffff", theme_color="#1d3d5c",
        icons=[{"src": url_for("static", filename="outreach-icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    )  # fmt: skip
    answer.mimetype = "application/manifest+json"
    return answer
