"""The impact assessment of a wave: a page, and the same as a Word file to be filled in and signed."""

from flask import Response, render_template

from consult.blueprints.officer import blueprint, views
from consult.blueprints.officer.routes import WAVE, wave_or_404
from consult.services.privacy import impact as service
from consult.services.reading.nodes import Heading
from consult.web.locale import language

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get(WAVE + "impact")
def impact(partnership_slug: str, wave_slug: str):
    """The assessment as the settings stand now."""
    wave = wave_or_404(wave_slug)
    # The page has the heading already.
    told = [node for node in service.nodes_of(wave, language()) if not isinstance(node, Heading)]
    return render_template("officer/privacy/impact.html", wave=views.card(wave), nodes_told=told,
                           steps=views.steps(wave, "officer.wave"))  # fmt: skip


@blueprint.get(WAVE + "impact.docx")
def impact_file(partnership_slug: str, wave_slug: str):
    """The same as a Word file."""
    wave = wave_or_404(wave_slug)
    answer = Response(service.docx(wave, language()), mimetype=_WORD)
    answer.headers["Content-Disposition"] = f'attachment; filename="dpia-{wave.slug}.docx"'
    return answer
