"""Figures as they are read, in the language in force: whole percentages in pictures, one decimal in tables.

Each is rounded once, half up, from the frozen share: the files of figures take the same rounded numbers.
"""

import textwrap
from decimal import ROUND_HALF_UP, Decimal

from flask_babel import format_decimal, format_percent, get_locale
from flask_babel import gettext as _

# Letters that fit on a line of a picture on a phone of 360 pixels.
LABEL_WIDTH, LABEL_LINES = 38, 4
MINUS = "\u2212"
# Before a sign where letters run the other way: else it would stand on the far side of its number.
LEFT_TO_RIGHT = "\u200e"


def rounded(share: float | None, decimals: int = 1) -> Decimal | None:
    """A share 0..1 in per cent, half up; None of None."""
    if share is None:
        return None
    return (Decimal(str(share)) * 100).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def whole(share: float | None) -> str:
    """A share as a whole percentage for a label in a picture; never 0% of somebody, nor 100% of not quite all."""
    if share is None:
        return ""
    told = rounded(share, 0)
    if told == 0 and share > 0:
        return "<" + format_percent(Decimal("0.01"))
    if told == 100 and share < 1:
        return ">" + format_percent(Decimal("0.99"))
    return format_percent(told / 100)


def tenth(share: float | None) -> str:
    """A share as a percentage with one decimal, for tables."""
    return "" if share is None else format_percent(rounded(share) / 100, "#,##0.0%")


def points(difference: float | None) -> str:
    """A difference of shares in percentage points to one decimal, with its sign."""
    if difference is None:
        return ""
    told = rounded(difference)
    sign = "+" if told > 0 else MINUS if told < 0 else ""
    if sign and get_locale().text_direction == "rtl":
        sign = LEFT_TO_RIGHT + sign
    return sign + format_decimal(abs(told), "#,##0.0")


def count(number: int | None) -> str:
    """A number of people, grouped as the language does."""
    return "" if number is None else format_decimal(number)


def between(value: str, lower: str, upper: str) -> str:
    """A figure with its interval, in a cell."""
    return _("%(value)s (%(lower)s to %(upper)s)", value=value, lower=lower, upper=upper)


def lines(label: str) -> list[str]:
    """A label in as many lines as a phone needs; one without end is cut, as the table beside the picture has it all."""
    return textwrap.wrap(label, LABEL_WIDTH, max_lines=LABEL_LINES, placeholder=" …") or [label]


def shortened(label: str) -> str:
    """A label for the key of a picture, where it has one line."""
    return label if len(label) <= 2 * LABEL_WIDTH else label[: 2 * LABEL_WIDTH - 1] + "…"
