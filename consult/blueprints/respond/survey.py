"""What every page of a survey begins with: which survey, which wave, whose device."""

from functools import cache, lru_cache
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, g, redirect, render_template, request, url_for

from consult.blueprints.respond.device import Device
from consult.extensions import csrf
from consult.questionnaire import Questionnaire, first_unanswered
from consult.services import field
from consult.services.answering import drafts, receipts, surveys
from consult.web.locale import offer

blueprint = Blueprint("respond", __name__, url_prefix="/s/<survey_slug>")
# Its forms check their own token, so that a stale one costs a click and not an answer.
csrf.exempt(blueprint)

# Open to somebody who left at once: the ways back in, and the way out again.
_AFTER_LEAVING = {"respond.start", "respond.invited", "respond.permitted", "respond.leave"}
EASY_COOKIE = "easy"


@blueprint.url_value_preprocessor
def find_survey(_endpoint, values):
    """Every page here belongs to a survey: g.survey, its partnership and its wave."""
    asked = surveys.asked(values.pop("survey_slug"))
    if asked is None:
        abort(404)
    # Looked up once: each page of a survey begins here.
    own = g._get_current_object()
    own.asked, own.survey, own.partnership, own.wave = asked, asked.survey, asked.partnership, asked.wave
    own.device = Device(asked.survey)
    own.easy = request.args.get("easy", request.cookies.get(EASY_COOKIE)) == "1"
    if asked.survey.exit_address:
        # The form of the exit button ends there; the policy needs its origin.
        own.form_action = _origin(asked.survey.exit_address)
    offer(asked.languages)


@cache
def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


@blueprint.context_processor
def what_pages_show():
    """The wave, the exit button and Easy Read, on every page."""
    if "survey" not in g:
        return {}
    return {"wave": g.wave, "survey_exit": g.survey.exit_address, "easy": g.easy, "foot": _foot()}


def _foot() -> dict[str, str]:
    """Where the foot of every page leads."""
    return {name: address(name) for name in ("withdraw", "privacy", "accessibility")}


@blueprint.before_request
def lead_away():
    """After somebody left at once, Back must not show what was on the page."""
    if g.survey.exit_address and g.device.has_left and request.endpoint not in _AFTER_LEAVING:
        return redirect(g.survey.exit_address)
    return None


@blueprint.before_request
def wait_for_a_wave():
    """A survey that has never been open says so on every page."""
    if g.wave or request.endpoint == "respond.leave":
        return None
    return render_template("respond/closed.html", wave=None, kept=False)


@blueprint.url_defaults
def keep_survey(_endpoint, values):
    """Addresses made on these pages lead to the same survey."""
    if "survey_slug" not in values and "survey" in g:
        values["survey_slug"] = g.survey.slug


@blueprint.after_request
def give_cookies(response):
    """Hand out what the device is to hold."""
    if "device" in g:
        g.device.write(response)
        if "easy" in request.args:
            response.set_cookie(EASY_COOKIE, "1" if g.easy else "0", path="/s", httponly=True, samesite="Lax",
                                secure=current_app.config["SESSION_COOKIE_SECURE"])  # fmt: skip
    return response


def address(endpoint: str, **values: str) -> str:
    """As url_for, for a page of this survey. Kept: redirects and the check page ask for the same few again."""
    return _address(request.script_root, g.survey.slug, endpoint, tuple(values.items()))


@lru_cache(maxsize=4096)
def _address(_root: str, slug: str, endpoint: str, values: tuple[tuple[str, str], ...]) -> str:
    return url_for(f"respond.{endpoint}", survey_slug=slug, **dict(values))


def lead_to(target: str) -> Response:
    """A redirect to an address of this survey, without the page that browsers of old showed."""
    return current_app.response_class(status=302, headers={"Location": target})


def key() -> str:
    """The server's half of every draft's key."""
    return current_app.config["DRAFT_KEY"]


def sheet() -> drafts.Sheet:
    """What this device has answered so far in this wave; read once a request."""
    own = g._get_current_object()
    found = own.get("sheet")
    if found is None:
        found = drafts.read(own.device.secret(), key()) if own.device.known else drafts.Sheet()
        # A draft of an earlier wave does not flow into this one.
        found = own.sheet = found if found.wave_id in (None, own.wave.id) else drafts.Sheet()
    return found


def questionnaire() -> Questionnaire:
    """What this respondent is asked."""
    own = g._get_current_object()
    return field.asked(own.wave, under_16=sheet().under_16, easy=own.easy)


def sent() -> bool:
    """Whether the answers of this device's secret were sent."""
    return g.device.known and receipts.was_sent(g.device.secret(), key())


def must_agree() -> bool:
    """Whether a young person, and below 16 an adult before them, has yet to agree."""
    return g.survey.audience == "young" and sheet().consent is None


def may_go_on() -> bool:
    """Whether answers may be given: to a paused wave only by somebody who has begun."""
    return surveys.may_answer(g.wave, begun=sheet().begun)


def next_page() -> str:
    """Where somebody goes on: the first question that needs them, or the check of all answers."""
    if must_agree():
        return address("age")
    waiting = first_unanswered(questionnaire(), sheet().answers, sheet().visited)
    return address("question", page_id=waiting.id) if waiting else address("check")


def closed_page():
    """The wave takes no more answers."""
    return render_template("respond/closed.html", wave=g.wave, kept=bool(sheet().answers))
