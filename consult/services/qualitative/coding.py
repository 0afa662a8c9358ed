"""Two coders decide on a text apart from one another; what they agree on, or settle afterwards, counts."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func

from consult.database import writing
from consult.extensions import db
from consult.models import CodedTheme, Coding, Response, TextReading, Wave
from consult.models.types import today
from consult.services import audit, cells
from consult.services.qualitative import frames

COUNTING = "agreed"


class CannotCode(Exception):
    """The text cannot be coded as asked; nothing was changed. `reason` is one of REASONS."""

    REASONS = ("no_frame", "unknown_theme", "not_ready", "both_done", "two_others", "not_twice")

    def __init__(self, reason: str):
        self.reason = reason
        super().__init__(reason)


def to_code(wave: Wave, item: str, coder: str, second: bool) -> int:
    """How many texts wait for this coder: new ones, or those that one other coder has coded."""
    return db.session.scalar(db.select(func.count()).select_from(_waiting(wave, item, coder, second).subquery()))


def next_text(wave: Wave, item: str, coder: str, second: bool) -> TextReading | None:
    """The next text that waits for this coder. Texts are in random order, so that those coded are no selection."""
    return db.session.scalar(_waiting(wave, item, coder, second).order_by(TextReading.response_id).limit(1))


def _waiting(wave: Wave, item: str, coder: str, second: bool):
    query = db.select(TextReading).join(Response).where(
        cells.in_figures(wave), TextReading.item == item, TextReading.state == "ready")  # fmt: skip
    if not second:
        return query.where(~_coded(None).exists())
    return query.where(_coded("first").where(Coding.coder != coder).exists(), ~_coded("second").exists())


def _coded(turn: str | None):
    found = db.select(Coding.id).where(Coding.reading_id == TextReading.id).correlate(TextReading)
    return found if turn is None else found.where(Coding.turn == turn)


def overtaken(wave: Wave, item: str, coder: str) -> int:
    """How many texts this coder alone has coded before the newest theme was there."""
    return db.session.scalar(db.select(func.count()).select_from(_overtaken(wave, item, coder).subquery()))


def next_overtaken(wave: Wave, item: str, coder: str) -> TextReading | None:
    """The next of those texts."""
    return db.session.scalar(_overtaken(wave, item, coder).order_by(TextReading.response_id).limit(1))


def _overtaken(wave: Wave, item: str, coder: str):
    newest = max((theme.id for theme in frames.themes_of(wave.survey, item)), default=0)
    mine = _coded("first").where(Coding.coder == coder, Coding.newest_theme < newest)
    query = db.select(TextReading).join(Response).where(
        cells.in_figures(wave), TextReading.item == item, TextReading.state == "ready")  # fmt: skip
    return query.where(mine.exists(), ~_coded("second").exists())


def turns(reading: TextReading) -> dict[str, Coding]:
    """The codings of a text by turn."""
    return {coding.turn: coding for coding in reading.codings}


def own(reading: TextReading, coder: str) -> Coding | None:
    """This coder's own decision. Another's is not shown before both have decided."""
    return next((one for turn, one in turns(reading).items() if turn != COUNTING and one.coder == coder), None)


def code(wave: Wave, reading: TextReading, theme_ids: Iterable[int], coder: str) -> None:
    """Keep a coder's decision. It may be changed until another coder has decided on the text as well.

    Raises CannotCode.
    """
    chosen = set(theme_ids)
    with writing() as session:
        reading = _locked(reading)
        newest = _check(wave, reading, chosen)
        done = turns(reading)
        mine = own(reading, coder)
        others = [one for turn, one in done.items() if turn != COUNTING and one is not mine]
        if len(others) == 2:
            raise CannotCode("two_others")
        if mine is not None and others:
            raise CannotCode("both_done")
        turn = mine.turn if mine else "second" if others else "first"
        _write(reading, turn, coder, chosen, newest)
        _conclude(reading)
        audit.record(coder, "code text", f"{wave.slug}: {reading.item}", wave.survey.partnership, reading=reading.id)
        session.flush()


def settle(wave: Wave, reading: TextReading, theme_ids: Iterable[int], actor: str) -> None:
    """Decide what counts for a text that two coders have decided on. Raises CannotCode."""
    chosen = set(theme_ids)
    with writing():
        reading = _locked(reading)
        newest = _check(wave, reading, chosen)
        if not {"first", "second"} <= turns(reading).keys():
            raise CannotCode("not_twice")
        _write(reading, COUNTING, actor, chosen, newest)
        audit.record(actor, "settle text", f"{wave.slug}: {reading.item}", wave.survey.partnership, reading=reading.id)


def _locked(reading: TextReading) -> TextReading:
    query = db.select(TextReading).where(TextReading.id == reading.id).with_for_update()
    found = db.session.scalar(query.execution_options(populate_existing=True))
    if found is None or found.state != "ready":
        raise CannotCode("not_ready")
    db.session.refresh(found, ["codings"])
    return found


def _check(wave: Wave, reading: TextReading, chosen: set[int]) -> int:
    """The id of the newest theme there is. A theme retired since the text was coded to it may stay."""
    offered = {theme.id for theme in frames.themes_of(wave.survey, reading.item)}
    if not offered:
        raise CannotCode("no_frame")
    before = {theme for coding in reading.codings for theme in coding.themes}
    kept = {theme.id for theme in frames.themes_of(wave.survey, reading.item, retired=True)} & before
    if chosen - offered - kept:
        raise CannotCode("unknown_theme")
    return max(offered)


def _write(reading: TextReading, turn: str, coder: str, chosen: set[int], newest: int) -> None:
    coding = turns(reading).get(turn)
    if coding is None:
        coding = Coding(reading_id=reading.id, wave_id=reading.wave_id, turn=turn, coder=coder, newest_theme=newest)
        reading.codings.append(coding)
    coding.coder, coding.coded_on, coding.newest_theme = coder, today(), newest
    coding.marks = [mark for mark in coding.marks if mark.theme_id in chosen] + [
        CodedTheme(theme_id=theme, wave_id=reading.wave_id) for theme in sorted(chosen - coding.themes)
    ]


def _conclude(reading: TextReading) -> None:
    """What counts is the one coder's decision, or that of two who agree; nothing counts where two differ."""
    done = turns(reading)
    first, second = done["first"], done.get("second")
    if second is None or first.themes == second.themes:
        newest = min(one.newest_theme for one in (first, second) if one)
        _write(reading, COUNTING, first.coder, first.themes, newest)
    elif COUNTING in done:
        reading.codings.remove(done[COUNTING])
        db.session.delete(done[COUNTING])
