"""Reasons to look twice at responses, and the decisions that people take about them."""

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_security import current_user

from consult.blueprints.officer import blueprint, views
from consult.blueprints.officer.fieldwork import words
from consult.blueprints.officer.fieldwork.forms import DecisionForm
from consult.blueprints.officer.routes import WAVE, wave_or_404
from consult.services.coming_in import alerts as service
from consult.services.coming_in import counts

ALERTS = WAVE + "alerts"
ONE = ALERTS + "/<alert_kind>/<alert_subject>"
ON_A_PAGE = 50


@blueprint.get(ALERTS)
def alerts(partnership_slug: str, wave_slug: str):
    """Every alert of a wave and how far its decisions have come."""
    wave = wave_or_404(wave_slug)
    arrivals = counts.arrivals(wave)
    service.look(wave, arrivals, counts.times(wave))
    found = [words.alert(wave, one) for one in service.of(wave)]
    return render_template("officer/fieldwork/alerts.html", alerts=found, **_frame(wave, arrivals))


@blueprint.get(ONE)
def alert(partnership_slug: str, wave_slug: str, alert_kind: str, alert_subject: str):
    """The responses of one alert, without their answers."""
    wave, found = _alert_or_404(wave_slug, alert_kind, alert_subject)
    return _page(wave, found, DecisionForm())


@blueprint.post(ONE)
def decide_alert(partnership_slug: str, wave_slug: str, alert_kind: str, alert_subject: str):
    """Keep or leave out, with a reason."""
    wave, found = _alert_or_404(wave_slug, alert_kind, alert_subject)
    form = DecisionForm()
    if not form.validate_on_submit():
        return _page(wave, found, form), 422
    which = form.responses.data if form.which.data == "ticked" else None
    number = service.decide(wave, found, which, form.decision.data, form.reason.data, current_user.email)
    flash(_decided(form.decision.data, number))
    address = url_for("officer.alert", partnership_slug=partnership_slug, wave_slug=wave_slug, alert_kind=alert_kind,
                      alert_subject=alert_subject)  # fmt: skip
    return redirect(address, code=303)


def _decided(decision: str, number: int) -> str:
    if not number:
        return _("Nothing was changed: somebody has decided about these meanwhile, or they were taken back.")
    if decision == "keep":
        return ngettext("%(num)s response is kept.", "%(num)s responses are kept.", number)
    words = ngettext(
        "%(num)s response is left out of every figure. You can take it back in.",
        "%(num)s responses are left out of every figure. You can take them back in.", number)  # fmt: skip
    return words + " " + _("If the wave was weighted before, weigh it again.")


def _alert_or_404(wave_slug: str, kind: str, subject: str):
    wave = wave_or_404(wave_slug)
    return wave, service.one_of(wave, kind, subject) or abort(404)


def _page(wave, found, form: DecisionForm):
    pages = -(-found.total // ON_A_PAGE)
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    rows = service.rows(wave, found, (page - 1) * ON_A_PAGE, ON_A_PAGE)
    return render_template(
        "officer/fieldwork/alert.html", alert=words.alert(wave, found), form=form, errors=views.form_errors(form),
        rows=[words.alert_row(one, form.responses.data or []) for one in rows], page=page, pages=pages,
        may_decide=g.membership.may("work"), **_frame(wave, counts.arrivals(wave)),
    )  # fmt: skip


def _frame(wave, arrivals) -> dict:
    return {"wave": views.card(wave), "steps": views.steps(wave, "officer.wave"), "simulated": arrivals.simulated}
