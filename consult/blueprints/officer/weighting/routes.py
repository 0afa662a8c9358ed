"""The weightings of a wave, each of them, and which one is the wave's."""

from flask import abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer import views as shared
from consult.blueprints.officer.jobs import to_job
from consult.blueprints.officer.routes import WAVE, wave_or_404
from consult.blueprints.officer.weighting import views
from consult.services import cells, fieldwork, jobs, schemes, weigh
from consult.services.weigh_checks import CannotWeigh

WEIGHTING = WAVE + "weighting"
ONE = WEIGHTING + "/<id(run):run_id>"


@blueprint.get(WEIGHTING)
def weighting(partnership_slug: str, wave_slug: str):
    """The weightings so far, and the ways to a new one."""
    return overview(wave_or_404(wave_slug))


def overview(wave, errors=()):
    """The page of all weightings, with what was wrong with what was asked of them."""
    tally, current = fieldwork.tally([wave])[wave.id], weigh.current(wave)
    return render_template(
        "officer/weighting/overview.html", wave=shared.card(wave, tally), steps=steps(wave), errors=list(errors),
        runs=[views.row(run) for run in weigh.runs(wave)], current=current and shared.run_row(current),
        named=wave.chosen_run_id is not None, stale=current is not None and not cells.is_current(current),
        margins=bool(weigh.stored_margins(wave)), simulated=tally.simulated, may_change=g.membership.may("work"),
    )  # fmt: skip


@blueprint.get(ONE)
def run(partnership_slug: str, wave_slug: str, run_id: int):
    """One weighting: what it did, what it cost, and the margins before and after."""
    wave, found = run_or_404(wave_slug, run_id)
    return _run(wave, found)


def _run(wave, found, errors=()):
    return render_template(
        "officer/weighting/run.html", wave=shared.card(wave), steps=steps(wave), errors=list(errors),
        run=views.run(wave, found), current=cells.is_current(found), simulated=found.diagnostics["simulated"],
        is_the_waves=wave.chosen_run_id == found.id, may_change=g.membership.may("work"),
    )  # fmt: skip


@blueprint.post(ONE + "/again")
def weigh_again(partnership_slug: str, wave_slug: str, run_id: int):
    """Weigh the answers as they are now in the same way."""
    wave, found = run_or_404(wave_slug, run_id)
    if jobs.wanted(wave):
        return to_job(jobs.ask("weigh", g.partnership, jobs.weigh_again(found), current_user.email))
    try:
        new = schemes.again(found, current_user.email)
    except CannotWeigh as error:
        refused = {"text": error.words, "href": "#again", "lang": "en" if error.english else None}
        return _run(wave, found, [refused]), 422
    flash(_("The answers are weighed again in the same way."))
    return to_run(partnership_slug, wave, new)


@blueprint.post(ONE + "/name")
def name_weighting(partnership_slug: str, wave_slug: str, run_id: int):
    """Name a weighting as the wave's."""
    wave, found = run_or_404(wave_slug, run_id)
    schemes.name(found, current_user.email)
    flash(_("Weighting %(id)s is now the wave's weighting.", id=found.id))
    return to_run(partnership_slug, wave, found)


def numbers(values) -> list[int]:
    """The numbers of weightings among what an address asks for, each once; what cannot be one is left out."""
    return list(dict.fromkeys(int(one) for one in values if one.isascii() and one.isdecimal() and len(one) < 10))


def run_or_404(wave_slug: str, run_id: int):
    """The wave of the address and a weighting of it."""
    wave = wave_or_404(wave_slug)
    return wave, weigh.run_of(wave, run_id) or abort(404)


def to_run(partnership_slug: str, wave, found):
    """Lead to the page of a weighting."""
    address = url_for("officer.run", partnership_slug=partnership_slug, wave_slug=wave.slug, run_id=found.id)
    return redirect(address, code=303)


def steps(wave) -> list[dict]:
    """The way through the work, standing at the weighting."""
    return shared.steps(wave, "officer.weighting")
