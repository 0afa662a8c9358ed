"""The addresses of a survey, from its first page to the thanks."""

from dataclasses import replace

from flask import g, redirect, render_template, request, url_for

from consult.blueprints.respond import blank, onward, views
from consult.blueprints.respond.forms import PageForm
from consult.blueprints.respond.places import places_on
from consult.blueprints.respond.survey import (
    address,
    blueprint,
    closed_page,
    key,
    lead_to,
    may_go_on,
    must_agree,
    next_page,
    questionnaire,
    sent,
    sheet,
)
from consult.blueprints.respond.way_forms import ClearForm, SendForm
from consult.questionnaire import first_unanswered, path
from consult.services import invitations, links, permissions
from consult.services.answering import daily, drafts, pages, receipts, sending
from consult.web import limits, work
from consult.web.locale import language


@blueprint.get("")
def start():
    """What this is, in which languages, and the way in."""
    daily.tidy()
    g.device.come_back()
    if not g.wave.takes_answers and not (g.wave.is_paused and may_go_on()):
        return closed_page()
    return blank.first(questionnaire(), _start_page)


def _start_page() -> str:
    _remember_way()
    going_on = bool(sheet().answers)
    return render_template(
        "respond/start.html",
        form=ClearForm(),
        words=views.words(questionnaire()),
        going_on=going_on,
        sent=not going_on and sent(),
        answered_before=not going_on and g.device.has_answered(g.wave.id),
        invitation=_invitation_state(),
        next_address=next_page(),
        language_state=views.language_state(),
        has_easy=questionnaire().has_easy,
    )


@blueprint.post("/clear")
def clear():
    """Forget what this device has answered, for the next person who holds it."""
    if ClearForm().validate_on_submit():
        if g.device.known:
            drafts.forget(g.device.secret())
        g.device.forget()
    return redirect(url_for(".start"))


@blueprint.route("/q/<page_id>", methods=["GET", "POST"])
def question(page_id):
    """One question: shown, or its answer kept and the next one shown."""
    answers = sheet().answers
    if not answers and sent():
        return lead_to(address("thanks"))
    if must_agree():
        return lead_to(address("age"))
    asked = questionnaire()
    steps = path(asked, answers)
    number = next((number for number, step in enumerate(steps) if step.id == page_id), None)
    if number is None:
        return _off_path()
    if not may_go_on():
        return closed_page(), 410
    if request.method == "GET":
        return _shown(steps, number)
    page = steps[number]
    if onward.is_of_another_page(page.id):
        return lead_to(address("question", page_id=page.id, **views.came_from()))
    form = _form(page)
    # A change of language sends the page's answers along, to be shown again and not judged yet.
    if "switch-language" not in request.form and form.validate_on_submit():
        return _keep(page, form)
    return _page(steps, number, form), 422 if form.errors else 200


def _shown(steps, number) -> str:
    """A page of questions with what was answered on it before."""
    page, place = steps[number], (number, len(steps), _before(number, steps))
    return blank.shown(questionnaire(), page, sheet().answers, place,
                       lambda: _page(steps, number, _form(page, fresh=True)))  # fmt: skip


def _form(page, fresh=False) -> PageForm:
    answers = sheet().answers
    asking, places = views.asking(questionnaire(), answers), places_on(page)
    return PageForm(page, answers, replace(asking, **places) if places else asking, fresh)


def _page(steps, number, form) -> str:
    view, back = views.page(steps[number], steps, form.asking), _before(number, steps)
    return render_template("respond/question.html", view=view, form=form, form_to_keep="question", back=back)


@blueprint.route("/check", methods=["GET", "POST"])
def check():
    """All answers to look over, and the button that sends them."""
    if not may_go_on():
        return closed_page(), 410
    if not sheet().answers:
        return redirect(url_for(".thanks") if sent() else url_for(".start"))
    # Nothing is sent that was not sent from here.
    if onward.is_of_another_page("check"):
        return lead_to(address("check"))
    form = SendForm()
    if form.validate_on_submit():
        return _send()
    return _looked_over(form)


def _looked_over(form) -> str:
    asked, answers = questionnaire(), sheet().answers
    unfinished, steps = first_unanswered(asked, answers), path(asked, answers)
    return render_template(
        "respond/check.html",
        form=form,
        rows=views.summary(steps, answers, views.asking(asked, answers)),
        unfinished=address("question", page_id=unfinished.id) if unfinished else None,
        back=address("question", page_id=steps[-1].id),
        openly=sheet().invitation is None,
        work=work.BITS if g.wave.asks_work and sheet().invitation is None else None,
    )


