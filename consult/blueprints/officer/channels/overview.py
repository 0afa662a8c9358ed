"""The first page on channels: what there is, each a page of its own."""

from flask import render_template

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.channels import views
from consult.blueprints.officer.routes import WAVE, wave_or_404

CHANNELS = WAVE + "channels"


@blueprint.get(CHANNELS)
def channels(partnership_slug: str, wave_slug: str):
    """How people come to the wave."""
    wave = wave_or_404(wave_slug)
    return render_template("officer/channels.html", seen=views.overview(wave), **views.frame(wave))
