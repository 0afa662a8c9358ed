"""Margins made of tables: which questions they can be made for, what they would be, and storing one."""

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field

from consult.database import writing
from consult.extensions import db
from consult.models import EarlierMargin, Partnership, PopulationFile, PopulationMargin, Survey
from consult.models.types import now
from consult.population import AREA, CAUTION, Candidate, Deprivation, Note, Question, Table, Use, agree, candidate
from consult.population.known_labels import NEVER
from consult.population.tables import CENSUS
from consult.population.totals import shared_shares
from consult.questionnaire.texts import clean
from consult.services import audit
from consult.services import field as fields
from consult.services.population import files, reconcile
from consult.services.population.words import in_english
from consult.services.weigh_checks import ONE_ANSWER

# Of margins that came with the program nobody counted the cells: so many at most went into one.
CELLS_OF_SHIPPED = 400
CAUTION_LENGTH = 600


@dataclass
class Proposal:
    """A margin before it is stored: what it would be, what was found, and which stored margin it takes the place of."""

    table: Table
    candidate: Candidate
    audience: str
    areas: dict | None = None
    notes: list[Note] = field(default_factory=list)
    replaces: PopulationMargin | None = None


def margins(partnership: Partnership) -> list[PopulationMargin]:
    """Every margin of a partnership, adults' first."""
    query = db.select(PopulationMargin).where(PopulationMargin.partnership_id == partnership.id)
    return list(db.session.scalars(query.order_by(PopulationMargin.audience, PopulationMargin.id)))


def margin(partnership: Partnership, key: str) -> PopulationMargin | None:
    """A margin of this partnership; another's is not found."""
    query = db.select(PopulationMargin).where(
        PopulationMargin.partnership_id == partnership.id, PopulationMargin.key == key
    )
    return db.session.scalar(query)


def earlier(partnership: Partnership, key: str) -> list[EarlierMargin]:
    """The margins that the one of this key took the place of, the newest first."""
    query = db.select(EarlierMargin).where(EarlierMargin.partnership_id == partnership.id, EarlierMargin.key == key)
    return list(db.session.scalars(query.order_by(EarlierMargin.id.desc())))


def questions(partnership: Partnership, audience: str, lang: str = "en") -> list[Question]:
    """The questions of the partnership's surveys of an audience that a margin can be about, each name once."""
    query = db.select(Survey).where(Survey.partnership_id == partnership.id, Survey.audience == audience)
    found: dict[str, Question] = {}
    for survey in db.session.scalars(query.order_by(Survey.id)):
        for item in fields.questionnaire(fields.latest_version(survey)).items.values():
            if item.type in ONE_ANSWER and item.name not in NEVER and item.name not in found:
                found[item.name] = _question(partnership, item, lang)
    return [one for one in found.values() if one.choices]


def _question(partnership: Partnership, item, lang: str) -> Question:
    choices = {one.value: item.label(one.value, lang).value for one in item.choices if one.kind is None}
    for kind in ("ward", "neighbourhood"):
        codes = {area.code for area in partnership.areas if area.kind == kind}
        if codes and codes <= choices.keys():
            return Question(item.name, {code: words for code, words in choices.items() if code in codes}, f"{kind}s")
    return Question(item.name, choices)


def propose(partnership: Partnership, table: Table, uses: dict[str, Use], audience: str) -> Proposal:
    """The margin that a table would make, checked against the margins that are there. Raises Unreadable."""
    places, told, notes = {}, None, []
    if AREA in uses:
        found = reconcile.into_wards(partnership, table)
        places, told, notes = found.places, found.document(), list(found.notes)
        if uses[AREA].question.areas == "neighbourhoods":
            places = reconcile.into_neighbourhoods(partnership, places)
    made = candidate(table, uses, audience, places)
    notes += made.notes
    if table.perturbed:
        notes.append(Note("perturbed", CAUTION))
    replaces = _same_dimensions(partnership, made.dimensions, audience)
    others = [one for one in margins(partnership) if one is not replaces and one.audience == audience]
    notes += agree(made.total, made.cells, _of_the_same_people(others, table, made), table.perturbed)
    notes += _contradictions(made, others)
    return Proposal(table, made, audience, told, notes, replaces)


def _same_dimensions(partnership: Partnership, dimensions: tuple[str, ...], audience: str) -> PopulationMargin | None:
    """The stored margin over the same questions: there is one for each, so that no two can be chosen together."""
    return next((one for one in margins(partnership)
                 if one.audience == audience and set(one.dimensions) == set(dimensions)), None)  # fmt: skip


def base_of(stored: PopulationMargin) -> str | None:
    """Whom a stored margin counts, as `Candidate.base`."""
    if stored.origin:
        return stored.origin["base"]
    if stored.unit == "households":
        return "all households"
    return next((base for base in ("16 and over", "11 to 17", "all ages") if base in stored.title), None)


def _of_the_same_people(others: list[PopulationMargin], table: Table, made: Candidate) -> list[dict]:
    return [
        {"title": one.title, "total": sum(row["value"] for row in one.targets),
         "cells": one.origin["cells"] if one.origin else CELLS_OF_SHIPPED}
        for one in others
        if (one.unit, base_of(one), one.date.isoformat()) == (table.unit, made.base, table.period or CENSUS)
        and not (one.origin or {}).get("left_out") and not made.left_out
    ]  # fmt: skip


