"""The open questions of a wave and how far each has come, and the weighted figures of their themes."""

from flask import abort, g, render_template

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.qualitative import figure_views, views
from consult.blueprints.officer.routes import WAVE, wave_or_404
from consult.services.qualitative import figures, texts

WORDS = WAVE + "words"
ITEM = WORDS + "/<item>"


def question_or_404(wave_slug: str, item: str):
    """The wave of the address, if it has this open question."""
    wave = wave_or_404(wave_slug)
    if item not in texts.open_questions(wave):
        abort(404)
    return wave


@blueprint.get(WORDS)
def words(partnership_slug: str, wave_slug: str):
    """Every open question: how many wrote, and how far reading and coding have come."""
    wave = wave_or_404(wave_slug)
    return render_template(
        "officer/qualitative_overview.html", questions=views.progress(wave), may_work=g.membership.may("work"),
        **views.frame(wave),
    )  # fmt: skip


@blueprint.get(ITEM + "/figures")
def theme_figures(partnership_slug: str, wave_slug: str, item: str):
    """The themes, weighted as any item is, with the quotes that may be shown."""
    wave = question_or_404(wave_slug, item)
    try:
        shown, missing = figure_views.figures(wave, item, figures.themes(wave, item)), None
    except figures.NoFigures as error:
        shown, missing = None, figure_views.missing(error.reason)
    return render_template(
        "officer/qualitative_figures.html", shown=shown, missing=missing, quotes=views.quotes(wave, item),
        **views.frame(wave, item),
    )  # fmt: skip
