"""What a file needs to know beside its document: colours, the address it came from, the direction of a language."""

from dataclasses import dataclass
from functools import cache

from babel import Locale


@dataclass(frozen=True)
class Look:
    """How a file looks and where its page is.

    colour    of the partnership, "#rrggbb"
    address   of the edition, as the public reaches it; "" in a draft
    """

    colour: str = "#0b5c66"
    address: str = ""


@cache
def is_rtl(lang: str) -> bool:
    """Whether lines of a language begin on the right."""
    return Locale.parse(lang.replace("-", "_")).text_direction == "rtl"
