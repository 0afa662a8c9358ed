"""What the codebook and the method note tell of a file beside its variables."""

from __future__ import annotations

from dataclasses import dataclass

from consult.models import Wave, WeightingRun
from consult.models.types import today
from consult.services.microdata.anonymity import Anonymity
from consult.services.microdata.choosing import Wanted
from consult.services.microdata.variables import Variable


@dataclass(frozen=True)
class About:
    """A file, the wave and the weighting it is from, what was asked for and how alike the people in it are."""

    wave: Wave
    run: WeightingRun | None
    wanted: Wanted
    variables: list[Variable]
    people: int
    anonymity: Anonymity
    file: str
    simulated: int

    @property
    def title(self) -> str:
        """What the file is called where it is cited."""
        return title_of(self.wave)

    @property
    def last_day(self) -> str:
        """The last day of fieldwork so far, as ISO."""
        return min(self.wave.closes_on, max(today(), self.wave.opens_on)).isoformat()

    @property
    def languages(self) -> list[str]:
        """Every language that a label is written in, that of the file first."""
        return list(dict.fromkeys((self.wanted.lang, *(lang for one in self.variables for lang in one.words))))

    def name_of(self, column: str) -> str | None:
        """The variable that a column became, None where it is not in the file."""
        return next((variable.name for variable in self.variables if variable.column == column), None)


def title_of(wave: Wave) -> str:
    """What a wave is called where its answers are cited."""
    return f"{wave.survey.partnership.title}: {wave.survey.title}, {wave.title}"
