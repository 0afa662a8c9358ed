"""Invitation codes that work once, and their letters."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.channels import views, words
from consult.blueprints.officer.channels.files import attachment, name_of_file
from consult.blueprints.officer.channels.forms import MOST_LETTERS, BatchForm, PressForm
from consult.blueprints.officer.channels.overview import CHANNELS
from consult.blueprints.officer.routes import wave_or_404
from consult.blueprints.officer.views import form_errors
from consult.services import invitations as service
from consult.services import print as printing

INVITATIONS = CHANNELS + "/invitations"


@blueprint.get(INVITATIONS)
def invitations(partnership_slug: str, wave_slug: str):
    """The batches so far, and the form for another."""
    wave = wave_or_404(wave_slug)
    return _page(wave, _form(wave))


@blueprint.post(INVITATIONS)
def make_invitations(partnership_slug: str, wave_slug: str):
    """Make codes and give their letters, this once."""
    wave = wave_or_404(wave_slug)
    form = _form(wave)
    if not form.validate_on_submit() or wave.state == "closed" or "invitation" not in wave.channels:
        return _page(wave, form), 422
    codes = service.new_codes(form.number.data)
    # Typeset before the codes are kept: where that fails, none is left that nobody has.
    printed = printing.pdf("letters.typ", words.letters(wave, codes, form.language.data))
    batch = service.keep(wave, form.title.data, codes, current_user.email)
    return attachment(printed, "application/pdf", name_of_file(wave, "invitations", str(batch.id)))


@blueprint.post(INVITATIONS + "/<id(batch):batch_id>/call-back")
def call_back_invitations(partnership_slug: str, wave_slug: str, batch_id: int):
    """Refuse the codes of a batch from now on."""
    wave = wave_or_404(wave_slug)
    batch = service.one_of(wave, batch_id) or abort(404)
    if PressForm().validate_on_submit():
        service.call_back(batch, current_user.email)
        flash(_("The letters are called back. Their codes are refused from now on."))
    return redirect(url_for("officer.invitations", partnership_slug=partnership_slug, wave_slug=wave_slug), code=303)


def _form(wave) -> BatchForm:
    form = BatchForm()
    form.language.choices = views.language_choices(wave)
    return form


def _page(wave, form: BatchForm):
    return render_template(
        "officer/channels_invitations.html", form=form, batches=views.batches(wave), errors=form_errors(form),
        most=MOST_LETTERS, takes_letters="invitation" in wave.channels, **views.frame(wave),
    )  # fmt: skip