def _contradictions(made: Candidate, others: list[PopulationMargin]) -> list[Note]:
    """Where a question has other shares in another margin: weighing to both would pull two ways."""
    notes = []
    for other in others:
        for name in set(made.dimensions) & set(other.dimensions):
            place, there = made.dimensions.index(name), other.dimensions.index(name)
            ours, theirs = Counter(), Counter()
            for key, people in made.targets.items():
                ours[key[place]] += people
            for row in other.targets:
                theirs[row["categories"][there]] += row["value"]
            if parted := shared_shares(ours, theirs):
                figures = dict(zip(("category", "ours", "theirs"), parted, strict=True))
                notes.append(Note("pull_apart", CAUTION, figures={**figures, "question": name, "title": other.title}))
    return notes


def suggested_title(proposal: Proposal) -> str:
    """ "Sex by age band, 16 and over"."""
    words = " by ".join(name.replace("_", " ") for name in proposal.candidate.dimensions)
    return f"{words[:1].upper()}{words[1:]}, {proposal.candidate.base}"


def suggested_source(proposal: Proposal) -> str:
    """Publisher, table and day, as far as the file says."""
    table = proposal.table
    known = {"estimates": "ONS mid-year population estimates", "deprivation": "MHCLG, English Indices of Deprivation"}
    parts = (known.get(table.layout, "ONS Census 2021"), None if table.layout in known else table.name, table.period)
    return ", ".join(part for part in parts if part)[:400]


def store(
    partnership: Partnership,
    file: PopulationFile,
    proposal: Proposal,
    title: str,
    source: str,
    address: str,
    actor: str,
) -> PopulationMargin:
    """Store a proposed margin. One over the same questions is kept whole as an earlier one and gives its place up.

    Weightings made before hold their own targets and do not change.
    """
    made = proposal.candidate
    with writing() as session:
        # Two at once would both find no margin over these questions.
        session.get(Partnership, partnership.id, with_for_update=True)
        replaced = _same_dimensions(partnership, made.dimensions, proposal.audience)
        if replaced is not None:
            session.add(EarlierMargin(partnership_id=partnership.id, key=replaced.key, record=_record(replaced),
                                      replaced_by=actor))  # fmt: skip
        key = _key(made.dimensions, proposal.audience)
        stored = replaced or PopulationMargin(partnership_id=partnership.id, key=key, audience=proposal.audience)
        session.add(stored)
        for name, value in _columns(file, proposal, actor).items():
            setattr(stored, name, value)
        stored.title = clean(title) or suggested_title(proposal)
        stored.source, stored.source_address = clean(source) or "", clean(address) or ""
        audit.record(actor, "load margin", stored.key, partnership, sha256=file.sha256, total=made.total,
                     replaced=replaced is not None)  # fmt: skip
    return stored


def _columns(file: PopulationFile, proposal: Proposal, actor: str) -> dict:
    made = proposal.candidate
    return {
        "dimensions": list(made.dimensions), "unit": proposal.table.unit,
        "targets": [{"categories": list(key), "value": value} for key, value in made.targets.items()],
        "date": dt.date.fromisoformat(proposal.table.period or CENSUS),
        "caution": _caution(proposal), "origin": _origin(file, proposal, actor),
    }  # fmt: skip


def _key(dimensions: tuple[str, ...], audience: str) -> str:
    return f"loaded_{re.sub('[^a-z0-9]+', '_', '_'.join(sorted(dimensions)).lower())[:40]}_{audience}"


def _record(stored: PopulationMargin) -> dict:
    names = ("key", "audience", "title", "dimensions", "targets", "unit", "source", "source_address", "caution",
             "origin")  # fmt: skip
    return {**{name: getattr(stored, name) for name in names}, "date": stored.date.isoformat()}


def _caution(proposal: Proposal) -> str | None:
    """The cautions as sentences, as many as there is room for: the report beside the margin has them all."""
    kept = ""
    for note in proposal.notes:
        sentence = in_english(note) if note.level == CAUTION else ""
        if sentence and len(kept) + len(sentence) < CAUTION_LENGTH:
            kept = f"{kept} {sentence}".strip()
    return kept or None


def _origin(file: PopulationFile, proposal: Proposal, actor: str) -> dict:
    return {
        "filename": file.filename, "sha256": file.sha256, "loaded_by": actor, "loaded_at": now().isoformat(),
        "base": proposal.candidate.base, "cells": proposal.candidate.cells, "left_out": proposal.candidate.left_out,
        "notes": [*file.notes, *(note.document() for note in proposal.notes)], "areas": proposal.areas,
    }  # fmt: skip


def source_table(partnership: Partnership, file: PopulationFile, number: int) -> Table:
    """The table of a waiting file that a margin can be made of; deciles of deprivation count the people kept beside.

    Raises Unreadable, IndexError for a number that is none.
    """
    if file.kind == "deprivation":
        found = files.in_slot(partnership, "people lsoa")
        period = found.data["period"] if found else None
        deprivation = Deprivation(file.data["deciles"], file.data["names"])
        return deprivation.table(files.people(partnership, "lsoa"), period)
    return files.tables(file)[number]
