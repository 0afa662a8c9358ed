"""A draft becomes a response, once."""

import uuid
from collections.abc import Iterable

from consult import metrics
from consult.database import writing
from consult.extensions import db
from consult.models import Draft, Response, Wave
from consult.questionnaire import AnswerProblem, problems, prune
from consult.questionnaire.quality_checks import straight_lines
from consult.services import field, invitations
from consult.services.answering import drafts, receipts
from consult.services.answering.drafts import Sheet
from consult.services.answering.pages import Closed, NotAgreed
from consult.services.answering.surveys import may_answer
from consult.services.coming_in.noting import note_doubts, note_lines

_WAVE = db.select(Wave.__table__).where(Wave.id == db.bindparam("wave"))
_STORE = db.insert(Response.__table__)
_DELETE = db.delete(Draft.__table__).where(Draft.id == db.bindparam("draft"))


class NothingToSend(Exception):
    """There is neither a draft nor a response for this secret."""


class Incomplete(Exception):
    """The answers cannot be sent yet: `problems` says what is missing, in the order of the way."""

    def __init__(self, problems: list[AnswerProblem]):
        self.problems = problems
        super().__init__(problems)


class NotInvited(Exception):
    """The wave asks for an invitation and there is none, or its code was used by somebody else meanwhile."""


def submit(wave: Wave, secret: str, server_key: str, language: str, same_device: bool = False,
           easy_read: bool = False, doubts: Iterable[str] = ()) -> str:
    """Turn a draft into a response, once, and return its receipt. Sent again it returns the same receipt.

    `doubts`, each one of consult.services.coming_in.noting.SUBJECTS, are reasons to look at what came by the open link.

    Raises Closed, NothingToSend, NotAgreed, NotInvited, or Incomplete with what is missing on the path.
    """
    code = receipts.receipt(secret, server_key)
    with writing() as session:
        sheet = drafts.locked(secret, server_key)
        if sheet is None:
            if receipts.was_sent(secret, server_key):
                return code
            raise NothingToSend
        wave = _as_it_is(wave)
        if sheet.wave_id != wave.id:
            raise NothingToSend
        questionnaire = _check(wave, sheet)
        answers = prune(questionnaire, sheet.answers)
        response = {
            "id": uuid.uuid4(),
            "wave_id": wave.id,
            "version_id": wave.version_id,
            "channel": _channel(wave, sheet),
            "link_id": sheet.link_id,
            "language": language,
            "same_device": same_device,
            "easy_read": easy_read,
            "consent_route": sheet.consent,
            "answers": answers,
            "seconds": sheet.seconds,
            "receipt_digest": receipts.digest(code),
        }
        connection = session.connection()
        connection.execute(_STORE, response)
        if lines := straight_lines(questionnaire, answers):
            note_lines(connection, {response["id"]: (wave.id, lines)})
        if response["channel"] == "open_link":
            note_doubts(connection, response["id"], wave.id, doubts)
        connection.execute(_DELETE, {"draft": drafts.draft_id(secret)})
    metrics.note_answers(response["channel"])
    return code


def _as_it_is(kept: Wave) -> Wave:
    """The wave as it is now, from what was kept of it a moment ago: itself, unless something has changed since."""
    row = db.session.connection().execute(_WAVE, {"wave": kept.id}).one()
    if all(getattr(kept, name) == value for name, value in row._mapping.items()):
        return kept
    return db.session.get(Wave, kept.id, populate_existing=True)


def _check(wave: Wave, sheet: Sheet):
    if not may_answer(wave):
        raise Closed
    if wave.survey.audience == "young" and sheet.consent is None:
        raise NotAgreed
    questionnaire = field.asked(wave, under_16=sheet.under_16)
    if found := problems(questionnaire, sheet.answers):
        raise Incomplete(found)
    return questionnaire


def _channel(wave: Wave, sheet: Sheet) -> str:
    """The channel, using up the invitation where there is one."""
    if sheet.invitation:
        if not invitations.use(wave, sheet.invitation):
            raise NotInvited
        return "invitation"
    if not wave.open_link:
        raise NotInvited
    return "open_link"
