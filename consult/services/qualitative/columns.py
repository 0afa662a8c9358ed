"""Themes as columns of data, so that they are counted and weighted like the choices of any item.

"theme.3=12" is 1 where the text was coded to theme 12 of code frame 3, 0 where it was coded and not to that theme,
and missing where nothing was written, where the text is not coded yet or its coders have still to settle, and where
it was coded before the theme was there to be chosen.
"""

import re

from sqlalchemy import ColumnElement, case, select

from consult.extensions import db
from consult.models import CodedTheme, CodeFrame, Coding, Response, TextReading, Theme, Wave

_COLUMN = re.compile(r"theme\.(\d{1,9})=(\d{1,9})")


def item_name(frame: CodeFrame) -> str:
    """What the columns of a frame's themes begin with, as those of an item begin with its name."""
    return f"theme.{frame.id}"


def expression(wave: Wave, column: str) -> ColumnElement | None:
    """A theme's column as SQL over Response; None where `column` is no theme of the wave's survey."""
    match = _COLUMN.fullmatch(column)
    if match is None:
        return None
    query = db.select(CodeFrame.item).join(Theme).where(
        CodeFrame.survey_id == wave.survey_id, CodeFrame.id == int(match[1]), Theme.id == int(match[2]))  # fmt: skip
    item = db.session.scalar(query)
    return None if item is None else _of_theme(wave, item, int(match[2]))


def _of_theme(wave: Wave, item: str, theme_id: int) -> ColumnElement:
    # The wave is said of each table: a database that keeps waves apart looks in one place only.
    here = [one.wave_id == wave.id for one in (CodedTheme, Coding, TextReading)]
    marked = select(CodedTheme.theme_id).where(
        CodedTheme.coding_id == Coding.id, CodedTheme.theme_id == theme_id, here[0])  # fmt: skip
    # One look-up a response: no row is a missing value.
    agreed = (
        select(case((marked.correlate(Coding).exists(), 1), else_=0)).select_from(Coding).join(TextReading)
        .where(TextReading.response_id == Response.id, TextReading.item == item, TextReading.state == "ready",
               Coding.turn == "agreed", Coding.newest_theme >= theme_id, *here[1:])
    )  # fmt: skip
    return agreed.correlate(Response).scalar_subquery()
