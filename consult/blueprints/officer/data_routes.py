"""Answers brought in, weighed and taken out."""

import tempfile

from flask import abort, g, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint, views
from consult.blueprints.officer.forms import BringInForm, ExportForm, WeighForm
from consult.blueprints.officer.routes import WAVE, wave_or_404
from consult.services import bring_in as importing
from consult.services import cells, fieldwork
from consult.services import export as exporting
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


@blueprint.get(WAVE + "weighting")
def weighting(partnership_slug: str, wave_slug: str):
    """Choose margins, and the weightings so far."""
    wave = wave_or_404(wave_slug)
    return _weighting(wave, _weigh_form(wave))


@blueprint.post(WAVE + "weighting")
def weigh(partnership_slug: str, wave_slug: str):
    """Run a weighting."""
    wave = wave_or_404(wave_slug)
    form = _weigh_form(wave)
    if not form.validate_on_submit():
        return _weighting(wave, form, views.form_errors(form)), 422
    chosen = [weighing.margin_of(one) for one in weighing.stored_margins(wave) if one.key in form.margins.data]
    try:
        run = weighing.weigh(
            wave, chosen, current_user.email, _base_weight(wave) if form.base_weight.data else None,
            form.missing.data, unmatched_missing=form.unmatched_missing.data,
        )
    except weighing.CannotWeigh as error:
        refused = {"text": error.words, "href": "#margins", "lang": "en" if error.english else None}
        return _weighting(wave, form, [refused]), 422
    return redirect(
        url_for("officer.run", partnership_slug=partnership_slug, wave_slug=wave_slug, run_id=run.id), code=303)


def _weigh_form(wave) -> WeighForm:
    form = WeighForm()
    form.margins.choices = [margin.key for margin in weighing.stored_margins(wave)]
    return form


def _base_weight(wave) -> str | None:
    """The wave's base weight by its column, or None where there is none that fits all its files."""
    try:
        return importing.base_weight_name(wave)
    except ValueError:
        return None


def _weighting(wave, form: WeighForm, errors=()):
    tally = fieldwork.tally([wave])[wave.id]
    return render_template(
        "officer/weighting.html", wave=views.card(wave, tally), steps=views.steps(wave, "officer.weighting"),
        form=form, margins=[views.margin(wave, one) for one in weighing.stored_margins(wave)],
        base_weight=_base_weight(wave), runs=[views.run_row(run) for run in weighing.runs(wave)],
        errors=list(errors), simulated=tally.simulated, may_change=g.membership.may("work"),
    )


@blueprint.get(WAVE + "weighting/<int(max=2147483647):run_id>")
def run(partnership_slug: str, wave_slug: str, run_id: int):
    """One weighting: what it did, what it cost, and the margins before and after."""
    wave = wave_or_404(wave_slug)
    found = weighing.run_of(wave, run_id) or abort(404)
    return render_template(
        "officer/run.html", wave=views.card(wave), steps=views.steps(wave, "officer.weighting"),
        run=views.run(wave, found), current=cells.is_current(found), simulated=found.diagnostics["simulated"],
        may_export=g.membership.may("work"),
    )


@blueprint.route(WAVE + "export", methods=["GET", "POST"])
def export(partnership_slug: str, wave_slug: str):
    """Take the responses out with their weights."""
    wave = wave_or_404(wave_slug)
    runs = weighing.runs(wave)[:RUNS_OFFERED]
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
        runs=[views.run_row(run) for run in runs], errors=errors, simulated=tally.simulated,
        none_label=_("Without weights"),
    ), 422 if errors else 200


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
