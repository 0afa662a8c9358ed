"""How many minutes a questionnaire takes."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from statistics import median
from typing import Any

from ..items import Item
from ..routing import path
from ..structure import Questionnaire, Words
from .common import words
from .findings import WHOLE, Context, Hit

# Silent reading of English prose by adults (Brysbaert 2019, Journal of Memory and Language 109: 238 words a minute);
# of children of 11 to 12, aloud (Hasbrouck and Tindal 2017, grade 6 in spring, 50th percentile: 146).
WORDS_A_MINUTE = {"adults": 238, "young": 146}
# Respondents' own ideal and most, medians (Revilla and Ochoa 2017, International Journal of Market Research 59(5)).
IDEAL_MINUTES, MOST_MINUTES = 10, 20
# Seconds to decide and press, after reading. With the 22 words of a usual question the 5 make 10 seconds, what Pew
# Research Center finds for a stand-alone question online (2022: 85 such questions in 15 minutes).
DECIDE = {"single": 5, "scale": 5, "yes_no": 4, "consent": 5, "several": 8, "place": 8, "postcode": 12, "number": 8,
          "month": 10, "info": 0}  # fmt: skip
A_ROW, A_PLACE, TURN_PAGE = 3, 6, 1
# Own words: a line, a box, and a box that may be left empty, as most leave it.
SHORT_WORDS, LONG_WORDS, SKIPPED_WORDS = 15, 60, 15
# Ways through that are tried, each with answers drawn anew.
WALKS = 25
# A minute named in the first page is a promise: more than half as much again breaks it.
BROKEN_BY = 1.5

_STATED = re.compile(r"(\d+)(?:\s*(?:to|-|–)\s*(\d+))?\s+minutes?\b", re.IGNORECASE)


def minutes(asked: Questionnaire) -> float:
    """Minutes that a usual way through takes: the median over ways with answers drawn at random, the same each time.

    The partnership's areas are needed for its place items to count.
    """
    draw = random.Random(asked.id)
    return median(_walk(asked, draw) for _ in range(WALKS)) / 60


def _walk(asked: Questionnaire, draw: random.Random) -> float:
    """Seconds that one way takes, the first page and the last included."""
    answers: dict[str, Any] = {}
    read: set[str] = set()
    seconds, done = _reading([asked.intro, asked.thanks], asked, read), set()
    while page := next((one for one in path(asked, answers) if one.id not in done), None):
        done.add(page.id)
        seconds += TURN_PAGE
        for item in page.items:
            seconds += item_seconds(item, asked, read)
            drawn = _drawn(item, draw)
            if drawn is not None:
                answers[item.name] = drawn
    return seconds


def _drawn(item: Item, draw: random.Random) -> Any:
    values = [choice.value for choice in item.choices if not choice.is_area] or [one.value for one in item.choices]
    if not item.asks:
        return None
    if item.type in ("several", "ranking"):
        return draw.sample(values, min(2, len(values)))
    return next(iter(islice(item.examples([draw.choice(values)] if values else [], ()), 1)), None)


def item_seconds(item: Item, asked: Questionnaire, read: set[str] | None = None) -> float:
    """Seconds to read one item and answer it. `read`: the texts read before, which nobody reads twice; it grows."""
    texts = [item.text, item.hint, item.why, *(one.text for one in item.choices if not one.is_area)]
    seconds = _reading([*texts, *(row.text for row in item.rows)], asked, set() if read is None else read)
    if item.type == "grid":
        return seconds + A_ROW * len(item.rows)
    if item.type == "ranking":
        return seconds + A_PLACE * (item.most or len(item.ranked))
    if item.type == "text":
        return seconds + (SHORT_WORDS if not item.long else LONG_WORDS if item.required else SKIPPED_WORDS)
    return seconds + DECIDE[item.type]


def _reading(texts: Iterable[Words | None], asked: Questionnaire, read: set[str]) -> float:
    """Seconds to read those that were not read before. The same scale or the same reason is known at a glance."""
    new = {words(text, asked): None for text in texts}.keys() - read
    read |= new
    return 60 * sum(len(text.split()) for text in new) / WORDS_A_MINUTE[asked.audience]


def too_long(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """A questionnaire longer than people say a web survey should be."""
    estimate = round(minutes(asked))
    if estimate > IDEAL_MINUTES:
        yield Hit(WHOLE, f"{estimate} minutes", {"minutes": estimate, "limit": IDEAL_MINUTES, "most": MOST_MINUTES})


def longer_than_said(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """A first page that promises fewer minutes than it will be."""
    stated = _STATED.search(words(asked.intro, asked))
    if stated is None:
        return
    said, estimate = int(stated[2] or stated[1]), minutes(asked)
    if estimate > BROKEN_BY * said:
        yield Hit(WHOLE, f"{said} said, {round(estimate)}", {"said": said, "minutes": round(estimate)})
