"""What is kept of one person, found by the code that only they have: to be seen, taken along, and deleted.

Without the code nobody finds it: not the person, not an officer, not the program.
"""

from dataclasses import dataclass

from consult.extensions import db
from consult.models import Link, OutreachSession, Quote, Response, ResponseFlag, Survey, TextReading, Wave
from consult.questionnaire import Page, Questionnaire, path
from consult.services import field
from consult.services.answering.receipts import digest


@dataclass(frozen=True)
class Kept:
    """All that is stored of one response.

    questionnaire   as it was asked of this person
    steps           the pages on their way
    texts           redacted copies of their words; quotes: parts of them that an officer approved for a report
    flags           reasons to look twice at it, of consult.models.response_flag.KINDS
    """

    response: Response
    questionnaire: Questionnaire
    steps: list[Page]
    link: str | None
    place: str | None
    texts: list[str]
    quotes: list[str]
    flags: list[str]


def kept(survey: Survey, code: str) -> Kept | None:
    """What a receipt of this survey finds: its one response with all that belongs to it, or None."""
    query = db.select(Response).join(Wave).where(
        Wave.survey_id == survey.id, Response.receipt_digest == digest(code))  # fmt: skip
    response = db.session.scalar(query)
    if response is None:
        return None
    asked = field.answered(response)
    readings = db.select(TextReading).where(TextReading.response_id == response.id).order_by(TextReading.item)
    found = list(db.session.scalars(readings))
    quotes = db.select(Quote.words).where(Quote.reading_id.in_([one.id for one in found])).order_by(Quote.words)
    flags = db.select(ResponseFlag.kind).where(ResponseFlag.response_id == response.id).order_by(ResponseFlag.kind)
    link = response.link_id and db.session.get(Link, response.link_id)
    session = response.session_id and db.session.get(OutreachSession, response.session_id)
    return Kept(
        response, asked, list(path(asked, response.answers)), link.title if link else None,
        session.place if session else None, [one.redacted for one in found if one.redacted],
        list(db.session.scalars(quotes)), list(db.session.scalars(flags)),
    )  # fmt: skip
