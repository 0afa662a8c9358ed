"""How far two coders agree, theme by theme, and the texts on which they have still to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consult.extensions import db
from consult.models import Coding, Response, TextReading, Theme, Wave
from consult.services import cells
from consult.services.qualitative import coding, frames

if TYPE_CHECKING:
    from analysis.agreement import Agreement

MOST_LISTED = 50


@dataclass(frozen=True)
class Compared:
    """Two coders compared: the `themes` with the agreement on each, over `texts` that both have coded.

    `same` is the share of texts with exactly the same themes; `pooled` one kappa over all themes; each None where it
    is not defined. `coders` are everybody who took part.
    """

    themes: list[tuple[Theme, Agreement]]
    texts: int
    same: float | None
    pooled: float | None
    coders: list[str]


def compare(wave: Wave, item: str) -> Compared:
    """The agreement on one open question of a wave.

    Of each theme only the texts count that both coded while the theme was there to be chosen.
    """
    import numpy as np

    from analysis.agreement import pooled_kappa, same_themes, theme_agreement

    pairs = _pairs(wave, item)
    found = []
    for theme in frames.themes_of(wave.survey, item):
        both = [(one, two) for one, two in pairs if min(one.newest_theme, two.newest_theme) >= theme.id]
        marks = np.array([[theme.id in one.themes, theme.id in two.themes] for one, two in both], bool).reshape(-1, 2)
        found += [(theme, one) for one in theme_agreement(marks[:, :1], marks[:, 1:])]
    return Compared(
        themes=found,
        texts=len(pairs),
        same=same_themes(*_marked(pairs, found)) if pairs else None,
        pooled=pooled_kappa([one for _theme, one in found]),
        coders=sorted({coder.coder for pair in pairs for coder in pair}),
    )


def _marked(pairs, found):
    """Each coder's decisions as [texts][themes]."""
    themes = [theme.id for theme, _one in found]
    return tuple([[theme in pair[turn].themes for theme in themes] for pair in pairs] for turn in (0, 1))


def _pairs(wave: Wave, item: str) -> list[tuple[Coding, Coding]]:
    """The two codings of every text that two have coded, in the order of the texts."""
    query = db.select(Coding).join(TextReading).join(Response).where(
        cells.in_figures(wave), TextReading.item == item, Coding.turn != coding.COUNTING)  # fmt: skip
    query = query.options(db.selectinload(Coding.marks)).order_by(TextReading.response_id, Coding.id)
    by_text: dict[int, dict[str, Coding]] = {}
    for one in db.session.scalars(query):
        by_text.setdefault(one.reading_id, {})[one.turn] = one
    return [(both["first"], both["second"]) for both in by_text.values() if len(both) == 2]


def to_settle(wave: Wave, item: str) -> list[TextReading]:
    """Texts on which two coders differ and nothing was settled, at most MOST_LISTED of them."""
    def turn(name: str):
        coded = db.select(Coding.id).where(Coding.reading_id == TextReading.id, Coding.turn == name)
        return coded.correlate(TextReading).exists()

    query = db.select(TextReading).join(Response).where(
        cells.in_figures(wave), TextReading.item == item, turn("second"), ~turn(coding.COUNTING))  # fmt: skip
    return list(db.session.scalars(query.order_by(TextReading.response_id).limit(MOST_LISTED)))
