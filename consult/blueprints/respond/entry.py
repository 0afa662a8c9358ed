"""The ways in: the short address of a poster, the code of a letter, the code of a group."""

from flask import Blueprint, abort, redirect, request, url_for

from consult.blueprints.respond.survey import blueprint
from consult.services import links

short = Blueprint("short", __name__)


@short.get("/r/<token>")
def link(token: str):
    """A short link: to its survey, in its language, remembering which link it was."""
    found = links.find(token) or abort(404)
    language = found.language or request.args.get("lang")
    return redirect(url_for("respond.start", survey_slug=found.survey.slug, lang=language, via=found.token))


@blueprint.get("/i/<code>")
def invited(code: str):
    """The code of a letter, scanned."""
    return redirect(url_for(".start", lang=request.args.get("lang"), invitation=code))


@blueprint.get("/p/<code>")
def permitted(code: str):
    """The code of a group of young people, scanned."""
    return redirect(url_for(".start", lang=request.args.get("lang"), permission=code))
