"""The partnership, its waves, their fieldwork and their questionnaires."""

from flask import abort, flash, g, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint, views
from consult.blueprints.officer.forms import StateForm
from consult.services import accounts, field, fieldwork, opening, weigh
from consult.services.answering import daily
from consult.web.access import may_open
from consult.web.accounts import role_name
from consult.web.addresses import public

WAVE = "/<partnership_slug>/waves/<wave_slug>/"


def wave_or_404(slug: str):
    """The wave of the partnership in the address."""
    return field.wave(g.partnership, slug) or abort(404)


@blueprint.get("/")
def home():
    """The partnerships that this user works for. With one there is nothing to choose."""
    memberships = accounts.memberships(current_user)
    if len(memberships) == 1:
        return redirect(url_for("officer.overview", partnership_slug=memberships[0].partnership.slug))
    rows = [{"slug": one.partnership.slug, "title": one.partnership.title, "role": role_name(one.role.name)}
            for one in memberships]
    return render_template("officer/home.html", memberships=rows)


@blueprint.get("/<partnership_slug>/")
def overview(partnership_slug: str):
    """Every wave of the partnership and how far each has come."""
    # Words whose time has come are deleted also where nobody visits a survey any more.
    daily.tidy()
    waves = field.waves(g.partnership)
    tallies = fieldwork.tally(waves)
    cards = [views.card(wave, tallies[wave.id], weigh.current(wave)) for wave in waves]
    return render_template(
        "officer/overview.html", surveys=views.by_survey(cards), steps=views.steps(), wave=None,
        ways=views.ways(),
        questionnaires=views.questionnaires(g.partnership) if may_open("officer.draft") else [],
        simulated=sum(card["simulated"] for card in cards), may_plan=may_open("officer.new_wave"),
    )


@blueprint.get(WAVE)
def wave(partnership_slug: str, wave_slug: str):
    """Fieldwork: what is coming in, and opening and closing."""
    return _fieldwork(wave_or_404(wave_slug))


def _fieldwork(wave, errors=()):
    # Its package adds routes below these.
    from consult.blueprints.officer.fieldwork import live

    link = public("respond.start", survey_slug=wave.survey.slug)
    return render_template(
        "officer/wave.html", steps=views.steps(wave, "officer.wave"), form=StateForm(), errors=list(errors),
        may_read=may_open("officer.impact"), may_change=g.membership.may("work"), link=link,
        unnamed=_unnamed(), left=_left(wave), **live.page(wave),
    )


def _unnamed() -> bool:
    """Whether the privacy notice has nobody to name, for those who may see whom it names."""
    return may_open("officer.privacy") and not (g.partnership.controller and g.partnership.contact)


def _left(wave) -> int:
    """How many things keep the wave from opening."""
    may_open = wave.state != "open" and g.membership.may("work")
    return len(opening.left(wave)) if may_open else 0


@blueprint.post(WAVE)
def wave_state(partnership_slug: str, wave_slug: str):
    """Open or close the wave."""
    wave = wave_or_404(wave_slug)
    form = StateForm()
    if not form.validate_on_submit():
        return _fieldwork(wave, [{"text": _("Choose whether to open or to close the wave"), "href": "#state"}]), 400
    if form.state.data == "open":
        try:
            opening.open_(wave, current_user.email)
        except (opening.NotReady, field.Changed):
            words = _("The wave was not opened: its questionnaire has to be checked first")
            return _fieldwork(wave, [{"text": words, "href": "#left"}]), 422
        flash(_("The wave is open."))
    else:
        field.close(wave, current_user.email)
        flash(_("The wave is closed."))
    return redirect(url_for("officer.wave", partnership_slug=partnership_slug, wave_slug=wave_slug))


@blueprint.get(WAVE + "questionnaire")
def questionnaire(partnership_slug: str, wave_slug: str):
    """The questionnaire, to read."""
    wave = wave_or_404(wave_slug)
    return render_template(
        "officer/questionnaire.html", wave=views.card(wave), steps=views.steps(wave, "officer.questionnaire"),
        may_change=may_open("officer.change_draft"),
        translations=views.translations_of(wave),
        **views.questionnaire(field.questionnaire(wave.version), wave.version, str(get_locale())),
    )
