"""What else an officer decides of a wave, one topic a page."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.channels import views
from consult.blueprints.officer.channels.forms import ExitForm, LeftOutForm, SettingsForm
from consult.blueprints.officer.channels.overview import CHANNELS
from consult.blueprints.officer.routes import wave_or_404
from consult.blueprints.officer.views import form_errors
from consult.services import invitations
from consult.services import wave_settings as service
from consult.services.setup import NEUTRAL_SITE


@blueprint.get(CHANNELS + "/settings")
def wave_settings(partnership_slug: str, wave_slug: str):
    """Who may answer, and when the results are promised."""
    wave = wave_or_404(wave_slug)
    form = SettingsForm(open_link="yes" if wave.open_link else "no", results_by=wave.results_by,
                        asks_work=wave.asks_work)  # fmt: skip
    return _settings_page(wave, form)


@blueprint.post(CHANNELS + "/settings")
def change_wave_settings(partnership_slug: str, wave_slug: str):
    """Change that."""
    wave = wave_or_404(wave_slug)
    form = SettingsForm()
    if not form.validate_on_submit():
        return _settings_page(wave, form), 422
    try:
        service.change(wave, form.open_link.data == "yes", form.results_by.data, current_user.email,
                       form.asks_work.data)  # fmt: skip
    except service.CannotChange as refusal:
        form[refusal.name].errors = [refusal.words]
        return _settings_page(wave, form), 422
    return _done(wave)


@blueprint.get(CHANNELS + "/left-out")
def left_out(partnership_slug: str, wave_slug: str):
    """Which optional questions this wave does not ask."""
    wave = wave_or_404(wave_slug)
    return _left_out_page(wave, _left_out_form(wave, left_out=wave.left_out))


@blueprint.post(CHANNELS + "/left-out")
def leave_out(partnership_slug: str, wave_slug: str):
    """Change that, before the wave opens."""
    wave = wave_or_404(wave_slug)
    form = _left_out_form(wave)
    if not form.validate_on_submit():
        return _left_out_page(wave, form), 422
    try:
        service.leave_out(wave, form.left_out.data, current_user.email)
    except service.CannotChange as refusal:
        refused = {"text": refusal.words, "href": "#left_out", "lang": "en" if refusal.english else None}
        return _left_out_page(wave, form, [refused]), 422
    return _done(wave)


@blueprint.get(CHANNELS + "/exit-button")
def exit_button(partnership_slug: str, wave_slug: str):
    """Whether there is an exit button, and where it leads."""
    wave = wave_or_404(wave_slug)
    address = wave.survey.exit_address
    return _exit_page(wave, ExitForm(has_exit=address is not None, address=address or NEUTRAL_SITE))


@blueprint.post(CHANNELS + "/exit-button")
def change_exit_button(partnership_slug: str, wave_slug: str):
    """Change that."""
    wave = wave_or_404(wave_slug)
    form = ExitForm()
    if not form.validate_on_submit():
        return _exit_page(wave, form), 422
    try:
        service.set_exit(wave.survey, (form.address.data or "") if form.has_exit.data else None, current_user.email)
    except service.CannotChange as refusal:
        form.address.errors = [refusal.words]
        return _exit_page(wave, form), 422
    return _done(wave)


def _left_out_form(wave, **chosen) -> LeftOutForm:
    form = LeftOutForm(**chosen)
    form.left_out.choices = [one["name"] for one in views.optional_items(wave)]
    return form


def _settings_page(wave, form):
    return render_template(
        "officer/channels_settings.html", form=form, errors=form_errors(form),
        invited=bool(invitations.of(wave)), **views.frame(wave),
    )  # fmt: skip


def _left_out_page(wave, form, errors=()):
    return render_template(
        "officer/channels_left_out.html", form=form, items=views.optional_items(wave),
        errors=[*form_errors(form), *errors], **views.frame(wave),
    )  # fmt: skip


def _exit_page(wave, form):
    return render_template(
        "officer/channels_exit.html", form=form, errors=form_errors(form), **views.frame(wave))


def _done(wave):
    flash(_("Saved."))
    partnership = wave.survey.partnership
    return redirect(url_for("officer.channels", partnership_slug=partnership.slug, wave_slug=wave.slug), code=303)
