"""How far two coders agree, and settling the texts on which they do not."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.qualitative import figure_views, views, words
from consult.blueprints.officer.qualitative.coding import ready_or_404
from consult.blueprints.officer.qualitative.forms import NONE, CodesForm
from consult.blueprints.officer.qualitative.overview import ITEM, question_or_404
from consult.blueprints.officer.views import form_errors
from consult.services.qualitative import agreeing, coding, frames

AGREEMENT = ITEM + "/agreement"
ONE = AGREEMENT + "/<uuid:response_id>"


@blueprint.get(AGREEMENT)
def agreement(partnership_slug: str, wave_slug: str, item: str):
    """Agreement theme by theme, and the texts to settle."""
    wave = question_or_404(wave_slug, item)
    differing = [{"reading": one, "tongue": views.tongue(one.response.language)}
                 for one in agreeing.to_settle(wave, item)]  # fmt: skip
    return render_template(
        "officer/qualitative_agreement.html", compared=figure_views.agreement(agreeing.compare(wave, item)),
        differing=differing, **views.frame(wave, item),
    )  # fmt: skip


@blueprint.get(ONE)
def settle(partnership_slug: str, wave_slug: str, item: str, response_id):
    """Both decisions side by side, and the one to come."""
    wave, reading, done = _twice_or_404(wave_slug, item, response_id)
    form = CodesForm()
    kept = done.get(coding.COUNTING)
    both = kept.themes if kept else done["first"].themes & done["second"].themes
    form.themes.data = [str(one) for one in both] or ([NONE] if kept else [])
    return _page(wave, reading, done, form)


@blueprint.post(ONE)
def settle_codes(partnership_slug: str, wave_slug: str, item: str, response_id):
    """Keep what was settled."""
    wave, reading, done = _twice_or_404(wave_slug, item, response_id)
    form = CodesForm()
    if not form.validate_on_submit():
        return _page(wave, reading, done, form), 422
    try:
        coding.settle(wave, reading, form.chosen, current_user.email)
    except coding.CannotCode as error:
        return _page(wave, reading, done, form, [{"text": words.refusals()[error.reason], "href": "#themes"}]), 422
    flash(_("The text is settled."))
    place = {"partnership_slug": partnership_slug, "wave_slug": wave_slug, "item": item}
    return redirect(url_for("officer.agreement", **place), code=303)


def _twice_or_404(wave_slug: str, item: str, response_id):
    wave, reading = ready_or_404(wave_slug, item, response_id)
    done = coding.turns(reading)
    if not {"first", "second"} <= done.keys():
        abort(404)
    return wave, reading, done


def _page(wave, reading, done, form: CodesForm, errors=()):
    marked = done["first"].themes | done["second"].themes
    listed = [one for one in frames.themes_of(wave.survey, reading.item, retired=True)
              if not one.retired or one.id in marked]  # fmt: skip
    compared = [{"name": one.name, "first": one.id in done["first"].themes, "second": one.id in done["second"].themes}
                for one in listed if one.id in marked]  # fmt: skip
    return render_template(
        "officer/qualitative_settle.html", form=form, none_value=NONE, reading=reading, compared=compared,
        first=done["first"].coder, second=done["second"].coder,
        groups=views.theme_groups(listed, form.themes.data or ()), tongue=views.tongue(reading.response.language),
        errors=[*form_errors(form), *errors], **views.frame(wave, reading.item),
    )  # fmt: skip
