"""What a wave's settings say of people's data: what privacy notices, impact assessments and statements are made from.

Facts only. Words are chosen where they are read, so that no text can say anything but what is set.
"""

import datetime as dt
from dataclasses import dataclass

from consult.extensions import db
from consult.models import PaperSheet, Partnership, Wave
from consult.questionnaire import Questionnaire
from consult.questionnaire.special import special_items
from consult.services import field, languages

__all__ = ["Facts", "Who", "facts", "who"]


@dataclass(frozen=True)
class Who:
    """Who answers for the data, as far as the partnership has said it; None of what it has not.

    name         of the partnership
    controller   who answers in law
    contact      where to write
    dpo_contact  of the data protection officer
    ico_number   of the register of the Information Commissioner
    """

    name: str
    controller: str | None
    contact: str | None
    dpo_contact: str | None
    ico_number: str | None


@dataclass(frozen=True)
class Facts:
    """What a wave asks, by which ways, for how long, in which languages.

    special       categories of consult.questionnaire.special that it asks about
    ways          of "open_link", "invitation", "outreach", "import", and "paper" once a sheet was keyed
    routes        adults who may agree for those under 16; () in an adults' survey
    words_until   last day of the words, answers_until of everything; None while nobody has said
    languages     codes that it is offered in; unread: those of them that no person has read yet
    """

    wave: Wave
    who: Who
    young: bool
    questions: int
    special: tuple[str, ...]
    has_words: bool
    asks_to_quote: bool
    asks_postcode: bool
    ways: tuple[str, ...]
    routes: tuple[str, ...]
    words_until: dt.date | None
    words_deleted_on: dt.date | None
    answers_until: dt.date | None
    answers_deleted_on: dt.date | None
    languages: tuple[str, ...]
    unread: tuple[str, ...]
    easy_read: bool
    exit_button: bool


def who(partnership: Partnership) -> Who:
    """Who answers for the data of a partnership's surveys."""
    return Who(partnership.title, partnership.controller, partnership.contact, partnership.dpo_contact,
               partnership.ico_number)  # fmt: skip


def facts(wave: Wave) -> Facts:
    """What the settings of a wave say today."""
    asked = field.asked(wave)
    types = {item.type for page in asked.pages for item in page.items}
    young = wave.survey.audience == "young"
    states = languages.states(wave.version)
    offered = tuple(languages.offered(wave.version, field.questionnaire(wave.version)))
    return Facts(
        wave=wave, who=who(wave.survey.partnership), young=young,
        questions=sum(item.asks for page in asked.pages for item in page.items),
        special=tuple(special_items(asked)), has_words=_has_words(asked), asks_to_quote="consent" in types,
        asks_postcode="postcode" in types, ways=_ways(wave), routes=tuple(wave.consent_routes) if young else (),
        words_until=wave.words_kept_until, words_deleted_on=wave.words_deleted_on,
        answers_until=wave.answers_kept_until, answers_deleted_on=wave.answers_deleted_on,
        languages=offered, unread=tuple(code for code in offered if states[code].state == "machine"),
        easy_read=asked.has_easy, exit_button=wave.survey.exit_address is not None,
    )  # fmt: skip


def _has_words(asked: Questionnaire) -> bool:
    return any(item.type == "text" or item.other for item in asked.items.values())


def _ways(wave: Wave) -> tuple[str, ...]:
    ways = [*(["open_link"] if wave.open_link else []), *wave.channels]
    if not wave.open_link and "invitation" not in ways:
        ways.append("invitation")
    # Sheets may be keyed in any wave; that it is done shows once it is.
    if db.session.scalar(db.select(PaperSheet.id).where(PaperSheet.wave_id == wave.id).limit(1)):
        ways.append("paper")
    return tuple(ways)
