"""Who may use each route. A route that is not listed here stops the application from starting."""

from flask import Flask, abort, g, redirect, request, url_for
from flask_security import current_user

from consult.extensions import db
from consult.models import Membership, Partnership

PUBLIC = "anyone"
SIGNED_IN = "anyone signed in"

# endpoint -> PUBLIC, SIGNED_IN, or the least role in the partnership that the address names.
ACCESS = {
    "static": PUBLIC,
    "security.static": PUBLIC,
    "security.login": PUBLIC,
    "security.logout": SIGNED_IN,
    "security.verify": SIGNED_IN,
    "account.home": SIGNED_IN,
    "health.live": PUBLIC,
    "health.ready": PUBLIC,
    "insights.home": PUBLIC,
    "insights.partnership": PUBLIC,
    "insights.section": PUBLIC,
    "insights.edition": PUBLIC,
    "insights.edition_data": PUBLIC,
    "insights.edition_list": PUBLIC,
    "insights.latest_data": PUBLIC,
    "respond.start": PUBLIC,
    "respond.clear": PUBLIC,
    "respond.question": PUBLIC,
    "respond.check": PUBLIC,
    "respond.thanks": PUBLIC,
    "respond.withdraw": PUBLIC,
    "officer.home": SIGNED_IN,
    "officer.overview": "viewer",
    "officer.wave": "viewer",
    "officer.wave_state": "officer",
    "officer.questionnaire": "viewer",
    "officer.bring_in": "officer",
    "officer.weighting": "viewer",
    "officer.weigh": "officer",
    "officer.run": "viewer",
    "officer.export": "officer",
    "officer.findings": "viewer",
    "officer.publish": "officer",
}


class UnlistedRoute(RuntimeError):
    """A route exists that nobody said who may use."""


def init_access(app: Flask) -> None:
    """Check the list against the routes and enforce it on every request."""
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    if unlisted := sorted(endpoints - ACCESS.keys()):
        raise UnlistedRoute(f"Say in consult/web/access.py who may use: {', '.join(unlisted)}.")
    app.before_request(_enforce)


def _enforce():
    rule = ACCESS.get(request.endpoint, PUBLIC)
    if rule == PUBLIC:
        return None
    if not current_user.is_authenticated:
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
    if rule != SIGNED_IN:
        _enter_partnership(rule)
    return None


def _enter_partnership(role: str) -> None:
    """Set g.partnership from the address. To those outside it, another partnership does not exist."""
    membership = db.session.scalar(
        db.select(Membership)
        .join(Partnership)
        .where(Membership.user_id == current_user.id, Partnership.slug == request.view_args["partnership_slug"])
    )
    if membership is None:
        abort(404)
    if not membership.may(role):
        abort(403)
    g.partnership = membership.partnership
    g.membership = membership
