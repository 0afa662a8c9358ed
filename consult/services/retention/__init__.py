"""What is kept for how long, and deleted when its time is over; what is kept, mixed so that its order tells nothing.

Two terms a wave: the words that people typed, then whole responses with all that was kept of the wave. Unfinished
answers have a term of their own, two days. `run` is the one way in, for the daily tidying, the shell and jobs.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from consult.extensions import db
from consult.models import Wave
from consult.services import erasing, invitations, mixing
from consult.services.answering import drafts
from consult.services.retention import answers, words
from consult.services.retention.reporting import (
    ANSWERS,
    DRAFTS,
    VERBS,
    WORDS,
    Deleted,
    Due,
    Report,
    due,
    events,
)
from consult.services.retention.words import typed_keys

__all__ = ["ACTOR", "ANSWERS", "DRAFTS", "VERBS", "WORDS", "Deleted", "Due", "Report", "came_in", "due", "events",
           "run", "typed_keys"]  # fmt: skip

# Who did it, in the record of events, when nobody asked for it.
ACTOR = "retention"


@dataclass(frozen=True)
class _Work:
    """Something that is due in a wave: `step` deletes a part of it and says how much, None once nothing is left."""

    kind: str
    wave: str
    step: Callable[[str], int | None]


def came_in(wave_id: int) -> None:
    """Answers came into a wave, in the open transaction: what was deleted of it before is looked for again."""
    db.session.execute(db.update(Wave).where(Wave.id == wave_id).values(words_deleted_on=None, answers_deleted_on=None))


def run(actor: str = ACTOR, seconds: float | None = None) -> Report:
    """Mix the rows of days that are over, delete everything whose time is over, and say what was deleted.

    All of it in steps that each stand by themselves.

    seconds: stop after the first step that ends later than this; the next run goes on. Every step that deleted
    anything leaves an event. Of two runs at once each thing is deleted by one of them.
    """
    until = None if seconds is None else time.monotonic() + seconds
    invitations.mix()
    if not mixing.mix(until):
        return Report((), tuple(due()), finished=False)
    deleted = _drafts(actor)
    for work in _due():
        number, left = _do(work, actor, until)
        if number:
            deleted.append(Deleted(work.kind, work.wave, number))
        if left:
            return Report(tuple(deleted), tuple(due()), finished=False)
    # Nobody's page waits for it without need.
    if seconds is None or any(one.kind != DRAFTS for one in deleted):
        erasing.from_files()
    return Report(tuple(deleted), tuple(due()), finished=True)


def _drafts(actor: str) -> list[Deleted]:
    """Unfinished answers, whose partnership is written down with how many they were."""
    return [Deleted(DRAFTS, slug, number) for slug, number in sorted(drafts.purge(actor).items())]


def _due() -> Iterator[_Work]:
    """Words before answers: where both terms are over the words are gone even if the rest is interrupted."""
    for wave in words.due_waves():
        yield _Work(WORDS, wave.slug, words.Work(wave.id))
    for wave in answers.due_waves():
        yield _Work(ANSWERS, wave.slug, lambda actor, id_=wave.id: answers.step(id_, actor))


def _do(work: _Work, actor: str, until: float | None) -> tuple[int, bool]:
    """(how much was deleted, whether time ran out before the end)."""
    number = 0
    while (found := work.step(actor)) is not None:
        number += found
        if until is not None and time.monotonic() > until:
            return number, True
    return number, False
