"""Adds, changes and takes out the benchmarks of a partnership, and makes verdicts stricter."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from consult.database import writing
from consult.extensions import db
from consult.models import Benchmark, Partnership, StricterVerdict
from consult.models.benchmark import VERDICTS
from consult.models.types import today
from consult.questionnaire import clean
from consult.reference import LANGUAGES
from consult.services import audit
from consult.services.library import judging, records
from consult.services.library.checking import check

LONGEST_REASON = 500


class CannotKeep(Exception):
    """What was given cannot be kept; nothing was stored. `problems`: field -> words that say why and what to do."""

    def __init__(self, problems: dict):
        self.problems = problems
        super().__init__("; ".join(problems))


def add(partnership: Partnership, typed: dict[str, str], actor: str) -> Benchmark:
    """Keep a benchmark of the partnership's own. `typed` is as in checking.check. Raises CannotKeep."""
    columns = _checked(partnership, typed)
    with writing() as session:
        row = Benchmark(partnership_id=partnership.id, added_by=actor, added_on=today(), **columns)
        _not_twice(partnership, row)
        session.add(row)
        session.flush()
        audit.record(actor, "add benchmark", row.name, partnership, measure=row.measure, area=row.area,
                     period=row.period)  # fmt: skip
    return row


def change(partnership: Partnership, row: Benchmark, typed: dict[str, str], actor: str) -> None:
    """Correct a benchmark of the partnership's own. Editions keep what they were frozen with. Raises CannotKeep."""
    columns = _checked(partnership, typed)
    with writing() as session:
        kept = session.get(Benchmark, row.id, with_for_update=True, populate_existing=True)
        if kept is None or not is_own(partnership, kept):
            raise CannotKeep({"measure": _("Somebody has taken it out of the library meanwhile")})
        _not_twice(partnership, Benchmark(id=kept.id, partnership_id=partnership.id, **columns))
        for name, value in columns.items():
            setattr(kept, name, value)
        audit.record(actor, "change benchmark", kept.name, partnership)


def remove(partnership: Partnership, row: Benchmark, actor: str) -> None:
    """Take a benchmark of the partnership's own out of the library, with what was judged of it."""
    with writing() as session:
        if is_own(partnership, row):
            audit.record(actor, "remove benchmark", row.name, partnership, measure=row.measure, area=row.area)
            session.execute(db.delete(Benchmark).where(Benchmark.id == row.id))


def is_own(partnership: Partnership, row: Benchmark) -> bool:
    """Whether a partnership added it and may change it: a shipped one never."""
    return row.key is None and row.partnership_id == partnership.id


def _checked(partnership: Partnership, typed: dict[str, str]) -> dict:
    found = check(partnership, typed)
    if found.problems:
        raise CannotKeep(found.problems)
    return found.columns


def _not_twice(partnership: Partnership, new: Benchmark) -> None:
    for row in records.offered(partnership):
        if row.id != new.id and records.series(row) == records.series(new) and row.period == new.period:
            raise CannotKeep({"value": _("The library has this series for %(area)s and %(period)s already. Change that "
                                         "one instead", area=new.area, period=new.period)})  # fmt: skip


def may_become(found: str) -> tuple[str, ...]:
    """The verdicts that are stricter than one that was found."""
    return VERDICTS[VERDICTS.index(found) + 1 :]


def make_stricter(partnership: Partnership, row: Benchmark, key: tuple[str, str], verdict: str, reason: dict[str, str],
                  actor: str) -> None:  # fmt: skip
    """Hold a benchmark to compare less well with a question than was found. `key`: (questionnaire, item) of it.

    Raises CannotKeep for a verdict that is not stricter, an unknown question or no reason in English.
    """
    found = next((one["found"] for one in judging.judgements(partnership, row) if one["asked"].key == key), None)
    if found is None or verdict not in may_become(found):
        raise CannotKeep({"verdict": _("Choose a verdict that is stricter than the one that was found")})
    reasons = {lang: words for lang in LANGUAGES if (words := " ".join((clean(reason.get(lang) or "") or "").split()))}
    if "en" not in reasons:
        raise CannotKeep({"reason_en": _("Say why, in a sentence: it is printed beside the figure")})
    for lang, words in reasons.items():
        if len(words) > LONGEST_REASON:
            raise CannotKeep({f"reason_{lang}": _("Use %(max)d characters or fewer", max=LONGEST_REASON)})
    with writing() as session:
        # Two at once: the second waits here and replaces the first.
        session.get(Partnership, partnership.id, with_for_update=True)
        session.execute(_verdicts(partnership, row, key))
        session.add(StricterVerdict(partnership_id=partnership.id, benchmark_id=row.id, questionnaire=key[0],
                                    item=key[1], verdict=verdict, reason=reasons, made_by=actor))  # fmt: skip
        audit.record(actor, "make verdict stricter", row.name, partnership, question=".".join(key), verdict=verdict,
                     reason=reasons["en"])  # fmt: skip


def take_back_verdict(partnership: Partnership, row: Benchmark, key: tuple[str, str], actor: str) -> None:
    """Let the verdict that was found hold again."""
    with writing() as session:
        if session.execute(_verdicts(partnership, row, key)).rowcount:
            audit.record(actor, "take back verdict", row.name, partnership, question=".".join(key))


def _verdicts(partnership: Partnership, row: Benchmark, key: tuple[str, str]):
    return db.delete(StricterVerdict).where(
        StricterVerdict.partnership_id == partnership.id, StricterVerdict.benchmark_id == row.id,
        StricterVerdict.questionnaire == key[0], StricterVerdict.item == key[1],
    )  # fmt: skip
