"""A scheme of weighting, proposed with its reasons, or changed by the officer; and weighing by it."""

from flask import g, render_template, request
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer import views as shared
from consult.blueprints.officer.jobs import refused_scheme, to_job
from consult.blueprints.officer.routes import wave_or_404
from consult.blueprints.officer.weighting import views, words
from consult.blueprints.officer.weighting.forms import OWN, SchemeForm
from consult.blueprints.officer.weighting.routes import WEIGHTING, numbers, run_or_404, steps, to_run
from consult.services import fieldwork, jobs, schemes, weigh
from consult.services.weigh_checks import CannotWeigh


@blueprint.get(WEIGHTING + "/propose")
def propose(partnership_slug: str, wave_slug: str):
    """A proposed weighting: what it would do and why, before anything is kept."""
    wave = wave_or_404(wave_slug)
    tally, found = fieldwork.tally([wave])[wave.id], schemes.propose(wave)
    form = SchemeForm(formdata=None)
    if found.run is not None:
        form.begin_from(found.scheme, _dimensions(wave)[1])
    return render_template(
        "officer/weighting/propose.html", wave=shared.card(wave, tally), steps=steps(wave), form=form,
        reasons=words.reasons(wave, found.decisions), run=found.run and views.reckoned(wave, found.run),
        simulated=tally.simulated,
    )  # fmt: skip


@blueprint.get(WEIGHTING + "/change")
def change_weighting(partnership_slug: str, wave_slug: str):
    """A scheme to change: that of a weighting, one that was asked for and refused, or the proposed one."""
    wave = wave_or_404(wave_slug)
    asked = numbers(request.args.getlist("run"))
    scheme = schemes.scheme_of(run_or_404(wave_slug, asked[0])[1]) if asked else refused_scheme(wave)
    scheme = scheme or schemes.propose(wave).scheme
    form, (margins, dimensions) = SchemeForm(formdata=None), _dimensions(wave)
    form.offer(margins, dimensions)
    form.begin_from(scheme, dimensions)
    return _change(wave, form, margins, dimensions)


@blueprint.post(WEIGHTING + "/change")
def weigh_wave(partnership_slug: str, wave_slug: str):
    """Weigh by the scheme and keep what came of it, or say why not."""
    wave = wave_or_404(wave_slug)
    form, (margins, dimensions) = SchemeForm(), _dimensions(wave)
    form.offer(margins, dimensions)
    if not form.validate_on_submit():
        return _change(wave, form, margins, dimensions, shared.form_errors(form)), 422
    scheme = form.scheme(margins, dimensions, schemes.base_weight(wave))
    if jobs.wanted(wave):
        return to_job(jobs.ask("weigh", g.partnership, jobs.weigh(wave, scheme), current_user.email))
    try:
        run = schemes.weigh_by(wave, scheme, current_user.email)
    except CannotWeigh as error:
        place = "lowest" if error.place == "bounds" and form.bounds.data == OWN else error.place
        refused = {"text": error.words, "href": f"#{place}", "lang": "en" if error.english else None}
        return _change(wave, form, margins, dimensions, [refused]), 422
    return to_run(partnership_slug, wave, run)


def _dimensions(wave) -> tuple[list, list[schemes.Mergeable]]:
    """The margins that the wave can be weighed to, and the dimensions of them whose groups can be counted together."""
    margins = schemes.offered(wave)
    return margins, schemes.mergeable(wave, margins) if margins else []


def _change(wave, form: SchemeForm, margins, dimensions, errors=()):
    tally = fieldwork.tally([wave])[wave.id]
    chosen = form.margins.data or []
    # Those chosen first, in the order that they are weighed to.
    margins = sorted(margins, key=lambda margin: chosen.index(margin.key) if margin.key in chosen else len(chosen))
    return render_template(
        "officer/weighting/change.html", wave=shared.card(wave, tally), steps=steps(wave), form=form,
        margins=[views.margin(margin) for margin in margins],
        dimensions=[views.dimension(wave, one, form.merged.data or []) for one in dimensions],
        base_weight=schemes.base_weight(wave), errors=list(errors), simulated=tally.simulated,
        policies=views.missing_policies(), none_label=_("No limits"), may_change=g.membership.may("work"),
        runs=bool(weigh.latest(wave)),
    )  # fmt: skip
