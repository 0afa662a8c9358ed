"""The answers that a question offers, and the lines of a grid."""

from functools import partial

from flask import abort, render_template

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
from consult.blueprints.officer.authoring.forms import AnswerForm
from consult.blueprints.officer.authoring.questions import QUESTION
from consult.questionnaire import ITEM_TYPES, authoring
from consult.questionnaire.authoring.answers import takes_plain
from consult.services.authoring import words

PARTS = {"answers": "choices", "lines": "rows"}
BY = {"up": -1, "down": 1}
# Kinds that an answer's own words do not tell.
SAID = ("other", "none")


@blueprint.route(QUESTION + "/<any(answers,lines):part>", methods=["GET", "POST"])
@keeps_typing
def draft_answers(partnership_slug: str, survey_slug: str, name: str, part: str):
    """Every answer in order, and a form for one more."""
    survey, version, place = _found(survey_slug, name, part)
    form = AnswerForm()
    form.kind.choices = ["plain", *authoring.new_kinds(place.item)] if part == "answers" else ["plain"]
    if not takes_plain(place.item, PARTS[part]):
        form.kind.choices.remove("plain")
        form.kind.default = None
    if not form.is_submitted():
        form.based_on.data = version.sha256
    page = partial(_list, survey, version, place, part, form)
    if not form.is_submitted():
        return page()
    here = at("officer.draft_answers", survey, name=name, part=part)
    return _change_list(Attempt(survey, version, form, page), place, part, here)


def _change_list(attempt: Attempt, place, part: str, here: str):
    form, name, key = attempt.form, place.item["name"], PARTS[part]
    subject = words_of(attempt.version.document, place.item["text"]).value
    do, _colon, value = (form.do.data or "").partition(":")
    if do in BY:
        del form.kind
        return attempt.make(lambda old: authoring.move_answer(old, name, key, value, BY[do]), "move answer", subject,
                            here)  # fmt: skip
    kind = None if form.kind.data == "plain" else form.kind.data
    return attempt.make(lambda old: authoring.add_answer(old, name, key, form.words.data, kind), "add answer", subject,
                        here, "#words")  # fmt: skip


def _list(survey, version, place, part, form, errors=()):
    document, item = version.document, place.item
    net = item.get("net", [])
    kinds = views.kinds()
    return render_template(
        "officer/authoring/answers.html", form=form, errors=list(errors), question=views.question(version, place),
        part=part, here=part, card=views.from_bank(document, item),
        rows=[{"value": one["value"], "text": words_of(document, one["text"]), "net": one["value"] in net,
               "kind": one.get("kind") in SAID and kinds[one["kind"]], "fixed": one.get("fixed")}
              for one in item.get(PARTS[part], [])],
        kinds=[(kind, kinds[kind]) for kind in (form.kind.choices if "kind" in form else [])],
        areas=ITEM_TYPES[item["type"]].takes_areas, **frame(survey, document, place.page["id"]),
    )  # fmt: skip


@blueprint.route(QUESTION + "/<any(answers,lines):part>/<value>", methods=["GET", "POST"])
@keeps_typing
def draft_answer(partnership_slug: str, survey_slug: str, name: str, part: str, value: str):
    """One answer: its words, whether it counts in the net, its removal."""
    survey, version, place = _found(survey_slug, name, part)
    answer = next((one for one in place.item.get(PARTS[part], []) if one["value"] == value), None) or abort(404)
    form = _answer_form(version.document, place.item, part, answer)
    if not form.is_submitted():
        form.based_on.data = version.sha256
    page = partial(_one, survey, version, place, part, answer, form)
    if not form.is_submitted():
        return page()
    return _change_one(Attempt(survey, version, form, page), place, part, answer)


def _answer_form(document: dict, item: dict, part: str, answer: dict) -> AnswerForm:
    kind, lang = ITEM_TYPES[item["type"]], authoring.master(document)
    form = AnswerForm(words=answer["text"].get(lang, ""), fixed=answer.get("fixed"),
                      net=answer["value"] in item.get("net", []))  # fmt: skip
    del form.kind
    if part == "lines" or not kind.takes_net or answer.get("kind"):
        del form.net
    if not item.get("shuffle" if part == "answers" else "shuffle_rows") or answer.get("kind"):
        del form.fixed
    return form


def _change_one(attempt: Attempt, place, part: str, answer: dict):
    form, name, key, value = attempt.form, place.item["name"], PARTS[part], answer["value"]
    subject = words_of(attempt.version.document, answer["text"]).value
    here = at("officer.draft_answers", attempt.survey, name=name, part=part)
    if form.do.data in ("remove", "remove_with_rules"):
        with_rules = form.do.data == "remove_with_rules"
        return attempt.make(lambda old: authoring.remove_answer(old, name, key, value, with_rules), "remove answer",
                            subject, here, "#remove")  # fmt: skip
    settings = {field.name: field.data for field in form.body() if field.name != "words"}
    return attempt.make(lambda old: authoring.change_answer(old, name, key, value, form.words.data, **settings),
                        "change answer", subject, here, "#words")  # fmt: skip


def _one(survey, version, place, part, answer, form, errors=()):
    document = version.document
    users = authoring.dependents(document, place.item["name"], answer["value"]) if part == "answers" else []
    return render_template(
        "officer/authoring/answer.html", form=form, errors=list(errors), question=views.question(version, place),
        part=part, here=part, answer=words_of(document, answer["text"]), card=views.from_bank(document, place.item),
        users=[words.dependent(one, document) for one in users], **frame(survey, document, place.page["id"]),
    )  # fmt: skip


def _found(survey_slug: str, name: str, part: str):
    survey, version = draft_of(survey_slug)
    place = place_or_404(version, name)
    kind = ITEM_TYPES[place.item["type"]]
    if not (kind.takes_choices if part == "answers" else kind.takes_rows):
        abort(404)
    return survey, version, place
