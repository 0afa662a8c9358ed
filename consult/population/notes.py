"""What a reader has to say about a file: a code with its figures, or a refusal of the whole."""

from dataclasses import asdict, dataclass, field
from typing import Any

GOOD, CAUTION, REFUSED = "good", "caution", "refused"


@dataclass(frozen=True)
class Note:
    """One thing that was found. `code` chooses the words, `figures` fill them; `row` is as a spreadsheet counts."""

    code: str
    level: str = CAUTION
    row: int | None = None
    figures: dict[str, Any] = field(default_factory=dict)

    def document(self) -> dict:
        """As plain data, to be kept beside a margin."""
        return asdict(self)


class Unreadable(Exception):
    """The file cannot be used. `note` says why, and where it can the row."""

    def __init__(self, code: str, row: int | None = None, **figures: Any):
        self.note = Note(code, REFUSED, row, figures)
        super().__init__(code)
