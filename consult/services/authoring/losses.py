"""What a question of the bank may be compared with, and what is lost where it is asked in another way."""

from dataclasses import dataclass

from consult.extensions import db
from consult.models import Partnership, QuestionnaireVersion, Survey
from consult.questionnaire import authoring, item_bank
from consult.services import library


@dataclass(frozen=True)
class Loss:
    """What asking a question of the bank in another way takes away.

    name         the item's; text: its words before, by language
    departures   how it differs: codes of authoring.departures
    source       the publication that the bank names, with its address where there is one
    benchmarks   published figures that could no longer stand beside it: {"id", "statement", "address"}
    asked_before whether an earlier version of this survey, which people have answered, asked it the bank's way
    """

    name: str
    text: dict[str, str]
    departures: tuple[str, ...]
    source: dict
    benchmarks: list[dict]
    asked_before: bool


def benchmarks_of(bank: str | None, audience: str, partnership: Partnership) -> list[dict]:
    """Published figures that may stand beside answers to a question of the bank: {"id", "statement", "address"}.

    A statement is the figure in words, by language.
    """
    return [
        {"id": record["id"], "statement": record["statement"], "address": record["source_address"]}
        for record in library.of_bank(partnership, bank, audience)
    ]


def losses(survey: Survey, before: dict, after: dict) -> list[Loss]:
    """What a change of a survey's document takes away, a Loss for each question of the bank that it departs from."""
    lang, found = authoring.master(before), []
    now = {item["name"]: item for _section, page in authoring.pages(after) for item in page["items"]}
    for _section, page in authoring.pages(before):
        for item in page["items"]:
            if item["name"] in now and (how := authoring.departures(item, now[item["name"]], lang)):
                found.append(_loss(survey, item, how))
    return found


def _loss(survey: Survey, item: dict, how: tuple[str, ...]) -> Loss:
    return Loss(
        name=item["name"],
        text=item["text"],
        departures=how,
        source=item_bank().get(item["bank"], {}).get("source", {}),
        benchmarks=benchmarks_of(item["bank"], survey.audience, survey.partnership),
        asked_before=_asked_before(survey, item),
    )


def _asked_before(survey: Survey, item: dict) -> bool:
    frozen = db.select(QuestionnaireVersion).where(
        QuestionnaireVersion.survey_id == survey.id, QuestionnaireVersion.frozen_on.is_not(None)
    )
    return any(
        one["name"] == item["name"] and one.get("bank") == item["bank"]
        for version in db.session.scalars(frozen)
        for _section, page in authoring.pages(version.document)
        for one in page["items"]
    )
