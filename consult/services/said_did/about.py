"""What an action can answer: a finding of a published edition, or a theme of what people wrote and said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import get_locale

from consult.extensions import db
from consult.models import CodedTheme, CodeFrame, Edition, Partnership, SourceTheme, Survey, Theme

EDITION, THEME = "edition", "theme"
# Blocks that say something to be answered; a profile of who answered, or an officer's paragraph, does not.
TELLING = ("finding", "measure", "themes")


@dataclass(frozen=True)
class Heard:
    """Something that was published or coded.

    kind, reference  what it is linked by: "edition" and "<section>/<edition>/<block>", or "theme" and its id
    key              the same thing in whichever edition: an answer to one edition answers the next
    label            in the reader's language
    since            the day that it was first published, or its frame was made
    section, number, block: of an edition's finding, for its address
    """

    kind: str
    reference: str
    key: tuple
    label: str
    since: dt.date
    section: str | None = None
    number: int | None = None
    block: str | None = None


def everything(partnership: Partnership) -> list[Heard]:
    """What was heard and may be answered, the oldest first: of each section its newest edition, and every theme."""
    return sorted([*_of_editions(partnership), *_of_themes(partnership)], key=lambda one: (one.since, one.reference))


def find(partnership: Partnership, kind: str, reference: str) -> Heard | None:
    """One thing of this partnership, of any edition; None where there is no such thing."""
    if kind == THEME:
        return next((one for one in _of_themes(partnership) if one.reference == reference), None)
    if kind != EDITION or reference.count("/") < 2:
        return None
    section, number, block = reference.rsplit("/", 2)
    query = db.select(Edition).where(Edition.partnership_id == partnership.id, Edition.section == section)
    for edition in db.session.scalars(query):
        if str(edition.number) == number:
            return next((_heard(edition, one, edition.published_at.date()) for one in _telling(edition)
                         if one["id"] == block), None)  # fmt: skip
    return None


def key_of(kind: str, reference: str) -> tuple:
    """What a link is to, whichever edition it names."""
    if kind == EDITION:
        section, _number, block = reference.rsplit("/", 2)
        return kind, section, block
    return kind, reference


def _of_editions(partnership: Partnership) -> Iterator[Heard]:
    query = db.select(Edition).where(Edition.partnership_id == partnership.id)
    sections: dict[str, list[Edition]] = {}
    for edition in db.session.scalars(query.order_by(Edition.section, Edition.number)):
        sections.setdefault(edition.section, []).append(edition)
    for editions in sections.values():
        first: dict[str, dt.date] = {}
        for edition in editions:
            for block in _telling(edition):
                first.setdefault(block["id"], edition.published_at.date())
        for block in _telling(editions[-1]):
            yield _heard(editions[-1], block, first[block["id"]])


def _telling(edition: Edition) -> list[dict]:
    """The blocks of an edition that are shown and say something; in documents of the first format, the findings."""
    document = edition.document
    if document["format"] == 1:
        blocks = [one for one in document["findings"] if one["kind"] != "profile"]
    else:
        blocks = [one for one in document["blocks"] if one["type"] in TELLING]
    return [one for one in blocks if one["state"] == "shown"]


def _heard(edition: Edition, block: dict, since: dt.date) -> Heard:
    said = block["words"].get(str(get_locale())) or block["words"][edition.document["languages"][0]]
    reference = f"{edition.section}/{edition.number}/{block['id']}"
    label = " ".join(part for part in (said.get("number"), said["heading"]) if part)
    return Heard(EDITION, reference, key_of(EDITION, reference), label, since, edition.section, edition.number,
                 block["id"])  # fmt: skip


def _of_themes(partnership: Partnership) -> Iterator[Heard]:
    """The themes that were found in a text or heard in a source."""
    met = db.or_(
        db.exists().where(CodedTheme.theme_id == Theme.id), db.exists().where(SourceTheme.theme_id == Theme.id)
    )
    query = db.select(Theme, CodeFrame.made_on).join(CodeFrame).join(Survey).where(
        Survey.partnership_id == partnership.id, ~Theme.retired, met)  # fmt: skip
    for theme, made_on in db.session.execute(query.order_by(Theme.id)):
        yield Heard(THEME, str(theme.id), (THEME, str(theme.id)), theme.name, made_on)
