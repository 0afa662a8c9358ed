"""Outreach as officers see it: sessions and what they did to the sample, tablets, and records kept aside."""

from flask import abort, current_app, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.validators import InputRequired

from consult.blueprints.officer import blueprint, outreach_views, views
from consult.blueprints.officer.routes import WAVE, wave_or_404
from consult.services import fieldwork
from consult.services.outreach import devices, kept_aside, sessions, standing

TABLETS = "/<partnership_slug>/tablets/"
ASIDE = "/<partnership_slug>/kept-aside/"


class PressForm(FlaskForm):
    """A button alone."""


class DecideForm(FlaskForm):
    """What is to become of a record that was kept aside."""

    decision = RadioField(choices=["take", "delete"], validators=[InputRequired()])


@blueprint.get(WAVE + "outreach")
def outreach(partnership_slug: str, wave_slug: str):
    """The sessions of a wave, and who is still missing."""
    wave = wave_or_404(wave_slug)
    tally = fieldwork.tally([wave])[wave.id]
    compared = fieldwork.against_population(wave) if tally.total else []
    held = sessions.of(wave)
    return render_template(
        "officer/outreach.html", wave=views.card(wave, tally), steps=views.steps(wave, "officer.wave"),
        sessions=outreach_views.held(wave, held), simulated=tally.simulated, grace=outreach_views.grace(wave),
        moved=outreach_views.moved(standing.distances(wave, compared, [one.id for one in held])),
        missing=outreach_views.missing(wave, standing.who_is_missing(compared)),
        plan=outreach_views.plan(wave, standing.plan(wave)) if wave.state == "open" else [],
        waiting=len(kept_aside.of(g.partnership)), may_decide=g.membership.may("work"),
    )  # fmt: skip


@blueprint.get(TABLETS)
def tablets(partnership_slug: str):
    """The partnership's tablets."""
    return render_template(
        "officer/tablets.html", tablets=outreach_views.tablets(devices.of(g.partnership)), form=PressForm(), wave=None,
        steps=views.steps(), may_change=g.membership.may("work"), may_pair=g.membership.may("collect"),
    )  # fmt: skip


@blueprint.post(TABLETS + "<uuid:device_id>/revoke")
def revoke_tablet(partnership_slug: str, device_id):
    """Trust a tablet no longer."""
    found = devices.one_of(g.partnership, device_id) or abort(404)
    if PressForm().validate_on_submit():
        devices.revoke(found, current_user.email)
        flash(_("The tablet is revoked. At its next contact it sends what it holds and wipes itself."))
    return redirect(url_for("officer.tablets", partnership_slug=partnership_slug), code=303)


@blueprint.get(ASIDE, endpoint="kept_aside")
def kept_aside_records(partnership_slug: str):
    """What tablets sent that could not be stored, and the two decisions."""
    return _aside()


@blueprint.post(ASIDE + "<uuid:record_id>")
def decide_aside(partnership_slug: str, record_id):
    """Take a record in, or delete it."""
    found = kept_aside.one_of(g.partnership, record_id) or abort(404)
    form = DecideForm()
    if not form.validate_on_submit():
        return _aside([{"text": _("Choose whether to take the record in or to delete it"), "href": "#main"}]), 422
    if form.decision.data == "delete":
        kept_aside.delete(found, current_user.email)
        flash(_("The record is deleted."))
    else:
        try:
            kept_aside.take_in(found, current_user.email, current_app.config["DRAFT_KEY"])
        except kept_aside.CannotTakeIn as error:
            return _aside([{"text": outreach_views.refused(error.reason), "href": "#main"}]), 422
        flash(_("The answers are taken in, under the version of the questionnaire that they were given to."))
    return redirect(url_for("officer.kept_aside", partnership_slug=partnership_slug), code=303)


def _aside(errors=()):
    return render_template(
        "officer/kept_aside.html", records=outreach_views.aside(kept_aside.of(g.partnership)), form=DecideForm(),
        wave=None, steps=views.steps(), errors=list(errors),
    )  # fmt: skip
