"""Questions put into a draft: from the bank, or new."""

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
from consult.blueprints.officer.authoring.forms import ActionForm, NewQuestionForm, lines, one_line
from consult.questionnaire import ITEM_TYPES, authoring

ADD = QUESTIONNAIRE + "sections/<section_id>/"


@blueprint.get(ADD + "bank")
def draft_bank(partnership_slug: str, survey_slug: str, section_id: str):
    """The bank, to look through."""
    survey, version = draft_of(survey_slug)
    section = _section(version, section_id)
    sought = one_line(request.args.get("q", ""))[:80]
    groups = views.bank_groups(version.document, sought)
    return render_template(
        "officer/authoring/bank.html", section=section, groups=groups, sought=sought,
        found=views.found_words(groups), after=_after(), **frame(survey, version.document),
    )  # fmt: skip


@blueprint.route(ADD + "bank/<key>", methods=["GET", "POST"])
@keeps_typing
def draft_bank_item(partnership_slug: str, survey_slug: str, section_id: str, key: str):
    """One question of the bank: where it comes from, what may stand beside it, and the button that adds it."""
    survey, version = draft_of(survey_slug)
    section, document = _section(version, section_id), version.document
    found = authoring.bank_items(document["audience"]).get(key) or abort(404)
    form = ActionForm()
    if not form.is_submitted():
        form.based_on.data = version.sha256
    page = partial(_bank_item, survey, version, section, found, form)
    if not form.is_submitted():
        return page()
    item = authoring.from_bank(found, document)
    onward = at("officer.draft_question", survey, name=item["name"])
    return Attempt(survey, version, form, page).make(
        lambda old: authoring.add(old, authoring.from_bank(found, old), section_id, _after()), "add from bank",
        words_of(document, item["text"]).value, onward,
    )  # fmt: skip


def _bank_item(survey, version, section, found, form, errors=()):
    document, item = version.document, found.item
    return render_template(
        "officer/authoring/bank_item.html", section=section, form=form, errors=list(errors), after=_after(),
        text=words_of(document, item["text"]), hint=item.get("hint") and words_of(document, item["hint"]),
        type=views.types()[item["type"]][0], required=item.get("required"),
        choices=[words_of(document, one["text"]) for one in item.get("choices", [])],
        rows=[words_of(document, one["text"]) for one in item.get("rows", [])],
        card=views.bank_card(found.bank, item, document["audience"]), had=_had(document, found.bank),
        **frame(survey, document),
    )  # fmt: skip


@blueprint.route(ADD + "add", methods=["GET", "POST"])
@keeps_typing
def draft_add(partnership_slug: str, survey_slug: str, section_id: str):
    """A question that is not in the bank."""
    survey, version = draft_of(survey_slug)
    section, document = _section(version, section_id), version.document
    form = NewQuestionForm()
    form.type.choices = list(ITEM_TYPES)
    if not form.is_submitted():
        form.based_on.data = version.sha256
    page = partial(_new, survey, version, section, form)
    if not form.is_submitted():
        return page()
    return _add(Attempt(survey, version, form, page), document, section_id)


def _add(attempt: Attempt, document: dict, section_id: str):
    form, lang = attempt.form, authoring.master(document)
    words = form.text.data if form.type.data == "info" else one_line(form.text.data)

    def made(old: dict) -> dict:
        return authoring.blank_item(old, form.type.data, words, lines(form.answers.data), lines(form.rows.data),
                                    form.kinds.data, lang)  # fmt: skip

    onward = at("officer.draft", attempt.survey)
    if form.validate():
        try:
            onward = at("officer.draft_question", attempt.survey, name=made(document)["name"])
        except authoring.CannotAuthor as refused:
            part = refused.params.get("part", "text")
            form[part].errors = [_too_few(part)]
            return attempt.page([{"text": form[part].errors[0], "href": f"#{part}"}]), 422
    return attempt.make(lambda old: authoring.add(old, made(old), section_id, _after()), "add question", words, onward,
                        "#text")  # fmt: skip


def _too_few(part: str) -> str:
    if part == "rows":
        return _("Write the lines of the grid, one on each line")
    if part == "answers":
        return _("Write at least two answers, one on each line")
    return _("Write the question")


def _new(survey, version, section, form, errors=()):
    return render_template("officer/authoring/add.html", section=section, form=form, errors=list(errors),
                           types=views.types(), after=_after(), **frame(survey, version.document))  # fmt: skip


def _section(version, section_id: str) -> dict:
    section = next((one for one in version.document["sections"] if one["id"] == section_id), None) or abort(404)
    return {"id": section_id, "title": words_of(version.document, section["title"])}


def _after() -> str | None:
    """The page after which the question is to stand; at the end of the section without one."""
    return request.args.get("after") or None


def _had(document: dict, bank: str) -> bool:
    return any(item.get("bank") == bank for _section, page in authoring.pages(document) for item in page["items"])
