"""Reading one text at a time and deciding what is taken out of it."""

import uuid

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.qualitative import views
from consult.blueprints.officer.qualitative.forms import RedactForm
from consult.blueprints.officer.qualitative.overview import ITEM, question_or_404
from consult.blueprints.officer.views import form_errors
from consult.redaction import NotInText, take_out
from consult.services.qualitative import redacting, texts

READ = ITEM + "/read"
TEXT = READ + "/<uuid:response_id>"


@blueprint.get(READ)
def read_next(partnership_slug: str, wave_slug: str, item: str):
    """The next text that nobody has read; without one, the overview."""
    wave = question_or_404(wave_slug, item)
    after = request.args.get("after", type=uuid.UUID)
    return _go_on(wave, item, after)


def _go_on(wave, item: str, after=None):
    found = texts.next_unread(wave, item, after)
    place = {"partnership_slug": wave.survey.partnership.slug, "wave_slug": wave.slug}
    if found is None:
        flash(_("Every text of this question has been read."))
        return redirect(url_for("officer.words", **place), code=303)
    return redirect(url_for("officer.read_text", item=item, response_id=found, **place), code=303)


@blueprint.get(TEXT)
def read_text(partnership_slug: str, wave_slug: str, item: str, response_id):
    """A text as it was written. That it was opened is written down."""
    wave, text = _text_or_404(wave_slug, item, response_id)
    texts.record_reading(wave, text, current_user.email)
    form = RedactForm()
    form.take.data = [one["key"] for one in views.marked(text.words)["found"]]
    return _page(wave, text, form)


@blueprint.post(TEXT)
def redact_text(partnership_slug: str, wave_slug: str, item: str, response_id):
    """Keep it with things taken out, show how it would read, or hold it back."""
    wave, text = _text_or_404(wave_slug, item, response_id)
    form = RedactForm()
    if not form.validate_on_submit():
        return _page(wave, text, form), 422
    try:
        if form.action.data == "preview":
            shown = take_out(text.words, redacting.chosen(text.words, form.take.data), form.words)
            return _page(wave, text, form, preview=shown)
        flash(_decide(wave, text, form))
    except (NotInText, redacting.NotSuggested) as error:
        return _page(wave, text, form, refused(error)), 422
    return _go_on(wave, item, response_id)


def _decide(wave, text, form: RedactForm) -> str:
    """Do what was decided, and say what became of the text."""
    try:
        if form.action.data == "hold":
            redacting.hold(wave, text, current_user.email)
            return _("The text is held back. It is neither coded nor quoted.")
        redacting.redact(wave, text, form.take.data, form.words, current_user.email)
    except texts.Gone:
        return _("The text was withdrawn meanwhile. Nothing of it is kept.")
    return _("The text is kept for coding.")


def refused(error) -> list[dict]:
    """Why nothing was taken out."""
    if isinstance(error, NotInText):
        return [{"text": _("“%(words)s” is not in the text. Copy the words as they stand there.", words=words),
                 "href": "#by_hand"} for words in error.words]  # fmt: skip
    return [{"text": _("The page no longer fits the text. Look at it again and decide once more."), "href": "#main"}]


def _text_or_404(wave_slug: str, item: str, response_id):
    wave = question_or_404(wave_slug, item)
    return wave, texts.find(wave, item, response_id) or abort(404)


def _page(wave, text, form: RedactForm, errors=(), preview=None):
    return render_template(
        "officer/qualitative_read.html", form=form, marked=views.marked(text.words), tongue=views.tongue(text.language),
        kept=texts.reading(wave, text.item, text.response_id), progress=texts.progress_of(wave, text.item),
        preview=preview, errors=[*form_errors(form), *errors], response_id=text.response_id,
        **views.frame(wave, text.item),
    )  # fmt: skip
