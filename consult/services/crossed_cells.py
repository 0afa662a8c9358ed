"""Many tables of weighted cells from one reading of a wave: what a section tells of is many questions of one wave.

Each answer is made a number as it comes in, so that a million people are a few columns of numbers and never as many
texts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import count
from typing import TYPE_CHECKING

from consult.models import Wave, WeightingRun
from consult.services import cells

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


def weighted_cells(run: WeightingRun, lists: Sequence[list[str]], beside: Sequence[str]) -> list[pd.DataFrame]:
    """`cells.weighted_cells` of each of `lists` with the columns `beside`, all of the same answers.

    Raises UnknownColumn, and StaleRun when answers have come in or gone since the run.
    """
    keys = cells.key_columns(run)
    beside = [*(column for column in beside if column not in keys), *keys]
    parts = [_Part(run.wave, [one for one in columns if one not in beside]) for columns in lists]
    whose = _Part(run.wave, beside)
    _read(run.wave, [*parts, whose])
    weights = _weights(run, whose, len(keys))
    return [_frame(part, whose, weights) for part in parts]


class _Part:
    """Some columns of every response: `codes` [responses] say which row of `levels` each has, rows in order."""

    def __init__(self, wave: Wave, columns: list[str]):
        self.columns, self._asked = columns, cells.Asked.of(wave, columns)
        self.expressions = self._asked.expressions
        self._numbers: dict[tuple, int] = defaultdict(count().__next__)
        self._chunks: list[np.ndarray] = []

    def add(self, values: Iterable[tuple]) -> None:
        """The values of some more responses, [responses, expressions]."""
        import numpy as np

        self._chunks.append(np.fromiter(map(self._numbers.__getitem__, values), dtype=np.int64))

    def close(self) -> None:
        """All responses are in."""
        import numpy as np

        read = [self._asked.read(values) for values in self._numbers]
        self.levels = sorted(set(read), key=cells.in_order)
        place = {level: number for number, level in enumerate(self.levels)}
        first = np.array([place[level] for level in read], dtype=np.int64)
        self.codes = first[np.concatenate(self._chunks)] if self._chunks else first
        self._chunks.clear()
        self._numbers.clear()


def _read(wave: Wave, parts: list[_Part]) -> None:
    for rows in cells.rows_of(wave, [one for part in parts for one in part.expressions]):
        values = list(zip(*rows, strict=True))
        place = 0
        for part in parts:
            end = place + len(part.expressions)
            part.add(zip(*values[place:end], strict=True) if end > place else [()] * len(rows))
            place = end
    for part in parts:
        part.close()


def _weights(run: WeightingRun, whose: _Part, keys: int) -> np.ndarray:
    """[levels] the weight of one person. Raises StaleRun."""
    import numpy as np

    people = np.bincount(whose.codes, minlength=len(whose.levels)).tolist()
    cell = [level[-keys:] for level in whose.levels]
    cells.check_current(run, zip(cell, people, strict=True))
    weights = cells.weight_by_cell(run)
    return np.array([np.nan if weights[one] is None else weights[one] for one in cell], dtype=float)


def _frame(part: _Part, whose: _Part, weights: np.ndarray) -> pd.DataFrame:
    """A row a distinct combination of both, in order."""
    import numpy as np
    import pandas as pd

    size = len(whose.levels)
    both, people = np.unique(part.codes * size + whose.codes, return_counts=True)
    columns = {}
    for one, rows in ((part, both // size), (whose, both % size)):
        levels = cells.frame_of(one.levels, one.columns)
        columns |= {name: levels[name].take(rows).array for name in one.columns}
    return pd.DataFrame({**columns, "n": people, "weight": weights[both % size]})
