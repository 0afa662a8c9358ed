"""What belongs to whom, in one place: within a partnership every query of the session finds its own rows alone.

While somebody works for a partnership (`within`), each SELECT, UPDATE and DELETE of a model is narrowed to what
belongs to it, whatever the service that asked had in mind: relationships, joins, aliases and `session.get` as well. A
service that forgets to name the partnership finds too little, and never too much.
"""

import functools
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import ColumnElement, Integer, bindparam, event, inspect, or_, select, true
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql.base import Executable

from consult.extensions import WorkSession, db

# The same for all partnerships: accounts belong to people, who may work for several.
SHARED = "shared"
# Model -> the column that leads to the partnership: its own, or a parent's that belongs to one.
BELONGS = {
    "AccountInvitation": "partnership_id",
    "AccountSession": SHARED,
    "Action": "partnership_id",
    "ActionLink": "action_id",
    "Area": "partnership_id",
    "AuditEvent": "partnership_id",
    "Benchmark": "partnership_id",
    "BroughtForm": "partnership_id",
    "CodedTheme": "coding_id",
    "CodeFrame": "survey_id",
    "Coding": "reading_id",
    "Device": "partnership_id",
    "Draft": "wave_id",
    "DropOff": "wave_id",
    "EarlierMargin": "partnership_id",
    "Edition": "partnership_id",
    "Finding": "partnership_id",
    "ImportBatch": "wave_id",
    "Invitation": "batch_id",
    "InvitationBatch": "wave_id",
    "Job": "partnership_id",
    "JobPart": "job_id",
    "LanguageReview": "version_id",
    "Link": "survey_id",
    "Membership": "partnership_id",
    "OutreachSession": "wave_id",
    "OutsideFigure": "measure_id",
    "PaperSheet": "wave_id",
    "Partnership": "id",
    "Passkey": SHARED,
    "Permission": "wave_id",
    "PopulationFile": "partnership_id",
    "PopulationMargin": "partnership_id",
    "Postcode": "partnership_id",
    "PreflightReason": "version_id",
    "QualitativeSource": "partnership_id",
    "QuestionnaireEdit": "version_id",
    "QuestionnaireVersion": "survey_id",
    "Quote": "reading_id",
    "RecoveryCode": SHARED,
    "Response": "wave_id",
    "ResponseFlag": "wave_id",
    "ResumeCode": "survey_id",
    "Role": SHARED,
    "SectionDraft": "partnership_id",
    "SignInTry": SHARED,
    "SignOnIdentity": SHARED,
    "SourceTheme": "source_id",
    "StricterVerdict": "partnership_id",
    "SuccessMeasure": "partnership_id",
    "Survey": "partnership_id",
    "SyncRecord": "device_id",
    "Telling": "wave_id",
    "TextReading": "response_id",
    "TextState": "survey_id",
    "Theme": "frame_id",
    "ToldCount": "telling_id",
    "User": SHARED,
    "VersionNote": "version_id",
    "Wave": "survey_id",
    "WaveKey": "wave_id",
    "WeightingRun": "wave_id",
    "Worker": SHARED,
}
# Of these, rows without a partnership are offered to all: published figures that ship.
OFFERED_TO_ALL = {"Benchmark"}
_EVERY = "every_partnership"


class NotListed(RuntimeError):
    """A model that nobody said the belonging of."""


class OutOfReach(RuntimeError):
    """A statement or a row that is not the partnership's, asked for or written while working for it."""


def init_belonging() -> None:
    """Check the list against the models, and have every session narrow what it finds. Raises NotListed."""
    models = {mapper.class_.__name__ for mapper in db.Model.registry.mappers}
    if differing := sorted(models ^ BELONGS.keys()):
        raise NotListed(f"Say in consult/models/belonging.py what belongs to whom: {', '.join(differing)}.")


@contextmanager
def within(partnership_id: int) -> Iterator[None]:
    """Whatever the session is asked meanwhile, it finds what belongs to this partnership and nothing else."""
    enter(partnership_id)
    try:
        yield
    finally:
        leave()


