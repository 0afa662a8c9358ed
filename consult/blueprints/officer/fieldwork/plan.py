"""Planning a wave, changing its plan, extending and pausing it."""

from flask import abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint, views
from consult.blueprints.officer.fieldwork import words
from consult.blueprints.officer.fieldwork.forms import ExtendForm, PauseForm, PlanForm
from consult.blueprints.officer.routes import WAVE, wave_or_404
from consult.services import field
from consult.services import wave_plans as service
from consult.web.locale import long_date

NEW = "/<partnership_slug>/surveys/<survey_slug>/plan-a-wave"
PLAN = WAVE + "plan"


@blueprint.get(NEW)
def new_wave(partnership_slug: str, survey_slug: str):
    """The plan of a new wave."""
    survey = _survey_or_404(survey_slug)
    return _new_page(survey, PlanForm(ways=["outreach", "import"], consent_routes=["school", "centre", "parent"]))


@blueprint.post(NEW)
def plan_wave(partnership_slug: str, survey_slug: str):
    """Make it."""
    survey = _survey_or_404(survey_slug)
    form = PlanForm()
    if not form.validate_on_submit():
        return _new_page(survey, form), 422
    try:
        wave = service.add(survey, _plan(form), current_user.email)
    except service.PlanRefused as refused:
        form.refuse(refused.problems)
        return _new_page(survey, form), 422
    flash(_("The wave is planned. It takes answers once you open it."))
    return _to_wave(wave)


@blueprint.get(PLAN)
def wave_plan(partnership_slug: str, wave_slug: str):
    """The plan of a wave, and what of it may still change."""
    wave = wave_or_404(wave_slug)
    return _plan_page(wave, _filled(wave), ExtendForm())


@blueprint.post(PLAN)
def change_wave_plan(partnership_slug: str, wave_slug: str):
    """Change it."""
    wave = wave_or_404(wave_slug)
    form = PlanForm()
    _leave_fixed(wave, form)
    if not form.validate_on_submit():
        return _plan_page(wave, form, ExtendForm()), 422
    try:
        service.change(wave, _plan(form), current_user.email)
    except service.PlanRefused as refused:
        form.refuse(refused.problems)
        return _plan_page(wave, form, ExtendForm()), 422
    flash(_("The plan is changed."))
    return _to_wave(wave)


@blueprint.post(WAVE + "extend")
def extend_wave(partnership_slug: str, wave_slug: str):
    """Let it run longer."""
    wave = wave_or_404(wave_slug)
    form = ExtendForm()
    if form.validate_on_submit():
        try:
            service.extend(wave, form.closes_on.data, current_user.email)
        except service.PlanRefused as refused:
            form.closes_on.errors = [said for _name, said in refused.problems]
        else:
            flash(_("The wave now runs until %(date)s.", date=long_date(form.closes_on.data)))
            return _to_wave(wave)
    return _plan_page(wave, _filled(wave), form), 422


@blueprint.post(WAVE + "pause")
def pause_wave(partnership_slug: str, wave_slug: str):
    """Pause it, or take it up again. Pressed twice, the second press changes nothing."""
    wave = wave_or_404(wave_slug)
    form = PauseForm()
    if not form.validate_on_submit():
        abort(400)
    if form.action.data == "pause":
        service.pause(wave, current_user.email)
        flash(_("The wave is paused.") if wave.stage == "paused" else _("Only a wave that takes answers can pause."))
    else:
        service.resume(wave, current_user.email)
        flash(_("The wave takes answers again.") if wave.stage == "open" else _("The wave is not paused."))
    return _to_wave(wave)


def _survey_or_404(slug: str):
    survey = field.survey(slug)
    return survey if survey and survey.partnership_id == g.partnership.id else abort(404)


def _plan(form: PlanForm) -> service.Plan:
    names = ("title", "design", "opens_on", "closes_on", "target", "retention_days", "answers_days")
    ways = form.ways.data
    return service.Plan(
        **{name: getattr(form, name).data for name in names},
        open_link="open_link" in ways,
        channels=tuple(way for way in ways if way != "open_link"),
        consent_routes=tuple(form.consent_routes.data),
    )


def _filled(wave) -> PlanForm:
    """The form as the wave stands."""
    plan = service.Plan.of(wave)
    ways = [*(["open_link"] if plan.open_link else []), *plan.channels]
    # Nothing of what was posted: it was another form of the page.
    return PlanForm(formdata=None, data={**vars(plan), "ways": ways})


def _leave_fixed(wave, form: PlanForm) -> None:
    """The form has only what may still change: the rest is as it is."""
    filled, open_ = _filled(wave), service.may_change(wave)
    for name in ("title", "design", "opens_on", "closes_on", "ways", "target", "consent_routes", "retention_days",
                 "answers_days"):  # fmt: skip
        if ("channels" if name == "ways" else name) not in open_:
            form[name].validators = []
            form[name].data = filled[name].data


def _new_page(survey, form: PlanForm):
    return render_template(
        "officer/fieldwork/new_wave.html", form=form, errors=views.form_errors(form), survey=survey.title,
        young=survey.audience == "young", choices=words.plan_choices(), wave=None, steps=views.steps(),
    )  # fmt: skip


def _plan_page(wave, form: PlanForm, extend: ExtendForm):
    return render_template(
        "officer/fieldwork/plan.html", form=form, extend=extend, wave=views.card(wave),
        errors=[*views.form_errors(form), *views.form_errors(extend)], choices=words.plan_choices(),
        young=wave.survey.audience == "young", facts=words.plan_facts(wave),
        steps=views.steps(wave, "officer.wave"), may_change=g.membership.may("work"),
    )  # fmt: skip


def _to_wave(wave):
    address = url_for("officer.wave", partnership_slug=g.partnership.slug, wave_slug=wave.slug)
    return redirect(address, code=303)
