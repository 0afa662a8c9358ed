"""Plain view data for the survey's templates: words in the reader's language, never a query."""

from flask import g, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.questionnaire import Questionnaire, Text, fill, path, text
from consult.web.locale import direction


def say(mapping) -> Text:
    """A text of the questionnaire in the page's language, or the original marked with its own."""
    words = text(mapping, str(get_locale()), g.questionnaire.master)
    return fill(words, {"area": g.survey.partnership.name})


def words() -> dict:
    """The texts around the questions."""
    questionnaire = g.questionnaire
    return {name: say(getattr(questionnaire, name)) for name in ("title", "intro", "thanks")}


def language_state() -> str:
    """Whether a named person has read this language's text: "master", "machine" or "reviewed"."""
    return g.questionnaire.language_state(str(get_locale()))


def page(page, steps, form) -> dict:
    """One page: where it stands and its questions."""
    ids = [step.id for step in steps]
    return {
        "number": ids.index(page.id) + 1,
        "total": len(ids),
        "section": say(page.section.title),
        "items": [_item(field, alone=len(form.items) == 1) for field in form.items],
        "support": support(tuple(key for item in page.items for key in item.support)),
        # A single question stands as the heading in its own group of controls; a grid has a group a row.
        "heads_itself": len(page.items) == 1 and not page.items[0].rows,
    }


def _item(field, alone: bool) -> dict:
    item = field.item
    return {
        "name": item.name,
        "type": item.type,
        "text": say(item.text),
        "hint": say(item.hint) if item.hint else None,
        "why": say(item.why) if item.why else None,
        "required": item.required,
        "options": {name: _options(item, field.shown[name]) for name in item.fields()},
        "rows": [{"name": item.field(row.value), "text": say(row.text)} for row in item.rows],
        "other": item.other_key if item.other else None,
        "other_value": item.other.value if item.other else None,
        "limit": getattr(item, "limit", None),
        "long": getattr(item, "long", False),
        "shown": field.shown,
        "error": field.errors[0] if field.errors else None,
        "first_id": field.first_id,
        "failed_rows": [item.field(row) for row in field.failed_rows],
        "alone": alone,
    }


def _options(item, chosen: list[str]) -> list[dict]:
    """The choices as the components take them, each marked where it is not in the page's language."""
    options = []
    for choice in item.choices:
        words, here = say(choice.text), choice.value in chosen
        mark = {"lang": words.lang, "dir": direction(words.lang)} if words.lang != str(get_locale()) else {}
        option = {"value": choice.value, "text": words.value, "checked": here, "selected": here}
        options.append(option | {"label": {"attributes": mark}, "attributes": mark})
    return options


def summary(questionnaire: Questionnaire, answers: dict) -> list[dict]:
    """Every question on the path with its answer in words and the way back to it."""
    language = str(get_locale())
    rows = []
    for step in path(questionnaire, answers):
        for item in step.items:
            lines = item.summary(answers.get(item.name), language, answers.get(item.other_key))
            address = url_for(".question", page_id=step.id, **{"from": "check"})
            rows.append({"text": say(item.text), "lines": lines, "address": address})
    return rows


def support(keys) -> list[dict]:
    """Who can help: name, what for, number, and how the number is dialled."""
    known = {
        "childline": (_("Childline"), _("free and private, for anyone under 19"), "0800 1111"),
        "victim_support": (_("Victim Support"), _("free help after a crime, day and night"), "0808 168 9111"),
        "crimestoppers": (_("Crimestoppers"), _("say what you know without giving your name"), "0800 555 111"),
        "fearless": (_("Fearless"), _("for young people: say what you know without giving your name"), None),
        "999": (_("Police, fire, ambulance"), _("if you or somebody else is in danger now"), "999"),
    }
    lines = []
    for key in dict.fromkeys(keys):
        name, purpose, number = known[key]
        address = f"tel:{number.replace(' ', '')}" if number else "https://crimestoppers-uk.org/fearless"
        shown = number or "crimestoppers-uk.org/fearless"
        lines.append({"name": name, "purpose": purpose, "number": shown, "address": address})
    return lines
