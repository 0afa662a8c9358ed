"""What became of a file of postcodes or outlines: what was loaded, or every reason why not."""

from dataclasses import dataclass, field

# A wrong file is wrong in every row: more than this tells nobody more.
MOST_REFUSALS = 20


@dataclass(frozen=True)
class Refusal:
    """One thing that cannot be taken: why, what to do, and the row as a spreadsheet counts, or None for the whole."""

    why: str
    remedy: str
    row: int | None = None


@dataclass
class Report:
    """The outcome of one file.

    loaded   what was stored: postcodes, or wards with an outline
    outside  rows of the file about places outside the partnership, which are passed over
    ended    postcodes that are no longer in use, passed over too
    refusals what cannot be taken, the first MOST_REFUSALS; if there is any, nothing was stored
    refused  how many there are
    """

    loaded: int = 0
    outside: int = 0
    ended: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    refused: int = 0

    @property
    def accepted(self) -> bool:
        """Whether the file was stored."""
        return not self.refused

    def refuse(self, why: str, remedy: str, row: int | None = None) -> None:
        """Note what cannot be taken."""
        self.refused += 1
        if len(self.refusals) < MOST_REFUSALS:
            self.refusals.append(Refusal(why, remedy, row))
