"""The files that wait for a decision and those that are kept, each partnership's own."""

import datetime as dt

from sqlalchemy.orm import defer

from consult.database import writing
from consult.extensions import db
from consult.models import Partnership, PopulationFile
from consult.models.belonging import of_every_partnership
from consult.models.types import now
from consult.population import Deprivation, Lookup, Table
from consult.services import audit

# A file that nobody decided on is forgotten.
WAITS = dt.timedelta(days=7)


def wait(partnership: Partnership, kind: str, filename: str, sha256: str, data: dict, notes: list, actor: str):
    """Keep what was read of a file until somebody decides; those that waited too long go."""
    with writing() as session:
        session.execute(of_every_partnership(db.delete(PopulationFile).where(PopulationFile.expires_at < now())))
        file = PopulationFile(
            partnership_id=partnership.id, kind=kind, filename=filename[:160], sha256=sha256, data=data, notes=notes,
            loaded_by=actor, expires_at=now() + WAITS,
        )  # fmt: skip
        session.add(file)
        session.flush()
    return file


def waiting(partnership: Partnership) -> list[PopulationFile]:
    """The files that wait, the newest first."""
    query = db.select(PopulationFile).where(
        PopulationFile.partnership_id == partnership.id, PopulationFile.expires_at > now()
    )
    # Lists need no figures, and a table by small area has many.
    return list(db.session.scalars(query.order_by(PopulationFile.id.desc()).options(defer(PopulationFile.data))))


def one_of(partnership: Partnership, file_id: int) -> PopulationFile | None:
    """A file of this partnership that waits; another's, or one whose time is over, is not found."""
    query = db.select(PopulationFile).where(
        PopulationFile.partnership_id == partnership.id, PopulationFile.id == file_id, PopulationFile.expires_at > now()
    )
    return db.session.scalar(query)


def kept(partnership: Partnership) -> list[PopulationFile]:
    """The files that are kept, by what they are kept as."""
    query = db.select(PopulationFile).where(
        PopulationFile.partnership_id == partnership.id, PopulationFile.slot.is_not(None)
    )
    return list(db.session.scalars(query.order_by(PopulationFile.slot)))


def in_slot(partnership: Partnership, slot: str) -> PopulationFile | None:
    """The file that is kept as this."""
    query = db.select(PopulationFile).where(
        PopulationFile.partnership_id == partnership.id, PopulationFile.slot == slot
    )
    return db.session.scalar(query)


def lookup(partnership: Partnership, kind: str, year: str) -> Lookup | None:
    """The kept lookup of "oa" or "lsoa" to the wards of a year; of the year "members" it names the borough only."""
    found = in_slot(partnership, f"lookup {kind} {year}")
    return found and Lookup.of(found.data)


def people(partnership: Partnership, kind: str) -> dict[str, int]:
    """Small area -> people, {} where no such table is kept."""
    found = in_slot(partnership, f"people {kind}")
    return found.data["people"] if found else {}


def deprivation(partnership: Partnership) -> Deprivation | None:
    """The kept deciles of deprivation."""
    found = in_slot(partnership, "deprivation")
    return found and Deprivation(found.data["deciles"], found.data["names"])


def outlines(partnership: Partnership, year: str) -> dict[str, dict]:
    """Ward code -> its outline as the file had it, {} where no outlines of that year are kept."""
    found = in_slot(partnership, f"outlines {year}")
    return found.data["outlines"] if found else {}


def tables(file: PopulationFile) -> list[Table]:
    """The tables of a file that waits."""
    return [Table.of(document) for document in file.data["tables"]]


def keep_as(file: PopulationFile, slot: str, kind: str, data: dict, actor: str, **detail) -> None:
    """Keep a file that waited, in the place of what was kept as the same before."""
    with writing() as session:
        partnership_id = file.partnership_id
        # Two at once would both find the place free.
        partnership = session.get(Partnership, partnership_id, with_for_update=True)
        before = (PopulationFile.partnership_id == partnership_id, PopulationFile.slot == slot)
        session.execute(db.delete(PopulationFile).where(*before))
        file = session.merge(file)
        file.slot, file.kind, file.data, file.expires_at, file.loaded_by = slot, kind, data, None, actor
        file.loaded_at = now()
        detail |= {"kept_as": slot, "sha256": file.sha256}
        audit.record(actor, "keep population file", file.filename, partnership, **detail)


def discard(file: PopulationFile) -> None:
    """Forget a file that waited."""
    with writing() as session:
        session.execute(db.delete(PopulationFile).where(PopulationFile.id == file.id, PopulationFile.slot.is_(None)))
