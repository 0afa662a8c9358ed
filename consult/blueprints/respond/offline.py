"""The questions of a survey as a tablet without a network shows them: the same fields, made in one language at a time.

Nobody has answered yet where this is made, so it holds no answer and no token.
"""

from collections.abc import Iterator
from dataclasses import replace

from flask_babel import force_locale
from wtforms.form import BaseForm

from consult.blueprints.respond.fields import FIELDS, Asking, ItemField
from consult.questionnaire import AnswerError, Item, Page, Questionnaire, Text, fill, plain_quotes, text
from consult.services.support import support_lines
from consult.web.locale import numerals

# The order of shuffled choices is the tablet's to make: each person's own.
SEED = "offline"
ALONE = ("none", "dont_know", "prefer_not")


def questions(questionnaire: Questionnaire, partnership, audience: str, language: str) -> dict:
    """Everything of a questionnaire that a person reads, in one language.

    Returns {"title", "intro", "thanks", "html": {page id: its question fields}, "labels": {"items", "choices", "rows",
    "sections"}, "errors": {item: {code: words}}, "support": {page id: lines}, "thanks_support": lines}.
    """
    with force_locale(language):
        asking = _asking(questionnaire, partnership, language)
        forms = {page.id: list(_form(page, asking)) for page in questionnaire.pages}

        def support(keys) -> list[dict]:
            lines = support_lines(keys, audience, partnership.slug)
            return [{name: str(value) for name, value in line.items()} for line in lines]

        asked = {page.id: support(key for item in page.items for key in item.support) for page in questionnaire.pages}
        return {
            **{name: asking.say(getattr(questionnaire, name)).value for name in ("title", "intro", "thanks")},
            "html": {page_id: "".join(map(_part, form)) for page_id, form in forms.items()},
            "labels": _labels(questionnaire, asking),
            "errors": {field.item.name: dict(_refusals(field)) for form in forms.values() for field in form},
            "support": {page_id: lines for page_id, lines in asked.items() if lines},
            "thanks_support": support(questionnaire.support),
        }


def _asking(questionnaire: Questionnaire, partnership, language: str) -> Asking:
    def say(words) -> Text:
        said = fill(text(words, language), {"area": partnership.name})
        said = replace(said, value=numerals(said.value)) if said.lang == language else said
        # What an answer is quoted as, only the tablet knows. A name has plain digits there.
        return replace(said, value=plain_quotes(said.value))

    return Asking(language=language, say=say, seed=SEED, area=partnership.name)


def _form(page: Page, asking: Asking) -> Iterator[ItemField]:
    """The fields of a page, unanswered."""
    items = [item for item in page.items if item.askable]
    unbound = {f"item_{number}": FIELDS[item.type](item, {}, asking, len(page.items) == 1)
               for number, item in enumerate(items)}  # fmt: skip
    form = BaseForm(unbound)
    form.process()
    return iter(form)


def _part(field: ItemField) -> str:
    """A field, marked with its item: a page may ask only some of its items."""
    return f'<div data-item="{field.item.name}">{_tight(field())}</div>'


def _tight(html: str) -> str:
    """Without the ends of lines between tags, which no browser shows."""
    return "".join(line.strip() + ("" if line.rstrip().endswith(">") else " ") for line in html.splitlines()).strip()


def _labels(questionnaire: Questionnaire, asking: Asking) -> dict:
    items = questionnaire.items.values()
    return {
        "items": {item.name: asking.say(item.text).value for item in items},
        "choices": {item.name: {one.value: asking.say(one.text).value for one in item.choices}
                    for item in items if item.choices},
        "rows": {item.name: {one.value: asking.say(one.text).value for one in item.rows}
                 for item in items if item.rows},
        "sections": {one.id: asking.say(one.title).value for one in questionnaire.sections},
    }  # fmt: skip


def _refusals(field: ItemField) -> Iterator[tuple[str, str]]:
    """(code, words) of every refusal that the item can meet where there is no server."""
    item = field.item
    if item.asks:
        for code, params in _codes(item):
            said = str(field.refusal(AnswerError(code, **params)))
            yield ":".join([code, *([params["choice"]] if "choice" in params else [])]), said


def _codes(item: Item) -> Iterator[tuple[str, dict]]:
    """What can be refused: the code, and what its words need. A code that names a choice comes once a choice."""
    yield "required", {}
    yield "not_offered", {}
    yield "unreadable", {}
    if item.type in ("several", "ranking"):
        for choice in item.choices:
            if choice.kind in ALONE:
                yield "exclusive", {"choice": choice.value}
    if item.type == "ranking":
        yield "gap", {}
        for choice in item.choices:
            yield "twice", {"choice": choice.value, "place": 1}
    if item.type == "number":
        yield "not_a_number", {"decimals": item.decimals, "mark": bool(not item.decimals)}
        if item.at_least is not None:
            yield "too_small", {"at_least": item.at_least}
        if item.at_most is not None:
            yield "too_large", {"at_most": item.at_most}
    if item.type == "month":
        yield "not_a_month", {}
        if item.earliest:
            yield "too_early", {"earliest": item.earliest}
        if item.latest:
            yield "too_late", {"latest": item.latest}
