"""Where a question stands: its place, its page, its section, and its removal."""

from functools import partial

from flask import render_template

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.authoring import views
from consult.blueprints.officer.authoring.common import (
    Attempt,
    at,
    draft_of,
    frame,
    keeps_typing,
    place_or_404,
    words_of,
)
from consult.blueprints.officer.authoring.forms import SectionForm
from consult.blueprints.officer.authoring.questions import QUESTION
from consult.questionnaire import authoring
from consult.services.authoring import words

REMOVE = ("remove", "remove_with_rules")


@blueprint.route(QUESTION + "/place", methods=["GET", "POST"])
@keeps_typing
def draft_place(partnership_slug: str, survey_slug: str, name: str):
    """Move it, give it a page, begin a section with it, or remove it."""
    survey, version = draft_of(survey_slug)
    place = place_or_404(version, name)
    form = SectionForm()
    if not form.is_submitted():
        form.based_on.data = version.sha256
    page = partial(_page, survey, version, place, form)
    if not form.is_submitted():
        return page()
    do = form.do.data
    if do != "begin":
        form.title.validators = ()
    subject = words_of(version.document, place.item["text"]).value
    here = at("officer.draft_place", survey, name=name)
    change, done = _change(do, place, form.title.data)
    return Attempt(survey, version, form, page).make(
        change, done, form.title.data if do == "begin" else subject,
        at("officer.draft", survey) if do in REMOVE else here, "#title" if do == "begin" else "#remove",
    )  # fmt: skip


def _change(do: str, place, title: str):
    """What a button does, and the step it is told as."""
    name, page_id = place.item["name"], place.page["id"]
    return {
        "up": (lambda old: authoring.move_item(old, name, -1), "move question"),
        "down": (lambda old: authoring.move_item(old, name, 1), "move question"),
        "split": (lambda old: authoring.split_page(old, name), "split page"),
        "join": (lambda old: authoring.join_page(old, page_id), "join page"),
        "begin": (lambda old: authoring.begin_section(old, page_id, title), "begin section"),
        "remove_with_rules": (lambda old: authoring.remove_item(old, name, with_rules=True), "remove question"),
    }.get(do, (lambda old: authoring.remove_item(old, name), "remove question"))


def _page(survey, version, place, form, errors=()):
    document, items = version.document, place.page["items"]
    users = authoring.dependents(document, place.item["name"])
    return render_template(
        "officer/authoring/place.html", form=form, errors=list(errors), question=views.question(version, place),
        here="place", users=[words.dependent(one, document) for one in users],
        only_rules=bool(users) and all(one.by == "rule" for one in users),
        is_first_of_page=items[0] is place.item, shares_page=not place.alone,
        begins_section=place.section["pages"][0] is place.page,
        section_title=words_of(document, place.section["title"]),
        **frame(survey, document, place.page["id"]),
    )  # fmt: skip
