"""Plain view data for the survey's templates: words in the reader's language, never a query."""

from dataclasses import replace

from flask import g, request

from consult.blueprints.respond import fields
from consult.blueprints.respond.fields import Asking
from consult.blueprints.respond.survey import address
from consult.questionnaire import Questionnaire, Text, fill, piped, text
from consult.services.answering import surveys
from consult.services.support import support_lines
from consult.web.locale import NUMERALS, language, numerals


def say(mapping) -> Text:
    """A text of the questionnaire in the page's language, or the original marked with its own."""
    here = language()
    said = fill(text(mapping, here), {"area": g.partnership.name})
    return replace(said, value=numerals(said.value)) if here in NUMERALS and said.lang == here else said


def asking(questionnaire: Questionnaire, answers: dict) -> Asking:
    """What the questions of a page need to know of this respondent."""
    here = language()

    def with_answers(mapping) -> Text:
        return piped(say(mapping), questionnaire, answers, here, fields.written)

    return Asking(
        language=here, say=with_answers, seed=g.device.seed(), area=g.partnership.name, easy=g.easy
    )


def words(questionnaire: Questionnaire) -> dict:
    """The texts around the questions."""
    return {name: say(getattr(questionnaire, name)) for name in ("title", "intro", "thanks")}


def language_state() -> str:
    """Whether a named person has read this language's text: "master", "machine" or "reviewed"."""
    return g.asked.states[language()].state


def page(page, steps, asking: Asking) -> dict:
    """Where a page stands, and who can help after it."""
    ids = [step.id for step in steps]
    return {
        "number": ids.index(page.id) + 1,
        "total": len(ids),
        "section": asking.say(page.section.title),
        "support": support(key for item in page.items for key in item.support),
    }


def summary(steps, answers: dict, asking: Asking) -> list[dict]:
    """Every question on the path with its answer in words and the way back to it."""
    return [
        {**row._asdict(), "address": address("question", page_id=row.page_id, **{"from": "check"})}
        for row in fields.summary(steps, answers, asking)
    ]


def support(keys) -> list[dict]:
    """Who can help, for this survey's people, here."""
    return support_lines(keys, g.survey.audience, g.partnership.slug)


def came_from() -> dict:
    """The address part that leads back to the check page, for those who came from there."""
    return {"from": "check"} if request.args.get("from") == "check" else {}


def adults_survey():
    """The survey of the partnership's adults, where it takes answers now."""
    found = surveys.asked(g.partnership.slug)
    return found.survey if found and found.wave and found.wave.takes_answers else None
