"""One question: its words and its settings."""

from functools import partial

from flask import render_template

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.authoring import views
from consult.blueprints.officer.authoring.common import (
    QUESTIONNAIRE,
    Attempt,
    at,
    draft_of,
    errors_of,
    frame,
    keeps_typing,
    place_or_404,
    words_of,
)
from consult.blueprints.officer.authoring.forms import ActionForm, InformationForm, QuestionForm
from consult.questionnaire import ITEM_TYPES, authoring

QUESTION = QUESTIONNAIRE + "questions/<name>"
ADULT = 16


@blueprint.route(QUESTION, methods=["GET", "POST"])
@keeps_typing
def draft_question(partnership_slug: str, survey_slug: str, name: str):
    """Change its words and settings."""
    survey, version = draft_of(survey_slug)
    place = place_or_404(version, name)
    form = _form(place.item, version.document)
    if not form.is_submitted():
        form.based_on.data = version.sha256
    page = partial(_page, survey, version, place, form)
    if not form.is_submitted():
        return page()
    if not form.validate():
        return page(errors_of(form)), 422
    values = _values(form, place.item)
    subject = words_of(version.document, place.item["text"]).value
    return Attempt(survey, version, form, page).make(
        lambda old: authoring.change_item(old, name, values), "change question", subject,
        at("officer.draft_question", survey, name=name), "#text",
    )  # fmt: skip


def _form(item: dict, document: dict) -> ActionForm:
    """The fields that a question of this type has a use for, filled with what it says now."""
    kind, lang = ITEM_TYPES[item["type"]], authoring.master(document)
    said = {key: item.get(key, {}).get(lang, "") for key in ("text", "hint", "why", "unit")}
    if not kind.asks:
        return InformationForm(text=said["text"], support=item.get("support", []))
    settings = {key: item.get(key) for key in ("required", "shuffle", "shuffle_rows", "max_length", "most", "min",
                                               "max", "past", "areas", "support")}  # fmt: skip
    form = QuestionForm(**said, **settings, earliest=item.get("min"), latest=item.get("max"),
                        from_16=bool(item.get("from_age")))  # fmt: skip
    for name in _useless(item["type"], kind):
        del form[name]
    return form


def _useless(type_name: str, kind) -> list[str]:
    """The fields of QuestionForm that mean nothing for a type."""
    uses = {
        "shuffle": kind.takes_shuffle, "shuffle_rows": kind.takes_rows, "max_length": kind.takes_length,
        "most": type_name == "ranking", "min": type_name == "number", "max": type_name == "number",
        "unit": type_name == "number", "earliest": type_name == "month", "latest": type_name == "month",
        "past": type_name == "month", "areas": type_name == "place",
    }  # fmt: skip
    return [name for name, used in uses.items() if not used]


def _values(form: ActionForm, item: dict) -> dict:
    """What was typed, by the keys of a document's item."""
    found = {field.name: field.data for field in form.body()}
    if "from_16" in found:
        asked = found.pop("from_16")
        found["from_age"] = (item.get("from_age") or ADULT) if asked else None
    for name, key in (("earliest", "min"), ("latest", "max")):
        if name in found:
            found[key] = found.pop(name)
    return found


def _page(survey, version, place, form, errors=()):
    document, item = version.document, place.item
    return render_template(
        "officer/authoring/question.html", form=form, errors=list(errors), question=views.question(version, place),
        card=views.from_bank(document, item), here="words", support=views.support_of(document["audience"]),
        **frame(survey, document, place.page["id"]),
    )  # fmt: skip
