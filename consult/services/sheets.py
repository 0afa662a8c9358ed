"""Answers on paper, keyed from the sheets: stored at once, some of them keyed again to know how well it is done."""

import datetime as dt
import secrets
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from consult import metrics
from consult.database import writing
from consult.extensions import db
from consult.models import PaperSheet, Permission, Response, Wave
from consult.models.types import today
from consult.questionnaire import Questionnaire, paper, prune
from consult.services import audit, field

LONGEST_NUMBER = 20


class CannotEnter(Exception):
    """The sheet cannot be stored; nothing was. `words` says why, `field` where ("number", "filled_on", ...)."""

    def __init__(self, field: str, words):
        self.field, self.words = field, words
        super().__init__(words)


@dataclass(frozen=True)
class About:
    """What is known of a sheet beside its answers.

    number      as it is written on the sheet, with which it is found again
    filled_on   the day on which it was filled in
    permission  of a sheet from somebody under 16, the adult's recorded agreement; None for everybody else
    """

    number: str
    language: str
    filled_on: dt.date
    easy_read: bool = False
    permission: Permission | None = None


@dataclass(frozen=True)
class Standing:
    """How far the sheets of a wave are.

    stored     how many are stored
    again      those that wait for their second keying
    differing  those whose two keyings differ, until somebody has looked at the sheet
    twice      how many were keyed twice; compared and different are the answers in them
    """

    stored: int
    again: list[PaperSheet]
    differing: list[PaperSheet]
    twice: int
    compared: int
    different: int


def asked(wave: Wave, under_16: bool) -> Questionnaire:
    """What stands on the sheet."""
    return field.asked(wave, under_16=under_16)


def takes_sheets(wave: Wave) -> bool:
    """Whether sheets may be keyed: from the day a wave opens until its time of grace has passed."""
    return wave.state != "draft" and wave.opens_on <= today() <= wave.accepts_until


def standing(wave: Wave) -> Standing:
    """How far the sheets of a wave are."""
    of_wave = db.select(PaperSheet).where(PaperSheet.wave_id == wave.id).order_by(PaperSheet.id)
    sums = db.select(db.func.count(), db.func.count(PaperSheet.second_on), db.func.sum(PaperSheet.compared),
                     db.func.sum(PaperSheet.differing)).where(PaperSheet.wave_id == wave.id)  # fmt: skip
    stored, twice, compared, different = db.session.execute(sums).one()
    again = db.session.scalars(of_wave.where(PaperSheet.again, PaperSheet.second_on.is_(None)))
    differing = db.session.scalars(of_wave.where(PaperSheet.differs))
    return Standing(stored, list(again), list(differing), twice, compared or 0, different or 0)


def find(wave: Wave, number: str) -> PaperSheet | None:
    """The sheet of this wave with that number."""
    query = db.select(PaperSheet).where(PaperSheet.wave_id == wave.id, PaperSheet.number == number)
    return db.session.scalar(query)


def enter(wave: Wave, about: About, answers: dict, actor: str) -> PaperSheet:
    """Store what was keyed from a sheet. Raises CannotEnter.

    `answers` are as `paper.read` gives them for what the wave asks of somebody of that age.
    """
    _check(wave, about)
    with writing() as session:
        session.get(Wave, wave.id, with_for_update=True)
        if earlier := find(wave, about.number):
            raise CannotEnter("number", _stored_already(earlier))
        consent = None
        if wave.survey.audience == "young":
            consent = about.permission.route if about.permission else "own"
        response = Response(
            wave_id=wave.id, version_id=wave.version_id, channel="paper", language=about.language,
            submitted_on=about.filled_on, answers=answers, easy_read=about.easy_read, consent_route=consent,
        )  # fmt: skip
        session.add(response)
        session.flush()
        again = secrets.randbelow(100) < wave.paper_again
        sheet = PaperSheet(wave_id=wave.id, number=about.number, response_id=response.id, entered_by=actor, again=again)
        session.add(sheet)
        audit.record(actor, "enter paper sheet", wave.slug, wave.survey.partnership)
    metrics.note_answers("paper")
    return sheet


def _check(wave: Wave, about: About) -> None:
    if not takes_sheets(wave):
        raise CannotEnter("number", _("This wave takes no sheets now."))
    if not wave.opens_on <= about.filled_on <= min(today(), wave.closes_on):
        raise CannotEnter("filled_on", _("The day has to lie within the wave and not be to come."))


def _stored_already(sheet: PaperSheet):
    if sheet.again and sheet.second_on is None:
        return _("This sheet is to be keyed a second time: choose it in the list on the page before.")
    return _("A sheet with this number is stored already. If this is another sheet, write another number on it.")


def enter_again(sheet: PaperSheet, answers: dict, actor: str) -> int:
    """Compare a second keying, done without seeing the first; how many answers differ. Raises CannotEnter."""
    if sheet.entered_by == actor:
        raise CannotEnter("number", _("You keyed this sheet the first time. Somebody else has to key it again."))
    with writing():
        sheet = _locked(sheet)
        if not sheet.again or sheet.second_on is not None:
            raise CannotEnter("number", _("This sheet was keyed a second time already."))
        questionnaire = on_sheet(sheet)
        first = sheet.response.answers
        sheet.second_by, sheet.second_on = actor, today()
        sheet.compared = paper.compared(questionnaire, first, answers)
        sheet.differing = len(paper.differences(questionnaire, first, answers))
        if sheet.differing:
            sheet.second_answers, sheet.differs = answers, True
        audit.record(actor, "enter paper sheet again", sheet.response.wave.slug, sheet.response.wave.survey.partnership,
                     differing=sheet.differing)  # fmt: skip
        return sheet.differing


def two_keyings(sheet: PaperSheet) -> list[tuple]:
    """(item, answers first, answers second) wherever the two keyings of a sheet differ."""
    first, second = sheet.response.answers, sheet.second_answers
    return [(item, first, second) for item in paper.differences(on_sheet(sheet), first, second)]


def settle(sheet: PaperSheet, second_is_right: set[str], actor: str) -> None:
    """Keep, of what differs, the second keying for the items named and the first for the rest."""
    with writing():
        sheet = _locked(sheet)
        if not sheet.differs:
            return
        questionnaire, response = on_sheet(sheet), sheet.response
        kept = dict(response.answers)
        for item, _first, second in two_keyings(sheet):
            if item.name in second_is_right:
                for key in (item.name, item.other_key):
                    kept.pop(key, None)
                kept.update(item.entries(second))
        response.answers = prune(questionnaire, kept)
        sheet.second_answers, sheet.differs = {}, False
        audit.record(actor, "settle paper sheet", response.wave.slug, response.wave.survey.partnership,
                     corrected=len(second_is_right))  # fmt: skip


def share(wave: Wave, again: int, actor: str) -> None:
    """How many in a hundred sheets, keyed from now on, are keyed a second time."""
    with writing():
        wave.paper_again = again
        audit.record(actor, "change paper share", wave.slug, wave.survey.partnership, again=again)


def _locked(sheet: PaperSheet) -> PaperSheet:
    return db.session.get(PaperSheet, sheet.id, with_for_update=True, populate_existing=True)


def on_sheet(sheet: PaperSheet) -> Questionnaire:
    """What stood on a stored sheet: without what was not asked of somebody under 16 where an adult agreed for them."""
    return field.answered(sheet.response)
