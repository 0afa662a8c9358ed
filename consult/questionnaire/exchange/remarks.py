"""What is said of a form that was brought in: where, what, and what was done about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from ..texts import clean

# How much of a word of the file a remark repeats.
MOST_REPEATED = 120

# What was done, the most grave first. `LEFT_OUT`: it is not in the questionnaire. `LOOK`: it is, but not as in the
# file, and somebody has to decide. `CHANGED`: it is, in another form. `TOLD`: worth knowing.
LEFT_OUT, LOOK, CHANGED, TOLD = "left_out", "look", "changed", "told"
GRADES = (LEFT_OUT, LOOK, CHANGED, TOLD)


@dataclass(frozen=True)
class Place:
    """Where in a file: the sheet or table, the row as the program that made it counts (None for the whole)."""

    sheet: str
    row: int | None = None


@dataclass(frozen=True)
class Remark:
    """One remark. `code` never changes meaning; the words are found by it elsewhere, filled with `params`."""

    grade: str
    code: str
    place: Place
    params: dict[str, Any] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """As plain data, to be stored."""
        return asdict(self)

    @classmethod
    def from_kept(cls, kept: dict[str, Any]) -> Remark:
        """The remark that `kept` gave."""
        return cls(kept["grade"], kept["code"], Place(**kept["place"]), kept["params"])


class Remarks:
    """Collects remarks in the order they are made, each once."""

    def __init__(self) -> None:
        self.made: list[Remark] = []

    def add(self, grade: str, code: str, place: Place, **params: Any) -> None:
        """Make a remark. What comes from the file is cleaned and cut short: it is repeated, not kept."""
        shown = {key: shortened(value) if isinstance(value, str) else value for key, value in params.items()}
        remark = Remark(grade, code, place, shown)
        if remark not in self.made:
            self.made.append(remark)

    def sorted(self) -> list[Remark]:
        """The gravest first, each grade in the order of the file."""
        return sorted(self.made, key=lambda one: GRADES.index(one.grade))


def shortened(words: str) -> str:
    """Words of a file fit to be repeated: cleaned and cut."""
    words = " ".join((clean(words.encode("utf-8", "replace").decode()) or "").split())
    return words if len(words) <= MOST_REPEATED else words[: MOST_REPEATED - 1] + "…"
