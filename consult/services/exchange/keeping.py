"""What was read from a file, kept until an officer decides what becomes of it; and questionnaires taken out."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.exc import IntegrityError

from consult.database import writing
from consult.extensions import db
from consult.models import Area, BroughtForm, Partnership, QuestionnaireVersion, Survey
from consult.models.types import now
from consult.questionnaire.exchange.naming import name_of
from consult.questionnaire.exchange.remarks import shortened
from consult.questionnaire.exchange.xlsform_out import sheets_of
from consult.services import audit, field, setup, versions
from consult.services.exchange.files import XLSX_TYPE, workbook_of
from consult.services.exchange.reading import Brought

# What nobody decided on for so long is deleted when the next file is brought in.
KEPT_FOR = dt.timedelta(days=14)
RECENT = 10
ADDRESS = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_ADDRESS = 60
KINDS = {"json": "application/json", "xlsx": XLSX_TYPE}


class CannotBring(Exception):
    """Nothing was made; `words` says why, `about` names the field that is to be changed."""

    def __init__(self, words, about: str):
        self.words, self.about = words, about
        super().__init__(words)


@dataclass(frozen=True)
class NewSurvey:
    """A survey to be made: its title, its address, and whether it is for "adults" or "young"."""

    title: str
    address: str
    audience: str


def keep(partnership: Partnership, filename: str, brought: Brought, actor: str) -> BroughtForm:
    """Keep what was read. `brought` has a document."""
    with writing() as session:
        session.execute(db.delete(BroughtForm).where(
            BroughtForm.partnership_id == partnership.id, BroughtForm.version_id.is_(None),
            BroughtForm.at < now() - KEPT_FOR))
        made = BroughtForm(
            partnership_id=partnership.id, filename=shortened(filename), kind=brought.kind, document=brought.document,
            remarks=[remark.kept() for remark in brought.remarks], actor=actor)
        session.add(made)
        session.flush()
        audit.record(actor, "bring in form", made.filename, partnership, kind=made.kind, remarks=len(made.remarks))
        return made


def find(partnership: Partnership, number: int) -> BroughtForm | None:
    """One of this partnership's; another's is not found."""
    query = db.select(BroughtForm).where(BroughtForm.partnership_id == partnership.id, BroughtForm.id == number)
    return db.session.scalar(query)


def recent(partnership: Partnership) -> list[BroughtForm]:
    """The last few files, the newest first."""
    query = db.select(BroughtForm).where(BroughtForm.partnership_id == partnership.id)
    return list(db.session.scalars(query.order_by(BroughtForm.at.desc(), BroughtForm.id.desc()).limit(RECENT)))


def surveys(partnership: Partnership) -> list[Survey]:
    """Every survey of a partnership, whether or not it has waves."""
    query = db.select(Survey).where(Survey.partnership_id == partnership.id)
    return list(db.session.scalars(query.order_by(Survey.title, Survey.id)))


def version(partnership: Partnership, slug: str, number: int) -> QuestionnaireVersion | None:
    """One version of a survey's questionnaire; another partnership's is not found."""
    query = db.select(QuestionnaireVersion).join(Survey).where(
        Survey.partnership_id == partnership.id, Survey.slug == slug, QuestionnaireVersion.number == number)
    return db.session.scalar(query)


def suggested_address(partnership: Partnership, title: str) -> str:
    """An address for a new survey that no other has."""
    stem = f"{partnership.slug}-{name_of(title, 'survey').replace('_', '-')}"[: LONGEST_ADDRESS - 4].rstrip("-")
    found, number = stem, 2
    while field.is_taken(found):
        found, number = f"{stem}-{number}", number + 1
    return found


def as_new_survey(brought: BroughtForm, new: NewSurvey, actor: str) -> QuestionnaireVersion:
    """A survey whose first version is what was brought in. Raises CannotBring, QuestionnaireError."""
    if not ADDRESS.fullmatch(new.address) or len(new.address) > LONGEST_ADDRESS:
        raise CannotBring(_("Use small letters, digits and hyphens only, 60 at most, such as safer-sale-2027"),
                          "address")
    taken = CannotBring(_("There is a survey at this address already. Choose another address."), "address")
    if field.is_taken(new.address):
        raise taken
    document = {**brought.document, "version": 1, "audience": new.audience}
    partnership = db.session.get(Partnership, brought.partnership_id)
    try:
        with writing() as session:
            _undecided(brought)
            survey = setup.add_survey(partnership, document, new.address, new.title)
            survey.exit_address = setup.NEUTRAL_SITE
            made = field.latest_version(survey)
            session.get(BroughtForm, brought.id).version_id = made.id
            audit.record(actor, "add survey", survey.slug, partnership, file=brought.filename)
    except IntegrityError as twice:
        # Two officers at the same moment: the address is unique in the database.
        raise taken from twice
    return made


def as_next_step(brought: BroughtForm, survey: Survey, actor: str) -> QuestionnaireVersion:
    """The next step of a survey's draft, which can be undone.

    Raises CannotBring, QuestionnaireError, versions.Frozen.
    """
    _undecided(brought)
    draft = versions.begin(survey, actor)
    document = {**brought.document, "audience": survey.audience}
    versions.save(draft, document, "bring in form", actor, brought.filename)
    with writing() as session:
        session.get(BroughtForm, brought.id).version_id = draft.id
    return draft


def _undecided(brought: BroughtForm) -> None:
    db.session.refresh(brought, with_for_update=True)
    if brought.version_id is not None:
        raise CannotBring(_("This file was used already. Bring it in again to use it once more."), "where")


def taken_out(version: QuestionnaireVersion, kind: str, actor: str) -> bytes:
    """A questionnaire as a file: "json", our own document; "xlsx", an XLSForm. `KINDS` has their media types."""
    if kind == "json":
        content = json.dumps(version.document, ensure_ascii=False, indent=2).encode()
    else:
        content = workbook_of(sheets_of(version.document, _areas(version.survey.partnership)))
    with writing():
        audit.record(actor, "take out form", f"{version.survey.slug}, version {version.number}",
                     version.survey.partnership, kind=kind)
    return content


def _areas(partnership: Partnership) -> Mapping[str, Sequence[Any]]:
    found: dict[str, list[Any]] = {"wards": [], "neighbourhoods": []}
    query = db.select(Area).where(Area.partnership_id == partnership.id).order_by(Area.name)
    for area in db.session.scalars(query):
        found[area.kind + "s"].append({"value": area.code, "text": area.name})
    return found