def enter(partnership_id: int) -> None:
    """From now on the session works for this partnership, until `leave`."""
    db.session().info[WorkSession.WITHIN] = partnership_id


def leave() -> None:
    """The session works for nobody in particular again."""
    # Most pages of a survey ask no session: none is made only to be told this.
    if db.session.registry.has():
        db.session().info.pop(WorkSession.WITHIN, None)


@contextmanager
def for_all() -> Iterator[None]:
    """Meanwhile the session works for nobody in particular: for what is done for every partnership at once."""
    info = db.session().info
    partnership_id = info.pop(WorkSession.WITHIN, None)
    try:
        yield
    finally:
        if partnership_id is not None:
            info[WorkSession.WITHIN] = partnership_id


def of_every_partnership(statement: Executable) -> Executable:
    """The statement as it is, for what is unique across partnerships. tests/integration/test_belonging.py lists who."""
    return statement.execution_options(**{_EVERY: True})


def _own(entity: type) -> ColumnElement[bool]:
    """That rows of a model, or of an alias of it, belong to the partnership that the session works for."""
    if (inspected := inspect(entity, raiseerr=False)) is None:
        # The library asks once about the models' common base.
        return true()
    mapper = inspected.mapper
    name = mapper.class_.__name__
    if BELONGS[name] == SHARED:
        return true()
    column = getattr(entity, BELONGS[name])
    owned = _owned(mapper.local_table.c[BELONGS[name]], column)
    return or_(owned, column.is_(None)) if name in OFFERED_TO_ALL else owned


def _owned(key, column) -> ColumnElement[bool]:
    """That `column` (the table's `key`, or an alias's) leads to the partnership."""
    if key.table.name == "partnership":
        return column == _PARTNERSHIP
    (reference,) = key.foreign_keys
    parent = reference.column.table
    if parent.name == "partnership":
        return column == _PARTNERSHIP
    # Of tables and not of models, so that nothing narrows what narrows.
    up = parent.c[BELONGS[_model_of()[parent.name]]]
    return column.in_(select(reference.column).where(_owned(up, up)))


@functools.cache
def _model_of() -> dict[str, str]:
    """Table -> model."""
    return {mapper.local_table.name: mapper.class_.__name__ for mapper in db.Model.registry.mappers}


# Made once: the statement is compiled once for all partnerships, and only the number differs.
_PARTNERSHIP = bindparam("within_partnership", type_=Integer, callable_=lambda: db.session().info[WorkSession.WITHIN])
# The library reads a function that it is given here, and takes none that calls another than a method of the model.
db.Model.own_rows = classmethod(_own)
_NARROWED = with_loader_criteria(
    db.Model, lambda entity: entity.own_rows(), include_aliases=True, propagate_to_loaders=False
)


@event.listens_for(db.session, "do_orm_execute")
def _narrow(asked: ORMExecuteState) -> None:
    partnership_id = asked.session.info.get(WorkSession.WITHIN)
    if partnership_id is None or asked.is_column_load or asked.execution_options.get(_EVERY):
        return
    if not asked.is_orm_statement:
        raise OutOfReach(f"A statement that says nothing of models cannot be narrowed: {asked.statement}")
    if not asked.is_insert:
        asked.statement = asked.statement.options(_NARROWED)


@event.listens_for(db.session, "before_flush")
def _keep_within(session: Session, _context, _instances) -> None:
    """Nothing is written that says of itself that it is another partnership's."""
    partnership_id = session.info.get(WorkSession.WITHIN)
    if partnership_id is None:
        return
    for row in (*session.new, *session.dirty):
        owner = getattr(row, "partnership_id", None) or getattr(getattr(row, "partnership", None), "id", None)
        if owner not in (None, partnership_id):
            raise OutOfReach(f"A row of {type(row).__name__} for another partnership than the one that is worked for")
