"""Shares and labels as pictures and tables show them, in the language of the page."""

import textwrap

from flask_babel import format_decimal, format_percent
from flask_babel import gettext as _

# Letters that fit on a line of a picture on a phone of 360 pixels.
LABEL_WIDTH = 38


def lines(label: str) -> list[str]:
    """A label in as many lines as a phone needs."""
    return textwrap.wrap(label, LABEL_WIDTH, break_long_words=False) or [label]


def whole(share: float | None) -> str:
    """A share as a whole percentage for a label in a picture."""
    if share is None:
        return ""
    if 0 < share < 0.005:
        return "<" + format_percent(0.01)
    return format_percent(int(share * 100 + 0.5) / 100)


def tenth(share: float | None) -> str:
    """A share as a percentage with one decimal, for tables."""
    return "" if share is None else format_percent(share, "#,##0.0%")


def limits(lower: float | None, upper: float | None, said=tenth) -> str | None:
    """An interval in brackets, each limit as `said` says it; None where there is none."""
    if lower is None or upper is None:
        return None
    return _("(%(lower)s to %(upper)s)", lower=said(lower), upper=said(upper))


def points(difference: float | None) -> str:
    """A difference of shares in percentage points with one decimal and its sign, for tables."""
    return "" if difference is None else format_decimal(difference * 100, "+#,##0.0;\u2212#,##0.0")
