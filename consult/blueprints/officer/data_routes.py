"""Answers brought in."""

from flask import render_template
from flask_security import current_user

from consult.blueprints.officer import blueprint, views
from consult.blueprints.officer.forms import BringInForm
from consult.blueprints.officer.routes import WAVE, wave_or_404
from consult.services import bring_in as importing
from consult.services import fieldwork


@blueprint.route(WAVE + "import", methods=["GET", "POST"])
def bring_in(partnership_slug: str, wave_slug: str):
    """Bring a file of answers in, or say why not."""
    wave = wave_or_404(wave_slug)
    form, report = BringInForm(), None
    if form.validate_on_submit():
        file = form.file.data
        mapping = form.mapping.data.read(importing.LONGEST_MAPPING + 1)
        report = importing.import_file(wave, file.stream, file.filename, mapping, current_user.email)
    errors = views.form_errors(form)
    if report and not report.accepted:
        errors.append({"text": views.refused_words(report), "href": "#refused"})
    return render_template(
        "officer/bring_in.html", wave=views.card(wave), steps=views.steps(wave, "officer.wave"), form=form,
        report=report and views.report(report), batches=fieldwork.imports(wave), errors=errors,
    ), 422 if errors else 200
