"""Who is asked: a rule put together by picking earlier questions and their answers."""

from functools import partial

from flask import abort, render_template, request
from flask_babel import gettext as _

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.authoring import views
from consult.blueprints.officer.authoring.common import (
    QUESTIONNAIRE,
    Attempt,
    at,
    draft_of,
    frame,
    keeps_typing,
    words_of,
)
from consult.blueprints.officer.authoring.forms import LeafForm
from consult.questionnaire import authoring
from consult.questionnaire.routing import COMPARISONS
from consult.services import field

KINDS = {"question": "item", "page": "page", "section": "section"}
ADD = "add"


@blueprint.route(QUESTIONNAIRE + "who/<any(question,page,section):kind>/<part_id>", methods=["GET", "POST"])
@keeps_typing
def draft_rule(partnership_slug: str, survey_slug: str, kind: str, part_id: str):
    """The conditions of a question, a page or a section; `?of=` names the earlier question of one more."""
    survey, version = draft_of(survey_slug)
    try:
        condition = authoring.rule(version.document, KINDS[kind], part_id)
    except authoring.CannotAuthor:
        abort(404)
    item = _asked(version, kind, part_id)
    form = _form(item)
    if not form.is_submitted():
        form.based_on.data = version.sha256
        form.joined.data = (authoring.flat(condition) or ("all", []))[0]
    page = partial(_page, survey, version, (kind, part_id), condition, item, form)
    if not form.is_submitted():
        return page()
    return _change(Attempt(survey, version, form, page), (kind, part_id), condition, item)


def _change(attempt: Attempt, part: tuple[str, str], condition, item):
    form, kind, part_id = attempt.form, KINDS[part[0]], part[1]
    do, _colon, number = (form.do.data or "").partition(":")
    if do == ADD and item is None:
        return attempt.page([{"text": _("Choose an earlier question"), "href": "#of"}]), 422
    if do != ADD:
        # Only a condition that is added says when it holds.
        del form.operator
        made = _without(do, number, condition, form.joined.data)
    else:
        leaf, wrong = _leaf(form, item)
        if wrong and form.operator.data:
            return attempt.page([wrong]), 422
        made = authoring.add_leaf(condition, leaf, form.joined.data) if leaf else condition
    here = at("officer.draft_rule", attempt.survey, kind=part[0], part_id=part_id)
    subject = views.rule(made, field.questionnaire(attempt.version)) or _("everybody is asked")
    return attempt.make(lambda old: authoring.set_rule(old, kind, part_id, made), "change rule", subject[:160], here,
                        "#rule")  # fmt: skip


def _without(do: str, number: str, condition, joined: str):
    if do == "clear":
        return None
    if do == "joined":
        return authoring.set_joined(condition, joined)
    try:
        return authoring.remove_leaf(condition, int(number) if number.isdecimal() else -1)
    except authoring.CannotAuthor:
        abort(404)


def _leaf(form: LeafForm, item):
    """(the condition that was picked, what is wrong with it): one of the two is None."""
    operator = form.operator.data
    if operator in ("in", "not_in"):
        values = [value for value in form.values.data or [] if value in dict(form.values.choices)]
        if not values:
            return None, {"text": _("Choose at least one answer"), "href": "#values"}
        return {"item": item.name, operator: values}, None
    if operator in ("answered", "not_answered"):
        return {"item": item.name, "answered": operator == "answered"}, None
    amount = _amount(form.amount.data, item)
    if operator in COMPARISONS and amount is not None:
        return {"item": item.name, operator: amount}, None
    wanted = (_("Write a month such as 2026-03") if item.type == "month" else _("Write a whole number"))
    return None, {"text": wanted, "href": "#amount"}


def _amount(typed: str, item):
    """The number or the month to compare with; None for what is neither."""
    try:
        amount = typed if item.type == "month" else int(typed)
    except ValueError:
        return None
    return amount if item.compares(amount) else None


def _asked(version, kind: str, part_id: str):
    """The earlier question that one more condition is to look at; None where none was picked."""
    wanted = request.args.get("of")
    return next((item for item in _earlier(version, kind, part_id) if item.name == wanted), None) if wanted else None


def _earlier(version, kind: str, part_id: str) -> list:
    """The questions with an answer, on pages before this part."""
    found = []
    for page in field.questionnaire(version).pages:
        here = {"question": [item.name for item in page.items], "page": [page.id], "section": [page.section.id]}
        if part_id in here[kind]:
            break
        found += [item for item in page.items if item.asks]
    return found


def _form(item) -> LeafForm:
    form = LeafForm()
    form.operator.choices = list(_operators(item)) if item else []
    choices = item.choices if item else ()
    form.values.choices = [(one.value, one.value) for one in choices]
    return form


def _operators(item) -> dict[str, str]:
    """What a condition can say of a question of this type, in words."""
    found = {}
    if item.choices:
        found |= {"in": _("The answer is any of these"), "not_in": _("The answer is none of these, or there is none")}
        if item.type in ("several", "ranking"):
            found["in"] = _("Any of these was chosen")
            found["not_in"] = _("None of these was chosen")
        if item.type == "grid":
            found["in"] = _("Any line was answered so")
            found["not_in"] = _("No line was answered so")
    if item.measurable:
        what = _("How many were chosen") if item.type == "several" else _("The answer")
        found |= {"at_least": _("%(what)s: this or more", what=what), "at_most": _("%(what)s: this or less", what=what),
                  "equals": _("%(what)s: exactly this", what=what)}
    return found | {"answered": _("It was answered, whatever the answer"), "not_answered": _("It was not answered")}


def _page(survey, version, part, condition, item, form, errors=()):
    kind, part_id = part
    document, questionnaire = version.document, field.questionnaire(version)
    found = authoring.flat(condition)
    page_id, about = _about(document, kind, part_id)
    return render_template(
        "officer/authoring/rule.html", form=form, errors=list(errors), kind=kind, part_id=part_id, about=about,
        rule=views.rule(condition, questionnaire), nested=found is None, joined=found and found[0],
        leaves=[views.rule(leaf, questionnaire) for leaf in found[1]] if found else [],
        earlier=[(one.name, words_of(document, one.text)) for one in _earlier(version, kind, part_id)],
        of=item and {"name": item.name, "text": words_of(document, item.text), "measurable": item.measurable,
                     "operators": list(_operators(item).items()),
                     "choices": [(one.value, words_of(document, one.text)) for one in item.choices]},
        question=views.question(version, authoring.find(document, part_id)) if kind == "question" else None,
        here="rule", section_id=_section_of(document, page_id), **frame(survey, document, page_id),
    )  # fmt: skip


def _about(document: dict, kind: str, part_id: str) -> tuple[str, object]:
    """(the page to show beside it, the words of what the rule is for)."""
    if kind == "question":
        place = authoring.find(document, part_id)
        return place.page["id"], words_of(document, place.item["text"])
    if kind == "section":
        section = authoring.section(document, part_id)
        return section["pages"][0]["id"], words_of(document, section["title"])
    page = next(page for _section, page in authoring.pages(document) if page["id"] == part_id)
    return part_id, words_of(document, page["items"][0]["text"])


def _section_of(document: dict, page_id: str) -> str:
    return next(section["id"] for section, page in authoring.pages(document) if page["id"] == page_id)
