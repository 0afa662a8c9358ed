"""What each kind of job does: `make` reads and reckons for as long as it takes and stores nothing; `keep` stores what
was made, in the transaction that ends the job, and says what came of it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from consult.extensions import db
from consult.models import Edition, Job, SectionDraft, Wave


@dataclass(frozen=True)
class Kind:
    """make: what is reckoned; keep: what came of it, as plain data; refusals: what is said to whoever asked."""

    make: Callable[[Job], Any]
    keep: Callable[[Job, Any], dict]
    refusals: Callable[[], tuple[type[Exception], ...]] = tuple


def kind_of(name: str) -> Kind:
    """The kind of that name."""
    return KINDS[name]


def _daily(_job: Job) -> None:
    from consult.services.answering import daily

    daily.work()


def weigh(wave: Wave, scheme) -> dict:
    """What to ask for to weigh a wave by a scheme."""
    return {"wave": wave.id, "scheme": asdict(scheme)}


def weigh_again(run) -> dict:
    """What to ask for to weigh again in the way of a weighting."""
    return {"wave": run.wave_id, "again": run.id}


def scheme_of(asked: dict):
    """The scheme that was asked for; None where it was to weigh again."""
    from consult.services.schemes import Scheme

    if "scheme" not in asked:
        return None
    plain = asked["scheme"]
    bounds = tuple(plain["bounds"]) if plain["bounds"] else None
    return Scheme(**{**plain, "margins": tuple(plain["margins"]), "bounds": bounds})


def _reckon(job: Job):
    from consult.services import schemes
    from consult.services.weigh import run_of

    wave = db.session.get(Wave, job.asked["wave"])
    if "again" in job.asked:
        return schemes.reckon_again(run_of(wave, job.asked["again"]))
    return schemes.reckon(wave, scheme_of(job.asked))


def _keep_run(job: Job, run) -> dict:
    from consult.services import schemes
    from consult.services import weigh as service

    wave = db.session.get(Wave, job.asked["wave"])
    if "again" in job.asked:
        schemes.keep_again(service.run_of(wave, job.asked["again"]), run, job.asked_by)
    else:
        service.keep(wave, run, job.asked_by)
    return {"wave": wave.slug, "run": run.id}


def _cannot_weigh() -> tuple[type[Exception], ...]:
    from consult.services.weigh_checks import CannotWeigh

    return (CannotWeigh,)


def _compose(job: Job):
    from consult.services import sections

    draft = db.session.get(SectionDraft, job.asked["draft"])
    if draft is None or draft.revision != job.asked["revision"]:
        raise sections.Stale
    return sections.for_approval(draft)


def _freeze(job: Job, composed) -> dict:
    from consult.services import sections

    draft = db.session.get(SectionDraft, job.asked["draft"])
    sections.freeze(draft, composed, job.asked["revision"], job.asked_by)
    return {"section": composed.document["section"]}


def _cannot_compose() -> tuple[type[Exception], ...]:
    from consult.services import sections

    return sections.CannotCompose, sections.CannotChange


def _make_files(job: Job) -> None:
    from consult.services.files import edition

    edition.make_all(db.session.get(Edition, job.asked["edition"]), job.asked["address"])


def _write_export(job: Job):
    from consult.services import microdata

    file = tempfile.TemporaryFile()
    return microdata.write(db.session.get(Wave, job.asked["wave"]), wanted_of(job.asked), file), file


def wanted_of(asked: dict):
    """What was asked to be taken out."""
    from consult.services.microdata import Wanted

    plain = asked["wanted"]
    sections = None if plain["sections"] is None else tuple(plain["sections"])
    return Wanted(**{**plain, "sections": sections, "extras": tuple(plain["extras"])})


def _keep_export(job: Job, made) -> dict:
    from consult.services import microdata
    from consult.services.jobs import files

    taken, file = made
    with file:
        files.keep(job, file)
    microdata.record(db.session.get(Wave, job.asked["wave"]), wanted_of(job.asked), taken, job.asked_by)
    return {"name": taken.name, "people": taken.people, "k": taken.anonymity.k}


def _cannot_export() -> tuple[type[Exception], ...]:
    from consult.services.microdata import CannotExport

    return (CannotExport,)


def _nothing(_job: Job, _made: Any) -> dict:
    return {}


KINDS = {
    "daily": Kind(_daily, _nothing),
    "weigh": Kind(_reckon, _keep_run, _cannot_weigh),
    "submit": Kind(_compose, _freeze, _cannot_compose),
    "files": Kind(_make_files, _nothing),
    "export": Kind(_write_export, _keep_export, _cannot_export),
}
