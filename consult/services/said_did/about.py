"""What an action can answer: a finding of any published section, one that was kept and stands in a section's draft, or
a theme of what people wrote and said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask_babel import get_locale

from consult.extensions import db
from consult.models import CodedTheme, CodeFrame, Edition, Partnership, SectionDraft, SourceTheme, Survey, Theme
from consult.services import findings
from consult.services.findings import described

EDITION, FINDING, THEME = "edition", "finding", "theme"
# Blocks that say something to be answered; a profile of who answered, or an officer's paragraph, does not.
TELLING = ("finding", "measure", "themes")
# What a kept finding is called in a document, before its number.
KEPT = "finding-"
# Blocks that are named by their section alone: the same name in another section is something else.
OF_ITS_SECTION = ("themes", "groups")


@dataclass(frozen=True)
class Heard:
    """Something that was published, kept or coded.

    kind, reference  what it is linked by: "edition" and "<section>/<edition>/<block>", "finding" and the number of a
                     kept one, or "theme" and its id
    key              the same thing in whichever edition and section: an answer to one answers the next
    label            in the reader's language
    since            the day that it was first published, was kept, or its frame was made
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


@dataclass(frozen=True)
class Place:
    """Where the public reads a finding: a section's address, the number of its edition, the block in it."""

    section: str
    number: int
    block: str


def everything(partnership: Partnership) -> list[Heard]:
    """What was heard and waits for an answer, the oldest first: what the newest edition of each section tells, once
    where several tell the same, and every theme."""
    return sorted([*_of_editions(partnership), *_of_themes(partnership)], key=lambda one: (one.since, one.reference))


def linkable(partnership: Partnership) -> list[Heard]:
    """What an action may be linked to: everything that was heard, and kept findings of drafts that are in no edition
    yet."""
    heard = everything(partnership)
    known = {one.key for one in heard}
    return [*heard, *(one for one in _of_drafts(partnership) if one.key not in known)]


def find(partnership: Partnership, kind: str, reference: str) -> Heard | None:
    """One thing of this partnership, of any edition; None where there is no such thing."""
    if kind == THEME:
        return next((one for one in _of_themes(partnership) if one.reference == reference), None)
    if kind == FINDING:
        return next((one for one in _of_drafts(partnership) if one.reference == reference), None)
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
    """What a link is to, whichever edition or section it names."""
    if kind != EDITION:
        return kind, reference
    section, _number, block = reference.rsplit("/", 2)
    if block.startswith(KEPT):
        return FINDING, block.removeprefix(KEPT)
    return (kind, section, block) if block.partition("-")[0] in OF_ITS_SECTION else (kind, block)


def places(partnership: Partnership, links: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Place]:
    """(kind, reference) -> where the public reads it, without those that no edition shows.

    What was linked while it was in a draft is found in the newest edition that shows it.
    """
    found, kept = {}, {}
    for kind, reference in links:
        if kind == EDITION:
            section, number, block = reference.rsplit("/", 2)
            found[kind, reference] = Place(section, int(number), block)
        elif kind == FINDING:
            kept[KEPT + reference] = (kind, reference)
    for edition in _newest_first(partnership) if kept else ():
        for id in [block["id"] for block in _telling(edition) if block["id"] in kept]:
            found[kept.pop(id)] = Place(edition.section, edition.number, id)
        if not kept:
            break
    return found


def _newest_first(partnership: Partnership) -> Iterator[Edition]:
    query = db.select(Edition).where(Edition.partnership_id == partnership.id)
    yield from db.session.scalars(query.order_by(Edition.published_at.desc(), Edition.id.desc()))


def _of_editions(partnership: Partnership) -> Iterator[Heard]:
    """What the newest edition of each section tells; what several tell as the last published one does."""
    newest: dict[str, Edition] = {}
    first: dict[tuple, dt.date] = {}
    for edition in _newest_first(partnership):
        newest.setdefault(edition.section, edition)
        for block in _telling(edition):
            first[key_of(EDITION, _reference(edition, block))] = edition.published_at.date()
    told = set()
    for edition in newest.values():
        for block in _telling(edition):
            key = key_of(EDITION, _reference(edition, block))
            if key not in told:
                told.add(key)
                yield _heard(edition, block, first[key])


def _telling(edition: Edition) -> list[dict]:
    """The blocks of an edition that are shown and say something; in documents of the first format, the findings."""
    document = edition.document
    if document["format"] == 1:
        blocks = [one for one in document["findings"] if one["kind"] != "profile"]
    else:
        blocks = [one for one in document["blocks"] if one["type"] in TELLING]
    return [one for one in blocks if one["state"] == "shown"]


def _reference(edition: Edition, block: dict) -> str:
    return f"{edition.section}/{edition.number}/{block['id']}"


def _heard(edition: Edition, block: dict, since: dt.date) -> Heard:
    said = block["words"].get(str(get_locale())) or block["words"][edition.document["languages"][0]]
    reference = _reference(edition, block)
    label = " ".join(part for part in (said.get("number"), said["heading"]) if part)
    return Heard(EDITION, reference, key_of(EDITION, reference), label, since, edition.section, edition.number,
                 block["id"])  # fmt: skip


def _of_drafts(partnership: Partnership) -> Iterator[Heard]:
    """The kept findings that stand in a draft, by what they are about: no figure of them is published."""
    drafts = db.select(SectionDraft.items).where(SectionDraft.partnership_id == partnership.id)
    standing = {item["ref"] for items in db.session.scalars(drafts) for item in items if item["kind"] == "kept"}
    for one in findings.listed(partnership) if standing else ():
        if str(one.id) in standing:
            try:
                label = described.title(one, str(get_locale()))
            except findings.CannotTell:
                continue
            yield Heard(FINDING, str(one.id), key_of(FINDING, str(one.id)), label, one.made_at.date())


def _of_themes(partnership: Partnership) -> Iterator[Heard]:
    """The themes that were found in a text or heard in a source."""
    met = db.or_(
        db.exists().where(CodedTheme.theme_id == Theme.id), db.exists().where(SourceTheme.theme_id == Theme.id)
    )
    query = db.select(Theme, CodeFrame.made_on).join(CodeFrame).join(Survey).where(
        Survey.partnership_id == partnership.id, ~Theme.retired, met)  # fmt: skip
    for theme, made_on in db.session.execute(query.order_by(Theme.id)):
        yield Heard(THEME, str(theme.id), (THEME, str(theme.id)), theme.name, made_on)
