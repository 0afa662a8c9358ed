"""The words that people typed are deleted when the wave's first term ends. Ticked answers stay: they name nobody."""

from __future__ import annotations

import uuid

from sqlalchemy import ColumnElement, Text, cast, func
from sqlalchemy.dialects.postgresql import ARRAY

from consult.database import writing
from consult.extensions import db
from consult.models import Coding, PaperSheet, QuestionnaireVersion, Quote, Response, TextReading, Wave
from consult.models.types import today
from consult.questionnaire import Questionnaire
from consult.services import audit, field
from consult.services.cells import json_path
from consult.services.retention.reporting import VERBS, WORDS
from consult.services.retention.waiting import set_free

# Responses in one transaction: others wait for the wave's row no longer than this takes.
STEP = 2_000


def typed_keys(questionnaire: Questionnaire) -> list[str]:
    """The keys of answers that hold words of one's own: of open questions, and of "other" beside a choice."""
    items = questionnaire.items.values()
    return [item.name for item in items if item.type == "text"] + [item.other_key for item in items if item.other]


def due_waves() -> list[Wave]:
    """The waves whose words are to be deleted by now."""
    query = db.select(Wave).where(Wave.retention_days.is_not(None), Wave.words_deleted_on.is_(None))
    return [wave for wave in db.session.scalars(query.order_by(Wave.id)) if _is_due(wave)]


def _is_due(wave: Wave) -> bool:
    return wave.words_kept_until is not None and wave.words_deleted_on is None and today() > wave.words_kept_until


class Work:
    """The words of one wave, deleted step by step."""

    def __init__(self, wave_id: int):
        self._wave_id = wave_id
        # Where the last step ended: the next need not look at those before it again.
        self._after: dict[int, uuid.UUID] = {}

    def __call__(self, actor: str) -> int | None:
        """As `_step`."""
        return _step(self._wave_id, actor, self._after)


def _step(wave_id: int, actor: str, after: dict[int, uuid.UUID]) -> int | None:
    """Delete the words of some responses with every copy of them; how many, or None where nothing is left to do.

    Copies are those redacted, quoted and keyed a second time. Editions and files that were made before keep theirs.
    after: by version the id that the last step ended at; it is brought up to date.
    """
    with writing() as session:
        # Of two that come at once the second finds it done; and a wave may have been extended meanwhile.
        wave = session.get(Wave, wave_id, with_for_update=True, populate_existing=True)
        if not _is_due(wave):
            return None
        for version_id in list(session.scalars(_versions(wave))):
            if changed := _without_words(wave, version_id, after) or _without_words(wave, version_id, {}):
                audit.record(actor, VERBS[WORDS], wave.slug, wave.survey.partnership, responses=changed)
                return changed
        _forget_copies(db.select(Response.id).where(Response.wave_id == wave.id))
        set_free(wave, quoting=True)
        wave.words_deleted_on = today()
    return None


def _versions(wave: Wave):
    return db.select(Response.version_id).where(Response.wave_id == wave.id).distinct()


def _forget_copies(responses) -> None:
    """The words that were copied to be coded and quoted go too. What was coded stays: a theme names nobody."""
    of_them = db.select(TextReading.id).where(TextReading.response_id.in_(responses))
    coded = db.select(Coding.reading_id).where(Coding.reading_id == TextReading.id).exists()
    how = {"synchronize_session": False}
    db.session.execute(db.delete(Quote).where(Quote.reading_id.in_(of_them)), execution_options=how)
    db.session.execute(db.delete(TextReading).where(TextReading.id.in_(of_them), ~coded), execution_options=how)
    emptied = db.update(TextReading).where(TextReading.id.in_(of_them), TextReading.redacted.is_not(None))
    db.session.execute(emptied.values(redacted=""), execution_options=how)
    # What a second keying read is settled on paper, where the words still stand.
    sheets = db.update(PaperSheet).where(PaperSheet.response_id.in_(responses), PaperSheet.differs)
    db.session.execute(sheets.values(second_answers={}, differs=False), execution_options=how)


def _without_words(wave: Wave, version_id: int, after: dict[int, uuid.UUID]) -> int:
    """How many responses of a version had words, which are now gone; STEP at most, of those behind `after`."""
    version = db.session.get(QuestionnaireVersion, version_id)
    keys = typed_keys(field.questionnaire(version))
    if not keys:
        return 0
    has_any, rest = _words_in(keys)
    found = db.select(Response.id).where(Response.wave_id == wave.id, Response.version_id == version_id, has_any)
    if version_id in after:
        found = found.where(Response.id > after[version_id])
    ids = list(db.session.scalars(found.order_by(Response.id).limit(STEP)))
    if not ids:
        return 0
    after[version_id] = ids[-1]
    emptied = db.update(Response).where(Response.id.in_(ids)).values(answers=rest)
    db.session.execute(emptied, execution_options={"synchronize_session": False})
    _forget_copies(ids)
    return len(ids)


def _words_in(keys: list[str]) -> tuple[ColumnElement, ColumnElement]:
    """(whether answers have any of these keys, the answers without them)."""
    if db.session.get_bind().dialect.name == "postgresql":
        listed = cast(keys, ARRAY(Text))
        return Response.answers.op("?|")(listed), Response.answers.op("-")(listed)
    paths = [json_path(key) for key in keys]
    has_any = func.coalesce(*(func.json_type(Response.answers, path) for path in paths), None).is_not(None)
    return has_any, func.json_remove(Response.answers, *paths)
