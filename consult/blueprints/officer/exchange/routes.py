"""Take a questionnaire out; bring one in: the file, what was understood of it, what becomes of it."""

from flask import abort, flash, g, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.exchange import views
from consult.blueprints.officer.exchange.forms import NEW, DecideForm, FormFileForm
from consult.blueprints.officer.views import form_errors, steps
from consult.questionnaire import QuestionnaireError
from consult.services.exchange import files, keeping, reading

EXCHANGE = "/<partnership_slug>/exchange"


@blueprint.get(EXCHANGE)
def exchange(partnership_slug: str):
    """Every questionnaire, to take out, and the way in."""
    return render_template(
        "officer/exchange/exchange.html", steps=steps(), surveys=views.surveys(keeping.surveys(g.partnership)),
        may_change=g.membership.may("work"), brought=views.brought_before(keeping.recent(g.partnership)),
    )  # fmt: skip


@blueprint.get(EXCHANGE + "/out/<survey_slug>/<int(max=2147483647):number>.<kind>")
def take_out(partnership_slug: str, survey_slug: str, number: int, kind: str):
    """One version as a file: our own document, or an XLSForm."""
    version = keeping.version(g.partnership, survey_slug, number)
    if version is None or kind not in keeping.KINDS:
        abort(404)
    content = keeping.taken_out(version, kind, current_user.email)
    return send_file(
        views.stream(content), mimetype=keeping.KINDS[kind], as_attachment=True,
        download_name=f"{survey_slug}-{number}.{kind}",
    )  # fmt: skip


@blueprint.get(EXCHANGE + "/in")
def bring_questionnaire(partnership_slug: str):
    """Choose the file."""
    return _choose(FormFileForm())


@blueprint.post(EXCHANGE + "/in")
def read_questionnaire(partnership_slug: str):
    """Read the file and keep what it holds, or say why it cannot be used. No survey changes yet."""
    form = FormFileForm()
    if not form.validate_on_submit():
        return _choose(form, form_errors(form)), 422
    file = form.file.data
    try:
        brought = reading.read(file.stream.read(files.MOST_BYTES + 1), file.filename)
    except files.FileRefused as refused:
        form.file.errors = [f"{refused.words} {refused.remedy}"]
        return _choose(form, form_errors(form)), 422
    if brought.document is None:
        errors = [{"text": _("No questionnaire could be made of the file."), "href": "#refused"}]
        return _choose(form, errors, views.refusal(brought)), 422
    kept = keeping.keep(g.partnership, file.filename, brought, current_user.email)
    address = url_for("officer.brought", partnership_slug=partnership_slug, brought_id=kept.id)
    return redirect(address, code=303)


def _choose(form: FormFileForm, errors=(), refused=None):
    return render_template("officer/exchange/bring.html", steps=steps(), form=form, errors=list(errors),
                           refused=refused)  # fmt: skip


@blueprint.get(EXCHANGE + "/in/<id(brought):brought_id>")
def brought(partnership_slug: str, brought_id: int):
    """What was understood of a file, and what may become of it."""
    kept = _kept_or_404(brought_id)
    form = _decide_form()
    title = views.title(kept.document)
    form.title.data, form.audience.data = title, kept.document["audience"]
    form.address.data = keeping.suggested_address(g.partnership, title)
    return _report(kept, form)


@blueprint.post(EXCHANGE + "/in/<id(brought):brought_id>")
def decide_brought(partnership_slug: str, brought_id: int):
    """Make a survey of it, or the next step of a survey's draft."""
    kept, form = _kept_or_404(brought_id), _decide_form()
    if not form.validate_on_submit():
        return _report(kept, form, form_errors(form)), 422
    try:
        made = _made(kept, form)
    except keeping.CannotBring as error:
        form[error.about].errors = [error.words]
        return _report(kept, form, form_errors(form)), 422
    except QuestionnaireError as error:
        problems = [{"text": str(problem), "href": "#where", "lang": "en"} for problem in error.problems]
        return _report(kept, form, problems), 422
    flash(_("“%(file)s” is now version %(number)s of “%(survey)s”.", file=kept.filename, number=made.number,
            survey=made.survey.title))  # fmt: skip
    return redirect(url_for("officer.exchange", partnership_slug=partnership_slug), code=303)


def _made(kept, form: DecideForm):
    if form.where.data == NEW:
        new = keeping.NewSurvey(form.title.data, form.address.data, form.audience.data)
        return keeping.as_new_survey(kept, new, current_user.email)
    survey = next(one for one in keeping.surveys(g.partnership) if one.slug == form.where.data)
    return keeping.as_next_step(kept, survey, current_user.email)


def _decide_form() -> DecideForm:
    form = DecideForm()
    form.where.choices = [NEW, *(survey.slug for survey in keeping.surveys(g.partnership))]
    return form


def _kept_or_404(brought_id: int):
    return keeping.find(g.partnership, brought_id) or abort(404)


def _report(kept, form: DecideForm, errors=()):
    return render_template(
        "officer/exchange/brought.html", steps=steps(), form=form, errors=list(errors), kept=views.kept(kept),
        surveys=keeping.surveys(g.partnership),
    )  # fmt: skip
