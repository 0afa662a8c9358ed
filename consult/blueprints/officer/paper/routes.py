"""The first page on paper: the sheets to print, and how far the keying is."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.channels.files import attachment, name_of_file
from consult.blueprints.officer.channels.overview import CHANNELS
from consult.blueprints.officer.channels.words import printable
from consult.blueprints.officer.paper import views, words
from consult.blueprints.officer.paper.forms import ShareForm
from consult.blueprints.officer.routes import wave_or_404
from consult.blueprints.officer.views import form_errors
from consult.services import print as printing
from consult.services import sheets

PAPER = CHANNELS + "/paper"


@blueprint.get(PAPER)
def paper(partnership_slug: str, wave_slug: str):
    """What can be printed, and what was keyed."""
    return _page(wave_or_404(wave_slug), ShareForm())


def _page(wave, form: ShareForm):
    if not form.is_submitted():
        form.again.data = wave.paper_again
    return render_template("officer/paper.html", form=form, errors=form_errors(form), **views.overview(wave))


@blueprint.get(PAPER + "/<language>.pdf")
def paper_sheet(partnership_slug: str, wave_slug: str, language: str):
    """The questionnaire to print. `?for=under-16` and `?easy=1` choose who it is for."""
    wave = wave_or_404(wave_slug)
    under_16, easy = request.args.get("for") == "under-16", request.args.get("easy") == "1"
    if language not in printable(wave) or (under_16 and wave.survey.audience != "young"):
        abort(404)
    made = printing.pdf("questionnaire.typ", words.sheet(wave, language, under_16, easy))
    parts = ["paper", language, *(["under-16"] if under_16 else []), *(["easy"] if easy else [])]
    return attachment(made, "application/pdf", name_of_file(wave, *parts))


@blueprint.post(PAPER)
def paper_share(partnership_slug: str, wave_slug: str):
    """Change how many sheets are keyed twice."""
    wave = wave_or_404(wave_slug)
    form = ShareForm()
    if not form.validate_on_submit():
        return _page(wave, form), 422
    sheets.share(wave, form.again.data, current_user.email)
    flash(_("From now on, %(n)s in a hundred sheets are keyed a second time.", n=form.again.data))
    return redirect(url_for("officer.paper", partnership_slug=partnership_slug, wave_slug=wave_slug), code=303)
