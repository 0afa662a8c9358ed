"""The page of a survey's versions, and the notes on it."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.preflight.views import frame
from consult.blueprints.officer.routes import WAVE, wave_or_404
from consult.blueprints.officer.versions import views
from consult.blueprints.officer.versions.forms import NoteForm
from consult.services import version_history as service


@blueprint.get(WAVE + "versions")
def versions(partnership_slug: str, wave_slug: str):
    """Every version of the survey's questionnaire, with what changed."""
    return _page(wave_or_404(wave_slug))


@blueprint.post(WAVE + "versions/<int(max=2147483647):number>")
def note_version(partnership_slug: str, wave_slug: str, number: int):
    """Say why a version was made."""
    wave = wave_or_404(wave_slug)
    version = service.version(wave.survey, number) or abort(404)
    note = NoteForm().note.data or ""
    try:
        service.write_note(version, note, current_user.email)
    except service.CannotNote as refusal:
        return _page(wave, {"number": number, "note": note, "message": refusal.words}), 422
    flash(_("The note is kept."))
    return redirect(
        url_for("officer.versions", partnership_slug=partnership_slug, wave_slug=wave_slug), code=303)


def _page(wave, failed: dict | None = None):
    return render_template(
        "officer/versions.html", form=NoteForm(formdata=None), versions=views.page(service.of(wave.survey), failed),
        errors=[{"text": failed["message"], "href": f"#note-{failed['number']}"}] if failed else [], **frame(wave),
    )  # fmt: skip
