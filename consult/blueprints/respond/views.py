"""Plain view data for the survey's templates: words in the reader's language, never a query."""

from flask import g, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.blueprints.respond import fields
from consult.blueprints.respond.fields import Asking
from consult.questionnaire import Text, fill, text


def say(mapping) -> Text:
    """A text of the questionnaire in the page's language, or the original marked with its own."""
    words = text(mapping, str(get_locale()), g.questionnaire.master)
    return fill(words, {"area": g.survey.partnership.name})


def asking(answers: dict) -> Asking:
    """What the questions of a page need to know of this respondent."""
    return Asking(language=str(get_locale()), say=say, seed="", area=g.survey.partnership.name)


def words() -> dict:
    """The texts around the questions."""
    questionnaire = g.questionnaire
    return {name: say(getattr(questionnaire, name)) for name in ("title", "intro", "thanks")}


def language_state() -> str:
    """Whether a named person has read this language's text: "master", "machine" or "reviewed"."""
    return g.questionnaire.language_state(str(get_locale()))


def page(page, steps, form) -> dict:
    """Where a page stands, and who can help after it."""
    ids = [step.id for step in steps]
    return {
        "number": ids.index(page.id) + 1,
        "total": len(ids),
        "section": say(page.section.title),
        "support": support(tuple(key for item in page.items for key in item.support)),
    }


def summary(steps, answers: dict, asking: Asking) -> list[dict]:
    """Every question on the path with its answer in words and the way back to it."""
    return [
        {**row._asdict(), "address": url_for(".question", page_id=row.page_id, **{"from": "check"})}
        for row in fields.summary(steps, answers, asking)
    ]


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
