"""Weightings of a wave side by side."""

from flask import g, render_template, request
from flask_babel import gettext as _

from consult.blueprints.officer import blueprint
from consult.blueprints.officer import views as shared
from consult.blueprints.officer.routes import wave_or_404
from consult.blueprints.officer.weighting import compared
from consult.blueprints.officer.weighting.routes import WEIGHTING, numbers, overview, steps
from consult.services import schemes_compared, weigh
from consult.services.schemes_compared import FEWEST, MOST


@blueprint.get(WEIGHTING + "/compare")
def compare(partnership_slug: str, wave_slug: str):
    """Two to four weightings in columns: their cost, their margins and the main figures under each."""
    wave = wave_or_404(wave_slug)
    asked = numbers(request.args.getlist("run"))
    runs = [run for number in asked[:MOST + 1] if (run := weigh.run_of(wave, number)) is not None]
    if not FEWEST <= len(runs) <= MOST:
        return overview(wave, [{"text": _("Choose two, three or four weightings to compare."), "href": "#run"}]), 422
    runs.sort(key=lambda run: run.id)
    return render_template(
        "officer/weighting/compare.html", wave=shared.card(wave), steps=steps(wave),
        **compared.page(wave, schemes_compared.compare(wave, runs)),
        simulated=max(run.diagnostics["simulated"] for run in runs), may_change=g.membership.may("work"),
    )  # fmt: skip
