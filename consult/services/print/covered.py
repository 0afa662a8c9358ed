"""Which letters the fonts of this site have: a PDF that is read aloud may hold no letter that it cannot show."""

import struct
import unicodedata
from functools import cache
from pathlib import Path

from consult.services.print.typeset import FONTS


def sayable(value):
    """Texts in which a sign that no font has (an emoji) stands by its name, in brackets."""
    if isinstance(value, str):
        known = covered()
        return value if known.issuperset(map(ord, value)) else "".join(_said(letter, known) for letter in value)
    if isinstance(value, dict):
        return {name: sayable(one) for name, one in value.items()}
    return [sayable(one) for one in value] if isinstance(value, list) else value


def _said(letter: str, known: frozenset[int]) -> str:
    if ord(letter) in known or letter in "\n\t":
        return letter
    # Joiners and selectors belong to the sign before them, which is named already.
    if unicodedata.category(letter) in ("Cf", "Mn", "Co", "Cn", "Cc"):
        return ""
    return f"[{unicodedata.name(letter, '?').lower()}]"


@cache
def covered() -> frozenset[int]:
    """Every character that a font of this site has a picture of. Empty where the fonts are missing."""
    found: set[int] = set()
    for path in FONTS.glob("*.?tf"):
        found.update(_characters(path))
    return frozenset(found)


def _characters(path: Path) -> set[int]:
    """The characters of a font, from its table "cmap" (OpenType 1.9, formats 4 and 12)."""
    with path.open("rb") as file:
        _version, tables = struct.unpack(">IH", file.read(6))
        file.seek(12)
        entries = [struct.unpack(">4sIII", file.read(16)) for _place in range(tables)]
        offset, length = next((entry[2], entry[3]) for entry in entries if entry[0] == b"cmap")
        file.seek(offset)
        table = file.read(length)
    found: set[int] = set()
    for place in range(struct.unpack_from(">H", table, 2)[0]):
        start = struct.unpack_from(">I", table, 4 + place * 8 + 4)[0]
        form = struct.unpack_from(">H", table, start)[0]
        if form == 4:
            found |= _segments(table, start)
        elif form == 12:
            found |= _groups(table, start)
    return found


def _segments(table: bytes, start: int) -> set[int]:
    count = struct.unpack_from(">H", table, start + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", table, start + 14)
    begins = struct.unpack_from(f">{count}H", table, start + 16 + 2 * count)
    return {code for begin, end in zip(begins, ends, strict=True) for code in range(begin, end + 1) if code != 0xFFFF}


def _groups(table: bytes, start: int) -> set[int]:
    count = struct.unpack_from(">I", table, start + 12)[0]
    groups = (struct.unpack_from(">III", table, start + 16 + 12 * place) for place in range(count))
    return {code for begin, end, _glyph in groups for code in range(begin, end + 1)}
