"""The page of tables: a question, a group and a filter in, a picture with its table out, and the files beside it."""

import io

from flask import render_template, request, send_file
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer import views as officer_views
from consult.blueprints.officer.routes import WAVE, wave_or_404
from consult.blueprints.officer.tables import views
from consult.blueprints.officer.tables.forms import TakeOutForm
from consult.services import disclosure
from consult.services.tables import CannotTabulate, files, make

MEDIA_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@blueprint.get(WAVE + "tables")
def tables(partnership_slug: str, wave_slug: str):
    """Choose a table, and see it. The address holds the choice, so that it can be sent to a colleague."""
    wave = wave_or_404(wave_slug)
    return _page(wave, request.args)


@blueprint.post(WAVE + "tables")
def take_out_table(partnership_slug: str, wave_slug: str):
    """The table as a file; it is written down who took it out."""
    wave = wave_or_404(wave_slug)
    form = TakeOutForm()
    form.validate()
    chosen = views.chosen(form.data)
    try:
        with disclosure.release() as told:
            table = make(wave, chosen["item"], chosen["by"] or None, views.filter_of(chosen["where"]))
        file = io.BytesIO()
        files.write(table, wave, form.format.data or "", file, current_user.email, told)
    except CannotTabulate as refusal:
        return _page(wave, chosen, refusal)
    file.seek(0)
    name = f"{wave.slug}-{views.file_name(chosen)}.{form.format.data}"
    response = send_file(file, mimetype=MEDIA_TYPES[form.format.data], as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(wave, values, refusal: CannotTabulate | None = None):
    chosen, table = views.chosen(values), None
    if chosen["item"] and refusal is None:
        try:
            table = make(wave, chosen["item"], chosen["by"] or None, views.filter_of(chosen["where"]))
        except CannotTabulate as found:
            refusal = found
    errors = [{"text": refusal.words, "href": f"#{views.place(refusal)}"}] if refusal else []
    return render_template(
        "officer/tables.html", wave=officer_views.card(wave), steps=officer_views.steps(wave, "officer.tables"),
        chosen=chosen, choices=views.choices(wave, chosen), shown=views.shown(table, wave) if table else None,
        form=TakeOutForm(formdata=None), errors=errors,
    ), 422 if errors else 200  # fmt: skip
