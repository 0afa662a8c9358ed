"""Step by step to a finding: wave, question, figure, group, comparison, and a look at it before it is kept.

Each step is a page of links; what was chosen stands in the address, so that a step back loses nothing.
"""

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.findings import views
from consult.blueprints.officer.findings.forms import PressForm
from consult.blueprints.officer.routes import wave_or_404
from consult.services import findings as service
from consult.services import publish
from consult.services.findings import comparing, questions

NEW = "/<partnership_slug>/findings/new"
WAVE = NEW + "/<wave_slug>"
CHOSEN = ("measure", "answer", "dimension", "category", "comparison", "against")


@blueprint.get(NEW)
def finding_wave(partnership_slug: str):
    """The waves that there are figures of."""
    waves = [wave for group in publish.candidates(g.partnership).values() for wave in group]
    return _page("wave", waves=views.waves(waves))


@blueprint.get(WAVE)
def finding_question(partnership_slug: str, wave_slug: str):
    """The questions of a wave, by words that they hold."""
    wave = wave_or_404(wave_slug)
    search = (request.args.get("q") or "")[:100]
    page = max(1, min(request.args.get("page", 1, type=int), 1_000))
    return _page("question", found=views.asked(wave, search, page), search=search, of_wave=wave)


@blueprint.get(WAVE + "/figure")
def finding_figure(partnership_slug: str, wave_slug: str):
    """The figures that a question has: its net, one answer, one row."""
    wanted = _wanted(wave_slug)
    try:
        return _page("figure", wanted, figures=views.figures(wanted, questions.figures(wanted)))
    except service.CannotTell as refusal:
        return _refused(wanted, refusal)


@blueprint.get(WAVE + "/group")
def finding_group(partnership_slug: str, wave_slug: str):
    """Everybody, or the groups of one question about who people are."""
    wanted = _wanted(wave_slug)
    try:
        return _page("group", wanted, groups=views.groups(wanted))
    except service.CannotTell as refusal:
        return _refused(wanted, refusal)


@blueprint.get(WAVE + "/comparison")
def finding_comparison(partnership_slug: str, wave_slug: str):
    """What the figure can be set against, and what it cannot and why."""
    wanted = _wanted(wave_slug)
    try:
        return _page("comparison", wanted, choices=views.comparisons(wanted, comparing.choices(wanted)))
    except service.CannotTell as refusal:
        return _refused(wanted, refusal)


@blueprint.get(WAVE + "/preview")
def finding_preview(partnership_slug: str, wave_slug: str):
    """The finding as it would be told."""
    wanted = _wanted(wave_slug)
    try:
        return _page("preview", wanted, told=views.preview(wanted), form=PressForm(formdata=None))
    except service.CannotTell as refusal:
        return _refused(wanted, refusal)


@blueprint.post(WAVE + "/preview")
def finding_keep(partnership_slug: str, wave_slug: str):
    """Keep the finding."""
    wanted = _wanted(wave_slug)
    if not PressForm().validate_on_submit():
        abort(400)
    try:
        kept = service.make(wanted, current_user.email)
    except service.CannotTell as refusal:
        return _refused(wanted, refusal)
    flash(_("The finding is kept."))
    return redirect(url_for("officer.finding", partnership_slug=partnership_slug, finding_id=kept.id), code=303)


def _wanted(wave_slug: str) -> service.Wanted:
    """What the address says was chosen so far."""
    chosen = {name: request.args.get(name) or None for name in CHOSEN}
    chosen["comparison"] = chosen["comparison"] or "none"
    return service.Wanted(g.partnership, wave_or_404(wave_slug), **{**chosen, "measure": chosen["measure"] or ""})


def _page(step: str, wanted: service.Wanted | None = None, **more):
    so_far = views.so_far(wanted, step) if wanted else []
    frame = views.frame(step, wanted.wave if wanted else more.get("of_wave"))
    return render_template(f"officer/findings/{step}.html", **{"errors": [], **frame, **more}, so_far=so_far)


def _refused(wanted: service.Wanted, refusal: service.CannotTell):
    """Why it cannot be told, and the way back to every choice."""
    errors = [{"text": refusal.words, "href": "#chosen"}]
    page = _page("refused", errors=errors, back=views.ways_back(wanted))
    return page, 422
