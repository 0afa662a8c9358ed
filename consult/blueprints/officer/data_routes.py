"""Answers brought in and taken out."""

import tempfile

from flask import render_template, send_file
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint, views
from consult.blueprints.officer.forms import BringInForm, ExportForm
from consult.blueprints.officer.routes import WAVE, wave_or_404
from consult.services import bring_in as importing
from consult.services import export as exporting
from consult.services import fieldwork
from consult.services import weigh as weighing

MEDIA_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
RUNS_OFFERED = 5


@blueprint.route(WAVE + "import", methods=["GET", "POST"])
def bring_in(partnership_slug: str, wave_slug: str):
    """Bring a file of answers in, or say why not."""
    wave = wave_or_404(wave_slug)
    form, report = BringInForm(), None
    if form.validate_on_submit():
        file = form.file.data
        report = importing.import_file(wave, file.stream, file.filename, form.mapping.data.read(), current_user.email)
    errors = views.form_errors(form)
    if report and not report.accepted:
        errors.append({"text": views.refused_words(report), "href": "#refused"})
    return render_template(
        "officer/bring_in.html", wave=views.card(wave), steps=views.steps(wave, "officer.wave"), form=form,
        report=report and views.report(report), batches=fieldwork.imports(wave), errors=errors,
    ), 422 if errors else 200


@blueprint.route(WAVE + "export", methods=["GET", "POST"])
def export(partnership_slug: str, wave_slug: str):
    """Take the responses out with their weights."""
    wave = wave_or_404(wave_slug)
    runs = _offered(wave)
    form = ExportForm()
    form.run.choices = [*(str(run.id) for run in runs), "none"]
    form.run.data = form.run.data or form.run.choices[0]
    errors = []
    if form.validate_on_submit():
        run = next((one for one in runs if str(one.id) == form.run.data), None)
        try:
            return _download(wave, run, form.format.data)
        except exporting.CannotExport as error:
            errors = [{"text": error.words, "href": "#run"}]
    errors = errors or views.form_errors(form)
    tally = fieldwork.tally([wave])[wave.id]
    return render_template(
        "officer/export.html", wave=views.card(wave, tally), steps=views.steps(wave, "officer.weighting"), form=form,
        runs=[views.run_row(run) for run in runs], named=wave.chosen_run_id, errors=errors, simulated=tally.simulated,
        none_label=_("Without weights"),
    ), 422 if errors else 200


def _offered(wave) -> list:
    """The wave's weighting, then the newest others."""
    current = weighing.current(wave)
    others = [run for run in weighing.runs(wave)[:RUNS_OFFERED] if run != current]
    return [current, *others] if current else []


def _download(wave, run, format: str):
    # On the disk: an answer is only sent once it is whole, and a large one does not fill the memory.
    file = tempfile.TemporaryFile()
    exporting.write(wave, run, format, file, current_user.email, unweighted=run is None)
    file.seek(0)
    name = f"{wave.slug}-{f'weighted-{run.id}' if run else 'unweighted'}.{format}"
    response = send_file(file, mimetype=MEDIA_TYPES[format], as_attachment=True, download_name=name)
    # What people said in confidence stays in no cache.
    response.headers["Cache-Control"] = "no-store"
    return response
