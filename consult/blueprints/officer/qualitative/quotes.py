"""Quotes to approve: of those who agreed, redacted, one decision each."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.qualitative import views
from consult.blueprints.officer.qualitative.forms import PressForm, QuoteForm
from consult.blueprints.officer.qualitative.overview import ITEM, question_or_404
from consult.blueprints.officer.views import form_errors
from consult.services.qualitative import quotes as service

QUOTES = ITEM + "/quotes"
NEW = QUOTES + "/from/<id(reading):reading_id>"
ONE = QUOTES + "/<id(quote):quote_id>"


@blueprint.get(QUOTES)
def quotes(partnership_slug: str, wave_slug: str, item: str):
    """The quotes so far, and the texts that may be quoted."""
    wave = question_or_404(wave_slug, item)
    page = max(1, min(request.args.get("page", 1, type=int), 100_000))
    readings, total = service.candidates(wave, item, page)
    return render_template(
        "officer/qualitative_quotes.html", quotes=views.quotes(wave, item), form=PressForm(), page=page, total=total,
        candidates=[{"reading": one, "tongue": views.tongue(one.response.language)} for one in readings],
        last=page * service.PAGE >= total, asked_consent=service.consent_item(wave, item),
        least=service.least_answers(wave), **views.frame(wave, item),
    )  # fmt: skip


@blueprint.get(NEW)
def new_quote(partnership_slug: str, wave_slug: str, item: str, reading_id: int):
    """A text to cut a quote out of."""
    wave, reading = _candidate_or_404(wave_slug, item, reading_id)
    return _page(wave, reading, QuoteForm(formdata=None, words=reading.redacted))


@blueprint.post(NEW)
def approve_quote(partnership_slug: str, wave_slug: str, item: str, reading_id: int):
    """Approve the words that were kept."""
    wave, reading = _candidate_or_404(wave_slug, item, reading_id)
    form = QuoteForm()
    if not form.validate_on_submit():
        return _page(wave, reading, form), 422
    try:
        service.approve(wave, item, reading_id, form.words.data, current_user.email)
    except service.CannotQuote as error:
        return _page(wave, reading, form, [{"text": str(error.words), "href": "#words"}]), 422
    flash(_("The quote is approved."))
    return _back(partnership_slug, wave_slug, item)


@blueprint.post(ONE)
def take_back_quote(partnership_slug: str, wave_slug: str, item: str, quote_id: int):
    """Delete a quote."""
    wave = question_or_404(wave_slug, item)
    found = service.one_of(wave, item, quote_id) or abort(404)
    if PressForm().validate_on_submit():
        service.take_back(wave, found, current_user.email)
        flash(_("The quote is taken back."))
    return _back(partnership_slug, wave_slug, item)


def _candidate_or_404(wave_slug: str, item: str, reading_id: int):
    wave = question_or_404(wave_slug, item)
    return wave, service.candidate(wave, item, reading_id) or abort(404)


def _back(partnership_slug: str, wave_slug: str, item: str):
    place = {"partnership_slug": partnership_slug, "wave_slug": wave_slug, "item": item}
    return redirect(url_for("officer.quotes", **place), code=303)


def _page(wave, reading, form: QuoteForm, errors=()):
    return render_template(
        "officer/qualitative_quote.html", form=form, reading=reading, tongue=views.tongue(reading.response.language),
        errors=[*form_errors(form), *errors], **views.frame(wave, reading.item),
    )  # fmt: skip
