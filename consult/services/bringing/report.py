"""What became of a file: what was stored, or every reason why not."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

from consult.models import ImportBatch


@dataclass(frozen=True)
class Refusal:
    """One thing that cannot be taken: where, what stood there, why not, and what to do.

    `row` is as a spreadsheet counts (the header is row 1), of an SPSS file the number of the case; None where
    the file or the mapping as a whole is meant. `why` and `remedy` are words in the reader's language.
    """

    why: str
    remedy: str
    row: int | None = None
    column: str | None = None
    value: str | None = None


@dataclass
class ImportReport:
    """The outcome of one file.

    rows: rows read. refusals: everything refused; if there is any, nothing was stored. answered: item (of a
    grid "item.row") -> people with an answer. missing: the same -> what stood there instead -> people.
    batch: the stored batch, or None.
    """

    filename: str
    rows: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    answered: Counter = field(default_factory=Counter)
    missing: dict[str, Counter] = field(default_factory=dict)
    batch: ImportBatch | None = None

    @property
    def accepted(self) -> bool:
        """Whether the file was stored."""
        return self.batch is not None

    @property
    def refused_rows(self) -> int:
        """How many rows have something wrong with them."""
        return len({refusal.row for refusal in self.refusals if refusal.row is not None})

    def count_missing(self, item: str, label: str) -> None:
        """Note one person without an answer to `item`, and what stood there instead."""
        self.missing.setdefault(item, Counter())[label] += 1

    def alike(self) -> list[tuple[Refusal, int, list[int]]]:
        """Refusals alike but for their row, the most frequent first: (one of them, how many, the first rows)."""
        groups: dict[tuple, list[Refusal]] = {}
        for refusal in self.refusals:
            key = (refusal.column, refusal.value, str(refusal.why))
            groups.setdefault(key, []).append(refusal)
        ordered = sorted(groups.values(), key=len, reverse=True)
        return [(group[0], len(group), [one.row for one in islice(group, 5) if one.row]) for group in ordered]
