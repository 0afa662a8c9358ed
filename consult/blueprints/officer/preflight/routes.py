"""The page of what is found, and the reasons given on it."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.preflight import views
from consult.blueprints.officer.preflight.forms import ReasonForm
from consult.blueprints.officer.routes import WAVE, wave_or_404
from consult.services import opening
from consult.services import preflight as service


@blueprint.get(WAVE + "preflight")
def preflight(partnership_slug: str, wave_slug: str):
    """What is found in the questionnaire of a wave."""
    return _page(wave_or_404(wave_slug))


@blueprint.post(WAVE + "preflight")
def explain(partnership_slug: str, wave_slug: str):
    """Say why a warning may stay."""
    wave = wave_or_404(wave_slug)
    form = ReasonForm()
    code, place, seen, reason = (one.data or "" for one in (form.code, form.place, form.seen, form.reason))
    try:
        service.give_reason(wave, code, place, seen, reason, current_user.email)
    except service.CannotExplain as refusal:
        key = views.key_of(code, seen)
        return _page(wave, {"key": key, "reason": reason, "message": refusal.words}), 422
    flash(_("The reason is kept."))
    return redirect(
        url_for("officer.preflight", partnership_slug=partnership_slug, wave_slug=wave_slug), code=303)


def _page(wave, failed: dict | None = None):
    found = views.page(wave, service.of(wave), failed)
    target = "adrift" if found["adrift"] else failed and failed["key"]
    return render_template(
        "officer/preflight.html", form=ReasonForm(formdata=None), found=found, opened=opening.has_been_open(wave),
        errors=[{"text": failed["message"], "href": f"#{target}"}] if failed else [], **views.frame(wave),
    )  # fmt: skip
