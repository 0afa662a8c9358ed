"""One section: its title, its place, and the order of its questions."""

from functools import partial

from flask import abort, render_template

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
from consult.blueprints.officer.authoring.forms import SectionForm
from consult.questionnaire import authoring
from consult.services import field

BY = {"up": -1, "down": 1}


@blueprint.route(QUESTIONNAIRE + "sections/<section_id>", methods=["GET", "POST"])
@keeps_typing
def draft_section(partnership_slug: str, survey_slug: str, section_id: str):
    """Rename it, move it, join it to the one before; move its questions."""
    survey, version = draft_of(survey_slug)
    section = next((one for one in version.document["sections"] if one["id"] == section_id), None) or abort(404)
    form = SectionForm()
    lang = authoring.master(version.document)
    if not form.is_submitted():
        form.title.data, form.based_on.data = section["title"][lang], version.sha256
    page = partial(_page, survey, version, section, form)
    if not form.is_submitted():
        return page()
    return _change(Attempt(survey, version, form, page), section, lang)


def _change(attempt: Attempt, section: dict, lang: str):
    survey, form = attempt.survey, attempt.form
    here, title = at("officer.draft_section", survey, section_id=section["id"]), section["title"][lang]
    do, _colon, name = (form.do.data or "").partition(":")
    if do != "rename":
        # A button beside the title: what stands in the field is not what was asked for.
        form.title.validators = ()
    if do in BY and name:
        subject = _question(attempt.version.document, name)
        return attempt.make(lambda old: authoring.move_item(old, name, BY[do]), "move question", subject, here)
    if do in BY:
        return attempt.make(lambda old: authoring.move_section(old, section["id"], BY[do]), "move section", title, here)
    if do == "join":
        onward = at("officer.draft", survey)
        return attempt.make(lambda old: authoring.join_section(old, section["id"]), "join section", title, onward)
    words = form.title.data
    return attempt.make(lambda old: authoring.rename_section(old, section["id"], words), "rename section", words,
                        here, "#title")  # fmt: skip


def _question(document: dict, name: str) -> str:
    try:
        return words_of(document, authoring.find(document, name).item["text"]).value
    except authoring.CannotAuthor:
        abort(404)


def _page(survey, version, section, form, errors=()):
    questionnaire, sections = field.questionnaire(version), version.document["sections"]
    number = next(at for at, one in enumerate(sections) if one["id"] == section["id"])
    return render_template(
        "officer/authoring/section.html", section=views.section(section, version.document, questionnaire), form=form,
        errors=list(errors), first=not number, last=number == len(sections) - 1,
        **frame(survey, version.document),
    )  # fmt: skip
