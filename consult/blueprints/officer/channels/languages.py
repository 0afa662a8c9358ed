"""The languages of a wave's questionnaire: who has read each, and which are offered."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.channels import views
from consult.blueprints.officer.channels.forms import ReviewForm
from consult.blueprints.officer.channels.overview import CHANNELS
from consult.blueprints.officer.routes import wave_or_404
from consult.blueprints.officer.views import translations_of
from consult.services import languages as service

LANGUAGES = CHANNELS + "/languages"


@blueprint.get(LANGUAGES)
def languages(partnership_slug: str, wave_slug: str):
    """Every language with its state."""
    return _page(wave_or_404(wave_slug))


@blueprint.post(LANGUAGES + "/<language>")
def review_language(partnership_slug: str, wave_slug: str, language: str):
    """Sign a language, hold it back, or offer it again."""
    wave = wave_or_404(wave_slug)
    if language not in service.states(wave.version):
        abort(404)
    form = ReviewForm()
    if not form.validate_on_submit():
        messages = [message for one in form.errors.values() for message in one]
        return _page(wave, language, messages), 422
    try:
        _review(wave.version, language, form)
    except service.CannotReview as refusal:
        return _page(wave, language, [refusal.words]), 422
    return redirect(url_for("officer.languages", partnership_slug=partnership_slug, wave_slug=wave_slug), code=303)


def _review(version, language: str, form: ReviewForm) -> None:
    if form.action.data == "sign":
        service.sign(version, language, form.reviewer.data, current_user.email)
        flash(_("%(language)s is signed.", language=views.name_of(language)))
        return
    held = form.action.data == "hold"
    service.hold_back(version, language, held, current_user.email)
    words = _("%(language)s is held back.") if held else _("%(language)s is offered.")
    flash(words % {"language": views.name_of(language)})


def _page(wave, language: str | None = None, messages=()):
    return render_template(
        "officer/channels_languages.html", form=ReviewForm(formdata=None), languages=views.of_languages(wave),
        wrong=language, version=wave.version.number, translations=translations_of(wave),
        errors=[{"text": message, "href": f"#reviewer-{language}"} for message in messages], **views.frame(wave),
    )  # fmt: skip
