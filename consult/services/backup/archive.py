"""The file of a backup: a .tar.gz of manifest.json and the database as its own programs write it."""

import datetime as dt
import gzip
import hashlib
import hmac
import json
import os
import re
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

FORMAT = 1
_NAME = re.compile(r"consult-\d{8}T\d{12}Z\.tar\.gz")
_MOST_MANIFEST = _PIECE = 1024 * 1024
# Fast rather than small: a backup should not keep a processor from those who answer.
_LEVEL = 3


class CannotBackUp(Exception):
    """No backup was made; the words say why."""


class CannotRestore(Exception):
    """Nothing was put back; the words say why."""


@dataclass(frozen=True)
class Copied:
    """What was copied: of which kind of database, at which migration, how many rows each table had."""

    database: str
    migration: str | None
    tables: dict[str, int]


@dataclass(frozen=True)
class Manifest(Copied):
    """What a backup says of itself.

    made_at  UTC, as RFC 3339 writes it
    sha256   of the database's part; it shows damage, not a forger, who could write another
    key      by which the DRAFT_KEY of the site is known again; it does not lead to it
    """

    format: int
    made_at: str
    sha256: str
    key: str


def fingerprint(key: str) -> str:
    """By which a secret of the site is known again."""
    return hmac.digest(key.encode(), b"backup", "sha256").hex()[:32]


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A folder inside `folder` that nobody else may read, gone at the end."""
    place = Path(tempfile.mkdtemp(prefix=".consult-backup-", dir=folder))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def made_in(folder: Path) -> list[Path]:
    """The backups in a folder, the oldest first."""
    return sorted(file for file in folder.iterdir() if _NAME.fullmatch(file.name))


def pack(folder: Path, data: Path, copied: Copied, key: str) -> Path:
    """Make the file, which has its name only once all of it is on the disk, and only its owner may read it."""
    now = dt.datetime.now(dt.UTC)
    manifest = Manifest(**asdict(copied), format=FORMAT, made_at=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
                        sha256=_digest(data), key=fingerprint(key))  # fmt: skip
    words = data.with_name("manifest.json")
    words.write_text(json.dumps(asdict(manifest), indent=1))
    half = data.with_name("half")
    with os.fdopen(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=_LEVEL) as tar:
            # First what it is, so that this is known without reading all of it.
            tar.add(words, words.name)
            tar.add(data, "database")
        file.flush()
        os.fsync(file.fileno())
    return _name(half, folder / f"consult-{now:%Y%m%dT%H%M%S%f}Z.tar.gz")


def _name(half: Path, file: Path) -> Path:
    half.rename(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return file


@contextmanager
def opened(file: Path, place: Path) -> Iterator[tuple[Manifest, Path]]:
    """(what a backup says of itself, its database as a file, gone at the end). Raises CannotRestore."""
    with scratch(place) as folder:
        data = folder / "database"
        try:
            with gzip.open(file) as content, tarfile.open(fileobj=content, mode="r:") as tar:
                manifest = _manifest(tar)
                _take_out(tar, data)
                # To the very end, where the sum of all of it is: a file that was cut short shows there.
                while content.read(_PIECE):
                    pass
        except (tarfile.TarError, EOFError, zlib.error, ValueError, TypeError, KeyError, OSError) as error:
            if isinstance(error, OSError) and error.errno:
                raise
            raise CannotRestore(f"{file.name} is damaged, cut short or no backup. Nothing was changed.") from error
        if _digest(data) != manifest.sha256:
            raise CannotRestore(f"{file.name} is damaged: its content is not what was written. Nothing was changed.")
        yield manifest, data


def _manifest(tar: tarfile.TarFile) -> Manifest:
    member = tar.next()
    if member is None or member.name != "manifest.json" or not member.isreg() or member.size > _MOST_MANIFEST:
        raise ValueError("no manifest")
    found = json.loads(tar.extractfile(member).read())
    if found.get("format") != FORMAT:
        raise CannotRestore("It was written by another release, in a way that this one does not read.")
    return Manifest(**found)


def _take_out(tar: tarfile.TarFile, data: Path) -> None:
    member = tar.next()
    if member is None or member.name != "database" or not member.isreg():
        raise ValueError("no database")
    with data.open("xb") as file:
        shutil.copyfileobj(tar.extractfile(member), file, _PIECE)
    if tar.next() is not None:
        raise ValueError("more than a database")


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
