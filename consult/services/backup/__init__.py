"""One file that holds the whole database, and the way back from it. A backup holds answers: guard it as you do them."""

import datetime as dt
from pathlib import Path

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from consult.database import writing
from consult.extensions import db
from consult.services import audit, migrate
from consult.services.backup import archive, on_postgresql, on_sqlite
from consult.services.backup.archive import CannotBackUp, CannotRestore, Manifest

__all__ = ["CannotBackUp", "CannotRestore", "Manifest", "check", "has_same_key", "make", "prune", "restore"]

_HOW = {"sqlite": on_sqlite, "postgresql": on_postgresql}


def make(folder: Path, actor: str) -> Path:
    """Write the database as it is at one moment into a new file of `folder`; answers may come in meanwhile.

    Raises CannotBackUp; no half file is left then. That a backup was made stands in the record of events.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with archive.scratch(folder) as place:
            data = place / "database"
            copied = _how().copy(db.engine.url, data)
            file = archive.pack(folder, data, copied, current_app.config["DRAFT_KEY"])
    except (OSError, SQLAlchemyError) as error:
        raise CannotBackUp(f"The backup could not be made: {_reason(error)}.") from error
    with writing():
        audit.record(actor, "back up", file.name)
    return file


def prune(folder: Path, keep: int) -> list[Path]:
    """Delete all backups of a folder but the newest `keep`; those that were deleted. Other files are left alone."""
    old = archive.made_in(folder)[:-keep]
    for file in old:
        file.unlink()
    return old


def check(file: Path) -> Manifest:
    """Read a whole backup and compare it with what it says of itself. Raises CannotRestore."""
    with archive.opened(file, _room()) as (manifest, _data):
        return manifest


def restore(file: Path, replace: bool, actor: str) -> tuple[Manifest, str | None]:
    """Put a backup in the place of the database: (what it holds, where the earlier database is kept aside or None).

    It is first laid beside the database, counted against what it says of itself and brought to this code's migration;
    the database is untouched until then. Raises CannotRestore, also where the database has answers and `replace` is
    not given.
    """
    try:
        with archive.opened(file, _room()) as (manifest, data):
            how = _how()
            _check_fits(manifest)
            db.session.remove()
            if not replace and (held := how.answers(db.engine.url)):
                raise CannotRestore(f"The database holds {held:,} answers. Nothing was changed. To put the backup in "
                                    "their place all the same, give --replace; they are kept aside.")  # fmt: skip
            stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%d%H%M%S")
            db.engine.dispose()
            aside = how.put_back(db.engine.url, data, stamp, lambda counts, engine: _prove(manifest, counts, engine))
    except (OSError, SQLAlchemyError, migrate.CannotMigrate) as error:
        words = f"The backup could not be put back: {_reason(error)}. The database is as it was."
        raise CannotRestore(words) from error
    with writing():
        audit.record(actor, "restore", file.name)
    return manifest, aside


def has_same_key(manifest: Manifest) -> bool:
    """Whether it was made with this site's DRAFT_KEY, without which some of it cannot be opened."""
    return manifest.key == archive.fingerprint(current_app.config["DRAFT_KEY"])


def _room() -> Path:
    """Where a backup is unpacked: the system's folder for such things may be memory, and small."""
    folder = Path(current_app.config["INSTANCE"])
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _how():
    return _HOW[db.engine.dialect.name]


def _check_fits(manifest: Manifest) -> None:
    if manifest.database != db.engine.dialect.name:
        raise CannotRestore(f"It is a backup of {manifest.database}; this site's database is {db.engine.dialect.name}.")
    if manifest.migration not in migrate.revisions():
        raise CannotRestore(f"It was made by another release (migration {manifest.migration}), which this code does "
                            "not know. Install that release, or a later one, and restore with it.")  # fmt: skip


def _prove(manifest: Manifest, counts: dict[str, int], engine) -> None:
    """Raise CannotRestore unless every table has the rows that it had; then bring it to this code's migration."""
    there = manifest.tables
    if wrong := sorted(name for name in there.keys() | counts if there.get(name) != counts.get(name)):
        raise CannotRestore(f"What came out of it is not what went in: {', '.join(wrong)}. The database is as it was.")
    migrate.upgrade(engine)


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return str(getattr(error, "orig", error)).strip().splitlines()[0].rstrip(".")
