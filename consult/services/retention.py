"""The words that people typed are deleted when the wave's retention ends. Ticked answers stay: they name nobody."""

from __future__ import annotations

from sqlalchemy import Text, cast, func
from sqlalchemy.dialects.postgresql import ARRAY

from consult.database import writing
from consult.extensions import db
from consult.models import Coding, QuestionnaireVersion, Quote, Response, TextReading, Wave
from consult.models.types import today
from consult.questionnaire import Questionnaire
from consult.services import audit, field
from consult.services.cells import json_path

# Who did it, in the record of events.
ACTOR = "retention"


def typed_keys(questionnaire: Questionnaire) -> list[str]:
    """The keys of answers that hold words of one's own: of open questions, and of "other" beside a choice."""
    items = questionnaire.items.values()
    return [item.name for item in items if item.type == "text"] + [item.other_key for item in items if item.other]


def words_came(wave_id: int) -> None:
    """Answers came into a wave, in the open transaction: where its words were deleted before, it is done again."""
    db.session.execute(db.update(Wave).where(Wave.id == wave_id, Wave.words_deleted_on.is_not(None))
                       .values(words_deleted_on=None))  # fmt: skip


def delete_words() -> list[Wave]:
    """Delete the typed words of every wave whose retention has ended; the waves where that was done now.

    Deleted are the words in `response.answers`, and their copies that were redacted, coded and quoted. Editions and
    files that were made before keep what they hold.
    """
    query = db.select(Wave).where(Wave.retention_days.is_not(None), Wave.words_deleted_on.is_(None))
    due = [wave for wave in db.session.scalars(query.order_by(Wave.id)) if today() > wave.words_kept_until]
    return [wave for wave in due if _delete(wave.id)]


def _delete(wave_id: int) -> bool:
    with writing() as session:
        # Of two that come at once the second finds it done; and a wave may have been extended meanwhile.
        wave = session.get(Wave, wave_id, with_for_update=True, populate_existing=True)
        if wave.words_deleted_on is not None or today() <= wave.words_kept_until:
            return False
        changed = 0
        versions = session.scalars(db.select(Response.version_id).where(Response.wave_id == wave.id).distinct())
        for version_id in list(versions):
            changed += _without_words(wave, version_id)
        _forget_readings(wave)
        wave.words_deleted_on = today()
        audit.record(ACTOR, "delete typed words", wave.slug, wave.survey.partnership, responses=changed)
    return True


def _forget_readings(wave: Wave) -> None:
    """The words that were copied to be coded and quoted go too. What was coded stays: a theme names nobody."""
    of_wave = db.select(TextReading.id).join(Response).where(Response.wave_id == wave.id)
    coded = db.select(Coding.reading_id).where(Coding.reading_id == TextReading.id).exists()
    how = {"synchronize_session": False}
    db.session.execute(db.delete(Quote).where(Quote.reading_id.in_(of_wave)), execution_options=how)
    db.session.execute(db.delete(TextReading).where(TextReading.id.in_(of_wave), ~coded), execution_options=how)
    emptied = db.update(TextReading).where(TextReading.id.in_(of_wave), TextReading.redacted.is_not(None))
    db.session.execute(emptied.values(redacted=""), execution_options=how)


def _without_words(wave: Wave, version_id: int) -> int:
    """How many responses of a version had words, which are now gone."""
    version = db.session.get(QuestionnaireVersion, version_id)
    keys = typed_keys(field.questionnaire(version))
    if not keys:
        return 0
    if db.session.get_bind().dialect.name == "postgresql":
        listed = cast(keys, ARRAY(Text))
        has_any, rest = Response.answers.op("?|")(listed), Response.answers.op("-")(listed)
    else:
        paths = [json_path(key) for key in keys]
        has_any = func.coalesce(*(func.json_type(Response.answers, path) for path in paths), None).is_not(None)
        rest = func.json_remove(Response.answers, *paths)
    query = db.update(Response).where(Response.wave_id == wave.id, Response.version_id == version_id, has_any)
    return db.session.execute(query.values(answers=rest), execution_options={"synchronize_session": False}).rowcount
