"""Waves of the shipped questionnaires with answers of known shares, weighed, for tests of what is published."""

import datetime as dt

from consult.extensions import db
from consult.models import Edition, Partnership, Response, SectionDraft, Survey, Wave
from consult.models.types import today
from consult.services import editions, publish, sections, weigh
from consult.services.digest import digest

SAFE, UNSAFE = "very_safe", "very_unsafe"


def add_wave(slug: str, survey: str = "trafford", design: str = "quota", rule: str = "council") -> Wave:
    """A closed wave of a survey that every partnership has."""
    found = db.session.scalar(db.select(Survey).where(Survey.slug == survey))
    wave = Wave(
        survey_id=found.id, version_id=found.versions[0].id, slug=slug, title=f"Wave {slug}", design=design,
        state="closed", opens_on=dt.date(2026, 3, 2), closes_on=dt.date(2026, 4, 12), disclosure_rule=rule,
    )  # fmt: skip
    db.session.add(wave)
    db.session.commit()
    return wave


def answer(wave: Wave, number: int, simulated: bool = False, **answers) -> None:
    """So many people who gave these answers."""
    db.session.add_all(
        Response(wave_id=wave.id, version_id=wave.version_id, channel="open_link", language="en", answers=answers,
                 simulated=simulated)
        for _ in range(number)
    )  # fmt: skip
    db.session.commit()


def weigh_by_sex(wave: Wave, female: float = 120, male: float = 80):
    """Weights to one margin, whose results a pencil gives."""
    margin = weigh.Margin(("sex",), {("female",): female, ("male",): male}, title="Sex", source="made up")
    return weigh.weigh(wave, [margin], "tests")


def known_wave(slug: str = "known", simulated: bool = False, **more) -> Wave:
    """60 women of whom 48 feel safe, 40 men of whom 20 do, weighed to 60:40.

    So 0.6 x 0.8 + 0.4 x 0.5 = 68% feel safe, and each answer weighs the same: 200 / 100.
    """
    wave = add_wave(slug, **more)
    answer(wave, 48, simulated, sex="female", safe_area=SAFE, safe_dark=SAFE, reasons_safe=["quiet"])
    answer(wave, 12, simulated, sex="female", safe_area=UNSAFE, safe_dark=UNSAFE, reasons_unsafe=["asb", "drugs"])
    answer(wave, 20, simulated, sex="male", safe_area=SAFE, safe_dark=SAFE, reasons_safe=["community"])
    answer(wave, 20, simulated, sex="male", safe_area=UNSAFE, safe_dark=UNSAFE, reasons_unsafe=["drugs"])
    weigh_by_sex(wave)
    return wave


ONE, OTHER = "ann@trafford.example", "bob@trafford.example"


def submitted(partnership: Partnership, waves: list[Wave], template: str = "communities") -> SectionDraft:
    """The draft that a section begins with, submitted."""
    draft = sections.begin(partnership, sections.by_id(template), waves, ONE)
    sections.submit(draft, draft.revision, ONE)
    return draft


def published(partnership: Partnership, waves: list[Wave], template: str = "communities") -> Edition:
    """The section that these waves begin, submitted by one and approved by another."""
    draft = submitted(partnership, waves, template)
    return sections.approve(draft, draft.sha256, draft.revision, OTHER)


def published_before(partnership: Partnership, waves: list[Wave]) -> Edition:
    """An edition of format 1, as one person published it before sections were approved."""
    newest = editions.latest(partnership)
    number = newest.number + 1 if newest else 1
    document = {**publish.draft(partnership, waves), "number": number, "published_on": today().isoformat()}
    edition = Edition(partnership_id=partnership.id, section=editions.COMMUNITIES, number=number, document=document,
                      sha256=digest(document), simulated=document["simulated"])  # fmt: skip
    db.session.add(edition)
    db.session.commit()
    return edition
