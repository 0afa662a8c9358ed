"""What is looked at in a file before any reader of its kind sees it: that it is what its name says, and no trap."""

import io
import re
import zipfile
from typing import Any

# What files of other kinds begin with; texts begin with none of these.
_BINARY = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"$FL2", b"$FL3", b"%PDF", b"\x89PNG", b"\xff\xd8\xff",
           b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"MZ", b"\x7fELF")  # fmt: skip
_MOST_PARTS = 2_000
# A declaration of entities stands before a document's first element.
_LOOKED_AT = 64 * 1024
_NEVER = re.compile("[\x00\ud800-\udfff]")
# Deeper than any questionnaire, mapping or map.
DEEPEST = 60
# A row of a thousand questions with a sentence in each is a tenth of it.
LONGEST_LINE = 1 << 20


def is_text(content: bytes) -> bool:
    """Whether a file may be text: it begins like no file of another kind, and holds no NUL (of UTF-16 none of two)."""
    if content.startswith(_BINARY):
        return False
    return b"\0\0" not in content if content[:2] in (b"\xff\xfe", b"\xfe\xff") else b"\0" not in content


def is_spss(content: bytes) -> bool:
    """Whether a file begins like a data file of SPSS, plain or compressed whole."""
    return content.startswith((b"$FL2", b"$FL3"))


def workbook_trap(content: bytes, most_unfolded: int) -> str | None:
    """Why a file is no workbook that may be opened: "broken", "large" or "entities"; None for one that may.

    Nothing is unpacked to a disk, so the names of its parts lead nowhere; macros and links to other files in it are
    parts that no reader here opens.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            listed = parts.infolist()
            if len(listed) > _MOST_PARTS or sum(part.file_size for part in listed) > most_unfolded:
                return "large"
            if "[Content_Types].xml" not in parts.NameToInfo:
                return "broken"
            for part in listed:
                if part.filename.lower().endswith((".xml", ".rels", ".vml")) and _declares(parts, part):
                    return "entities"
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, KeyError):
        return "broken"
    return None


def _declares(parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with parts.open(part) as stream:
        # Without the noughts that UTF-16 has between its letters.
        begins = stream.read(_LOOKED_AT).replace(b"\0", b"")
    return b"<!DOCTYPE" in begins or b"<!ENTITY" in begins


def too_deep(document: Any) -> bool:
    """Whether parts of a document stand within one another more than DEEPEST times. Looks without going in itself."""
    level = [document]
    for _depth in range(DEEPEST):
        level = [part for one in level for part in _parts(one)]
        if not level:
            return False
    return True


def _parts(one: Any) -> list:
    if isinstance(one, dict):
        return [part for part in one.values() if isinstance(part, dict | list)]
    return [part for part in one if isinstance(part, dict | list)] if isinstance(one, list) else []


def unstorable(value: Any) -> bool:
    """Whether there is a NUL or half a sign anywhere in a document that is not too deep: no database keeps these, and
    no page can show the second."""
    if isinstance(value, str):
        return bool(_NEVER.search(value))
    if isinstance(value, dict):
        return any(unstorable(part) for pair in value.items() for part in pair)
    return isinstance(value, list) and any(unstorable(part) for part in value)
