"""Files that were made once are kept beside the database: an edition never changes, so neither do its files.

Whoever asks is anybody, and a PDF is half a second of a processor that respondents need. What is kept can be thrown
away at any time; it is made again when somebody asks.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

FOLDER = "edition-files"
# More than every file of a hundred editions; addresses of a site are as many as whoever asks makes up.
MOST = 1_000
PACKAGE = Path(__file__).resolve().parent.parent.parent
# What a file is made of beside its document: a new version of any of these makes the files again.
MADE_WITH = (
    "services/reading/*.py", "services/files/*.py", "services/print/*", "services/pictures.py", "services/drawing.py",
    "services/phrases.py", "services/digest.py", "services/in_files.py", "templates/components/**/*.html",
    "translations/*/LC_MESSAGES/*.mo",
)  # fmt: skip


@cache
def made_with() -> str:
    """A hash of all that turns a document into files."""
    found = hashlib.sha256()
    for pattern in MADE_WITH:
        for path in sorted(PACKAGE.glob(pattern)):
            if path.is_file():
                found.update(path.read_bytes())
    return found.hexdigest()[:16]


def once(instance: Path, key: tuple[str, ...], make: Callable[[], bytes]) -> bytes:
    """The file of this key, made if it is not kept yet."""
    path = _path(instance, key)
    try:
        return path.read_bytes()
    except OSError:
        made = make()
        _keep(path, made)
        return made


def size(instance: Path, key: tuple[str, ...]) -> int | None:
    """How many bytes the file has; None while nobody has asked for it."""
    try:
        return _path(instance, key).stat().st_size
    except OSError:
        return None


def _path(instance: Path, key: tuple[str, ...]) -> Path:
    name = hashlib.sha256("\n".join((*key, made_with())).encode()).hexdigest()
    return Path(instance) / FOLDER / name


def _keep(path: Path, made: bytes) -> None:
    """Whole or not at all, so that nobody reads half of it; a full disk only means that it is made again."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _make_room(path.parent)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(made)
        os.replace(file.name, path)
    except OSError:
        return


def _make_room(folder: Path) -> None:
    there = list(folder.iterdir())
    if len(there) >= MOST:
        for old in sorted(there, key=lambda path: path.stat().st_mtime)[: len(there) // 2]:
            old.unlink(missing_ok=True)
