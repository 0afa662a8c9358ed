"""Short addresses, one a channel, so that what a poster in the library brought is counted apart."""

import secrets

from consult.database import writing
from consult.extensions import db
from consult.models import Link, Response, Survey, Wave
from consult.services import audit

# No vowels, so that chance writes no word on a poster, and nothing that looks like something else.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
TOKEN_LENGTH = 6


def find(token: str) -> Link | None:
    """The link of a token, in whichever case it was typed."""
    return db.session.scalar(db.select(Link).where(Link.token == token.strip().upper()))


def of(survey: Survey) -> list[Link]:
    """The links of a survey, in the order they were made."""
    return list(db.session.scalars(db.select(Link).where(Link.survey_id == survey.id).order_by(Link.id)))


def one_of(survey: Survey, link_id: int) -> Link | None:
    """A link of this survey; another's is not found."""
    return db.session.scalar(db.select(Link).where(Link.survey_id == survey.id, Link.id == link_id))


def add(survey: Survey, title: str, language: str | None, actor: str) -> Link:
    """A new link; `language` is the one it opens in, None leaves that to the browser."""
    with writing() as session:
        link = Link(survey_id=survey.id, token=_token(), title=title, language=language)
        session.add(link)
        audit.record(actor, "make link", survey.slug, survey.partnership, token=link.token, language=language)
    return link


def counts(wave: Wave) -> dict[int | None, int]:
    """Responses of a wave by the link they came by; None counts those that came by no link."""
    query = db.select(Response.link_id, db.func.count()).where(Response.wave_id == wave.id, ~Response.left_out)
    return {link_id: n for link_id, n in db.session.execute(query.group_by(Response.link_id))}


def _token() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(TOKEN_LENGTH))