@blueprint.get("/thanks")
def thanks():
    """Thanks, what happens next, where to find support, and the code that takes the answers back."""
    return _thanks_page() if sent() else redirect(url_for(".start"))


def _thanks_page() -> str:
    return render_template(
        "respond/thanks.html",
        code=receipts.receipt(g.device.secret(), key()),
        words=views.words(questionnaire()),
        support=views.support(questionnaire().support),
    )


def _keep(page, form):
    given = pages.PageAnswers(page, form.names, form.entries, confirmed=request.form.get("confirm-change") == "yes")
    try:
        g.sheet = pages.answer(g.wave, questionnaire(), g.device.secret(), key(), given, g.device.way_in(), sheet())
    except pages.Closed:
        return closed_page(), 410
    except pages.WouldLose as change:
        return render_template(
            "respond/would_lose.html",
            form=form,
            posted=[(name, value) for name in form.field_names for value in request.form.getlist(name)],
            lost=[views.say(item.text) for item in change.items],
            back=url_for(".question", page_id=page.id, **views.came_from()),
        ), 409
    return _go_on(page)


def _go_on(page):
    """Back to the check page when that is where the reader came from and nothing new is asked; else the next page."""
    asked, answers = questionnaire(), sheet().answers
    if request.args.get("from") == "check" and first_unanswered(asked, answers) is None:
        return lead_to(address("check"))
    steps = path(asked, answers)
    number = [step.id for step in steps].index(page.id) + 1
    is_last = number == len(steps)
    target = address("check") if is_last else address("question", page_id=steps[number].id)
    # Without any answer there is nothing to look over.
    if not onward.is_asked() or (is_last and not answers):
        return lead_to(target)
    return onward.answer(_looked_over(SendForm(fresh=True)) if is_last else _shown(steps, number), target)


def _before(number, steps):
    if request.args.get("from") == "check":
        return address("check")
    return address("question", page_id=steps[number - 1].id) if number else address("start")


def _send():
    try:
        sending.submit(g.wave, g.device.secret(), key(), language(),
                       same_device=g.device.has_answered(g.wave.id), easy_read=g.easy, doubts=_doubts())  # fmt: skip
    except pages.Closed:
        return closed_page(), 410
    except (sending.NothingToSend, pages.NotAgreed):
        return redirect(url_for(".start"))
    except sending.NotInvited:
        return redirect(url_for(".invitation", used=1) if sheet().invitation else url_for(".invitation"))
    except sending.Incomplete as incomplete:
        return redirect(url_for(".question", page_id=incomplete.problems[0].page_id))
    g.device.mark_answered(g.wave.id)
    # What was sent is kept here no longer.
    g.sheet = drafts.Sheet()
    return onward.answer(_thanks_page(), address("thanks")) if onward.is_asked() else lead_to(address("thanks"))


def _doubts() -> list[str]:
    """Reasons to look at what is sent: it is taken all the same, since a browser may have filled the field in."""
    found = []
    if request.form.get("website", "").strip():
        found.append("unseen_field")
    if g.wave.asks_work and not work.is_done(request.form.get("csrf_token", ""), request.form.get("work", "")):
        found.append("no_work")
    return found


def _off_path():
    return render_template("respond/off_path.html", onward=next_page()), 404


def _remember_way():
    """Keep what the address says of how somebody came, once it is found to be good."""
    found = {}
    via = request.args.get("via")
    if via and (link := links.find(via)) and link.survey_id == g.survey.id:
        found["link_id"] = link.id
    code = request.args.get("invitation", "")
    if code and invitations.state(g.wave, code) == "fresh":
        found["invitation"] = receipts.plain(code)
    code = request.args.get("permission", "")
    if code:
        if permissions.find(g.wave, code):
            found["permission"] = receipts.plain(code)
        else:
            limits.note_wrong_code()
    if found:
        g.device.come_by(**found)


def _invitation_state() -> str | None:
    """What to say of invitations: "fresh" with a good one, why not with a bad one, "needed" where none was given."""
    code = request.args.get("invitation", "")
    if code:
        state = invitations.state(g.wave, code)
        if state == "unknown":
            limits.note_wrong_code()
        return state
    if sheet().invitation or g.device.way.get("invitation"):
        return "fresh"
    return None if g.wave.open_link else "needed"
