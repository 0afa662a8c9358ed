"""Names of variables that SPSS, Stata, R and Python all take as they are."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

# Stata's limit, the lowest of all: 32 characters. SPSS takes 64 bytes.
LONGEST = 32
# What a name may not be: words of SPSS's and of Stata's own languages. Compared without regard to case.
RESERVED = frozenset(
    "all and by eq ge gt le lt ne not or to with "
    "_all _b _coef _cons _n _pi _pred _rc _se _skip byte double float if in int long strl using".split()
)  # fmt: skip
_STATA_STRING = re.compile(r"str\d+")
_DIGEST = 5


def plain(column: str) -> str:
    """A column as a name of lower-case ASCII letters, digits and underscores, beginning with a letter.

    What is too long is cut and ends with a digest of the whole, so that the same column has the same name each time.
    """
    name = re.sub(r"[^a-z0-9]+", "_", column.lower()).strip("_") or "v"
    if not name[0].isalpha() or name in RESERVED or _STATA_STRING.fullmatch(name):
        name = f"v_{name}"
    return name if len(name) <= LONGEST else _cut(name, column)


def unique(columns: Iterable[str]) -> dict[str, str]:
    """A name for each column, no two of them the same. The columns that come first keep the plain ones."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for column in columns:
        name = plain(column)
        while name in taken:
            name = _cut(f"{name}_", f"{column} {name}")
        taken.add(name)
        names[column] = name
    return names


def _cut(name: str, whole: str) -> str:
    digest = hashlib.sha256(whole.encode()).hexdigest()[:_DIGEST]
    return f"{name[:LONGEST - _DIGEST - 1].rstrip('_')}_{digest}"
