"""The addresses of a survey, from its first page to the thanks."""

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from flask_babel import get_locale

from consult.blueprints.respond import views
from consult.blueprints.respond.cookie import DraftCookie
from consult.blueprints.respond.forms import ClearForm, PageForm, SendForm, WithdrawForm
from consult.extensions import csrf
from consult.questionnaire import first_unanswered, path
from consult.services import field, respond
from consult.web.locale import offer

blueprint = Blueprint("respond", __name__, url_prefix="/s/<survey_slug>")
# Its forms check their own token, so that a stale one costs a click and not an answer.
csrf.exempt(blueprint)


@blueprint.url_value_preprocessor
def find_survey(_endpoint, values):
    """Every page here belongs to a survey: g.survey, its wave and its questionnaire."""
    survey = field.survey(values.pop("survey_slug"))
    if survey is None:
        abort(404)
    g.survey = survey
    g.partnership = g.survey.partnership
    g.cookie = DraftCookie(g.survey)
    g.wave = field.open_wave(g.survey) or field.last_wave(g.survey)
    g.questionnaire = field.questionnaire(g.wave.version if g.wave else field.latest_version(g.survey))
    offer(g.questionnaire.languages)


@blueprint.before_request
def wait_for_a_wave():
    """A survey that has never been open says so on every page."""
    return None if g.wave else render_template("respond/closed.html", wave=None, kept=False)


@blueprint.url_defaults
def keep_survey(_endpoint, values):
    """Addresses made on these pages lead to the same survey."""
    if "survey_slug" not in values and "survey" in g:
        values["survey_slug"] = g.survey.slug


@blueprint.after_request
def give_cookie(response):
    """Hand out the draft's secret where one was made."""
    if "cookie" in g:
        g.cookie.write(response)
    return response


@blueprint.get("")
def start():
    """What this is, in which languages, and the way in."""
    if not g.wave.takes_answers:
        return _closed_page()
    answers = _sheet().answers
    resume = first_unanswered(g.questionnaire, answers) if answers else g.questionnaire.pages[0]
    return render_template(
        "respond/start.html",
        form=ClearForm(),
        words=views.words(),
        going_on=bool(answers),
        sent=not answers and _sent(),
        next_address=url_for(".question", page_id=resume.id) if resume else url_for(".check"),
        language_states=views.language_state(),
    )


@blueprint.post("/clear")
def clear():
    """Forget what this device has answered, for the next person who holds it."""
    if ClearForm().validate_on_submit():
        if g.cookie.known:
            respond.forget(g.cookie.secret())
        g.cookie.renew()
    return redirect(url_for(".start"))


@blueprint.route("/q/<page_id>", methods=["GET", "POST"])
def question(page_id):
    """One question: shown, or its answer kept and the next one shown."""
    answers = _sheet().answers
    if not answers and _sent():
        return redirect(url_for(".thanks"))
    steps = path(g.questionnaire, answers)
    page = next((step for step in steps if step.id == page_id), None)
    if page is None:
        return _off_path()
    if not respond.may_answer(g.wave):
        return _closed()
    form = PageForm.of(page, answers)
    if form.validate_on_submit():
        try:
            respond.keep(g.wave, g.cookie.secret(), _key(), form.entries, form.names)
        except respond.Closed:
            return _closed()
        return redirect(_after(page))
    view = views.page(page, steps, form)
    status = 422 if form.errors else 200
    return render_template("respond/question.html", view=view, form=form, back=_before(page, steps)), status


@blueprint.route("/check", methods=["GET", "POST"])
def check():
    """All answers to look over, and the button that sends them."""
    if not respond.may_answer(g.wave):
        return _closed()
    if _sent():
        return redirect(url_for(".thanks"))
    form = SendForm()
    if form.validate_on_submit():
        return _send()
    return _check_page(form)


@blueprint.get("/thanks")
def thanks():
    """Thanks, where to find support, and the code that takes the answers back."""
    if not _sent():
        return redirect(url_for(".start"))
    code = respond.receipt(g.cookie.secret(), _key())
    support = views.support(g.questionnaire.support)
    return render_template("respond/thanks.html", code=code, support=support, words=views.words())


@blueprint.route("/withdraw", methods=["GET", "POST"])
def withdraw():
    """Delete the one response that a receipt belongs to."""
    form = WithdrawForm()
    if form.validate_on_submit():
        if respond.withdraw(g.survey, form.code.data):
            return render_template("respond/withdrawn.html")
        form.refuse()
    return render_template("respond/withdraw.html", form=form), 422 if form.errors else 200


def _send():
    try:
        respond.submit(g.wave, g.questionnaire, g.cookie.secret(), _key(), str(get_locale()))
    except respond.Closed:
        return _closed()
    except respond.NothingToSend:
        return redirect(url_for(".start"))
    except respond.Incomplete as incomplete:
        return redirect(url_for(".question", page_id=incomplete.problems[0].page_id))
    return redirect(url_for(".thanks"))


def _check_page(form):
    answers = _sheet().answers
    unfinished = first_unanswered(g.questionnaire, answers)
    if not answers:
        return redirect(url_for(".start"))
    return render_template(
        "respond/check.html",
        form=form,
        rows=views.summary(g.questionnaire, answers),
        unfinished=url_for(".question", page_id=unfinished.id) if unfinished else None,
        back=url_for(".question", page_id=path(g.questionnaire, answers)[-1].id),
    )


def _off_path():
    unfinished = first_unanswered(g.questionnaire, _sheet().answers)
    onward = url_for(".question", page_id=unfinished.id) if unfinished else url_for(".check")
    return render_template("respond/off_path.html", onward=onward), 404


def _closed():
    return _closed_page(), 410


def _closed_page():
    return render_template("respond/closed.html", wave=g.wave, kept=bool(_sheet().answers))


def _after(page):
    """Back to the check page when that is where the reader came from and nothing new is asked; else the next page."""
    answers = _sheet().answers
    steps = path(g.questionnaire, answers)
    if request.args.get("from") == "check" and first_unanswered(g.questionnaire, answers) is None:
        return url_for(".check")
    ids = [step.id for step in steps]
    position = ids.index(page.id) + 1
    return url_for(".question", page_id=ids[position]) if position < len(ids) else url_for(".check")


def _before(page, steps):
    if request.args.get("from") == "check":
        return url_for(".check")
    ids = [step.id for step in steps]
    position = ids.index(page.id)
    return url_for(".question", page_id=ids[position - 1]) if position else url_for(".start")


def _sheet():
    if not g.cookie.known:
        return respond.Sheet()
    sheet = respond.read(g.cookie.secret(), _key())
    # A draft of an earlier wave does not flow into this one.
    return sheet if sheet.wave_id in (None, g.wave.id) else respond.Sheet()


def _sent():
    return g.cookie.known and respond.was_sent(g.cookie.secret(), _key())


def _key():
    return current_app.config["DRAFT_KEY"]
