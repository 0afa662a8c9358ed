"""What a tablet needs of a survey to ask it without a network: its structure, without texts."""

from dataclasses import asdict
from typing import Any

from consult.extensions import db
from consult.models import Area, Partnership, Survey, Wave
from consult.models.types import today
from consult.questionnaire import Item, Questionnaire

# Item attribute -> its name in a pack. A text has a limit, a number and a month have ends.
_ATTRIBUTES = {
    "max_length": "limit", "at_least": "min", "at_most": "max", "earliest": "min", "latest": "max",
    "decimals": "decimals", "past": "past", "most": "most", "areas": "areas", "shuffle": "shuffle",
    "shuffle_rows": "shuffle_rows", "from_age": "from_age",
}  # fmt: skip


def waves(partnership: Partnership) -> list[Wave]:
    """The waves that tablets may take along today, by the survey's title."""
    query = db.select(Wave).join(Survey).where(Survey.partnership_id == partnership.id, Wave.state == "open")
    open_now = query.where(Wave.closes_on >= today()).order_by(Survey.title)
    return [wave for wave in db.session.scalars(open_now) if wave.takes_answers and "outreach" in wave.channels]


def wave_of(partnership: Partnership, survey_slug: str) -> Wave | None:
    """The wave of a survey that tablets of this partnership may take along today."""
    return next((wave for wave in waves(partnership) if wave.survey.slug == survey_slug), None)


def wards(partnership: Partnership) -> list[dict]:
    """The wards that a session may be in: {"code", "name"}."""
    query = db.select(Area).where(Area.partnership_id == partnership.id, Area.kind == "ward").order_by(Area.name)
    return [{"code": area.code, "name": area.name} for area in db.session.scalars(query)]


def document(questionnaire: Questionnaire) -> dict[str, Any]:
    """The pages in order, with the rules and the items of each: what routing and validation need, and no text."""
    return {
        "master": questionnaire.master,
        "pages": [
            _without_nothing({
                "id": page.id, "when": page.when,
                "section": _without_nothing({"id": page.section.id, "when": page.section.when}),
                "items": [_item(item) for item in page.items],
            })
            for page in questionnaire.pages
        ],
    }  # fmt: skip


def _item(item: Item) -> dict[str, Any]:
    named = {name: getattr(item, attribute, None) for attribute, name in _ATTRIBUTES.items()
             if getattr(item, attribute, None) is not False}  # fmt: skip
    return _without_nothing({
        "name": item.name, "type": item.type, "required": item.required, "asks": item.asks, "askable": item.askable,
        "when": item.when, "other": item.other_key if item.other else None, **named,
        "choices": [_option(choice, ("value", "kind", "fixed", "is_area")) for choice in item.choices],
        "rows": [_option(row, ("value", "fixed")) for row in item.rows],
    })  # fmt: skip


def _option(one, names: tuple[str, ...]) -> dict[str, Any]:
    values = asdict(one)
    return _without_nothing({name: values[name] for name in names})


def _without_nothing(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty or untrue; a nought stays."""
    return {name: value for name, value in values.items() if value == 0 and value is not False or value}
