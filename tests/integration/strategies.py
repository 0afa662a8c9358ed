"""Waves of known truth behind the figures of published strategies, and what a reader meets of a block."""

from consult.extensions import db
from consult.models import Edition, Partnership, Response, SectionDraft, Wave
from consult.services import editions, findings, sections
from tests.integration.telling import ONE, OTHER, add_wave, weigh_by_sex

SEXES = ("female", "male")


def partnership(slug: str = "trafford") -> Partnership:
    """One of the partnerships of the installation."""
    return editions.partnership(slug)


def fill(wave: Wave, **items: list[tuple[int, object]]) -> Wave:
    """People who answered, every other one a woman, weighed to as many of each: all weigh the same.

    items: name -> [(so many people, their answer), ...] in one row of people; None is no answer.
    """
    columns = {name: [said for number, said in parts for _person in range(number)] for name, parts in items.items()}
    (people,) = {len(column) for column in columns.values()}
    db.session.add_all(
        Response(wave_id=wave.id, version_id=wave.version_id, channel="open_link", language="en",
                 answers={"sex": SEXES[place % 2],
                          **{name: one[place] for name, one in columns.items() if one[place] is not None}})
        for place in range(people)
    )  # fmt: skip
    db.session.commit()
    weigh_by_sex(wave, 100, 100)
    return wave


def wave_of(slug: str, survey: str = "trafford", design: str = "probability", **items) -> Wave:
    """A wave of a shipped questionnaire, filled and weighed."""
    return fill(add_wave(slug, survey, design), **items)


def told(wave: Wave, measure: str, **more) -> dict:
    """What a finding of the wave tells in English, once it is kept."""
    wanted = findings.Wanted(wave.survey.partnership, wave, measure, **more)
    return findings.block(findings.make(wanted, ONE), ["en"])


def said(block: dict) -> list[str]:
    """The published sentences of a block in English."""
    return block["words"]["en"]["sentences"]


def how(block: dict) -> dict[str, str]:
    """Term -> text of "How we know" in English."""
    return {row["term"]: row["text"] for row in block["words"]["en"]["how"]}


def begun(template: str, waves=(), slug: str = "trafford") -> SectionDraft:
    """The draft of a section as it begins with these waves."""
    return sections.begin(partnership(slug), sections.by_id(template), list(waves), ONE)


def publish(draft: SectionDraft) -> Edition:
    """A draft that one person submits and another publishes."""
    sections.submit(draft, draft.revision, ONE)
    return sections.approve(draft, draft.sha256, draft.revision, OTHER)


def blocks(edition: Edition) -> dict[str, dict]:
    """The blocks of an edition by their ids."""
    return {one["id"]: one for one in edition.document["blocks"]}
