"""What to take out and why; how alike people in it would be; and the archive itself."""

import tempfile
from dataclasses import asdict

from flask import g, render_template, request, send_file
from flask_babel import get_locale
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer import views as shared
from consult.blueprints.officer.jobs import to_job
from consult.blueprints.officer.microdata import views
from consult.blueprints.officer.microdata.forms import TREATMENTS, ExportForm
from consult.blueprints.officer.routes import WAVE, wave_or_404
from consult.services import accounts, fieldwork, jobs, microdata, weigh
from consult.services.microdata import CannotExport
from consult.services.microdata.choosing import REASON_LETTERS

RUNS_OFFERED = 5
# What is asked on the second page; everything else leads back to the first.
ON_SECOND = ("identifying", "risk_reason")


@blueprint.get(WAVE + "export")
def export(partnership_slug: str, wave_slug: str):
    """Choose what to take out; for those without the right, who has it."""
    wave = wave_or_404(wave_slug)
    if not g.membership.may("microdata"):
        return render_template("officer/microdata/who.html", people=accounts.holders(g.partnership, "microdata"),
                               **_common(wave))  # fmt: skip
    return _choose(wave, *_form(wave))


@blueprint.post(WAVE + "export/check")
def check_export(partnership_slug: str, wave_slug: str):
    """Look how alike the people in the file would be, or go back to the choice with all that was sent."""
    wave = wave_or_404(wave_slug)
    form, found, runs = _form(wave)
    if request.form.get("action") == "change":
        # The second page says column by column what is taken.
        treatment = form.treatment(found, request.form)
        form.identifying.data = [name for name, how in treatment.items() if how != TREATMENTS[-1]]
        return _choose(wave, form, found, runs)
    if not form.validate_on_submit():
        return _choose(wave, form, found, runs, shared.form_errors(form)), 422
    return _checked(wave, form, found, runs)


@blueprint.post(WAVE + "export/download")
def download_export(partnership_slug: str, wave_slug: str):
    """Hand the archive over, or say why not."""
    wave = wave_or_404(wave_slug)
    form, found, runs = _form(wave)
    if not form.validate_on_submit():
        return _choose(wave, form, found, runs, shared.form_errors(form)), 422
    if jobs.wanted(wave):
        asked = {"wave": wave.id, "wanted": asdict(form.wanted(found, request.form))}
        return to_job(jobs.ask("export", g.partnership, asked, current_user.email))
    # On the disk: it is only sent once it is whole, and a large one does not fill the memory.
    file = tempfile.TemporaryFile()
    try:
        taken = microdata.take(wave, form.wanted(found, request.form), file, current_user.email)
    except CannotExport as error:
        if error.place in ON_SECOND:
            return _checked(wave, form, found, runs, _refused(form, error))
        return _choose(wave, form, found, runs, _refused(form, error)), 422
    file.seek(0)
    response = send_file(file, mimetype="application/zip", as_attachment=True, download_name=taken.name)
    # What people said in confidence stays in no cache.
    response.headers["Cache-Control"] = "no-store"
    return response


def _form(wave) -> tuple:
    """(the form as sent, what the wave offers, the weightings that may be chosen)."""
    found, form = microdata.offered(wave), ExportForm()
    current = weigh.current(wave)
    others = [run for run in weigh.runs(wave)[:RUNS_OFFERED] if run != current]
    runs = [current, *others] if current else []
    form.offer(found, runs, str(get_locale()))
    return form, found, runs


def _common(wave) -> dict:
    tally = fieldwork.tally([wave])[wave.id]
    return {"wave": shared.card(wave, tally), "steps": shared.steps(wave, "officer.weighting"),
            "simulated": tally.simulated}  # fmt: skip


def _refused(form: ExportForm, error: CannotExport) -> list[dict]:
    # Said beside the field too.
    form[error.place].errors = [error.words]
    return [{"text": error.words, "href": f"#{error.place}"}]


def _choose(wave, form: ExportForm, found, runs, errors=()):
    return render_template(
        "officer/microdata/choose.html", form=form, errors=list(errors), formats=views.formats(),
        languages=views.languages(found), sections=views.sections(wave, found),
        identifying=views.identifying(wave, found), runs=[shared.run_row(run) for run in runs],
        named=wave.chosen_run_id, may_take_texts=bool(found.texts), most=REASON_LETTERS[1], **_common(wave),
    )  # fmt: skip


def _checked(wave, form: ExportForm, found, runs, errors=()):
    """The second page; with a status of 422 where something is wrong."""
    try:
        anonymity = microdata.check(wave, form.wanted(found, request.form))
    except CannotExport as error:
        return _choose(wave, form, found, runs, _refused(form, error)), 422
    treatment = form.treatment(found, request.form)
    return render_template(
        "officer/microdata/checked.html", form=form, errors=list(errors), most=REASON_LETTERS[1],
        risk=views.risk(wave, found, treatment, anonymity, request.form), people=anonymity.people,
        format=next(name for value, name, _for in views.formats() if value == form.format.data), **_common(wave),
    ), 422 if errors else 200  # fmt: skip
