"""The parts that a reader meets, in one language and in reading order: a closed set that every format renders.

Everything is text that is ready to be set. `lang` is said only where words are in another language than the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Words:
    """A text on its own: a cell, an item of a list."""

    text: str
    lang: str | None = None


@dataclass(frozen=True)
class Heading:
    """What a part is called; level 1 is the title of the whole."""

    level: int
    text: str
    lang: str | None = None


@dataclass(frozen=True)
class Number:
    """A heading whose number stands large beside its reading; the two are one sentence."""

    level: int
    number: str
    reading: str
    lang: str | None = None

    @property
    def text(self) -> str:
        """The sentence that the two make."""
        return f"{self.number} {self.reading}"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, with a `tag` of a few words before it where it has one.

    role   None, "kicker", "lede", "withheld", "known" (design and base), "direction" (of a difference), "since" (the
           wave before), "small"
    """

    text: str
    lang: str | None = None
    role: str | None = None
    tag: str | None = None


@dataclass(frozen=True)
class Notice:
    """What has to be known before anything else is read: simulated answers, a correction, an unchecked translation."""

    text: str
    tag: str | None = None
    role: str | None = None
    lang: str | None = None


@dataclass(frozen=True)
class Column:
    """A column of a table; numbers stand at its end, under one another."""

    text: str
    numeric: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table: its heading first, then a cell for every other column."""

    cells: tuple[Words, ...]
    strong: bool = False


@dataclass(frozen=True)
class Table:
    """Figures to one decimal, under a caption."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A picture of figures that a table beside it holds too.

    kind   the macro of components/charts.html that draws it, from `data`
    key    what the marks mean, as pairs of a mark and words, where the picture does not say it itself
    labels what a block's own chart calls its ids ({id: {text, lang}}); None where `data` holds the words already
    """

    id: str
    kind: str
    data: object
    title: str
    desc: str
    key: tuple[tuple[str, str], ...] = ()
    labels: dict | None = None


@dataclass(frozen=True)
class Definitions:
    """How a figure is known: rows of (term, text, language)."""

    rows: tuple[tuple[str, str, str | None], ...]


@dataclass(frozen=True)
class Quote:
    """Somebody's own words, and of whom they are."""

    text: str
    lang: str | None = None
    by: str | None = None


@dataclass(frozen=True)
class Listing:
    """A list of texts of equal weight."""

    items: tuple[Words, ...]


@dataclass(frozen=True)
class Beside:
    """A published figure beside ours: never without its date, how people were asked and whether the two compare.

    verdict     "exact", "similar" or "not comparable"; `tag` is it in words
    direction   ours against it, as a sign and a word, where a difference may be told
    """

    verdict: str
    tag: str
    statement: str
    direction: str | None
    why: str
    source: str | None = None
    publisher: str | None = None


@dataclass(frozen=True)
class Fold:
    """What a page keeps folded and paper writes out.

    kind      "how", "beside", "table" or "margin"
    summary   the words on the fold; `about` says of what, to whoever hears the fold alone
    """

    kind: str
    summary: str
    about: str
    nodes: tuple = ()


@dataclass(frozen=True)
class Part:
    """A part under a heading of its own, which `#id` leads to.

    kind   "group" (of findings), "finding", "profile" (who answered) or "margin" (one of its tables)
    """

    id: str
    kind: str
    heading: Heading | Number
    nodes: tuple = ()
    # Of a finding, what stands on a card: its sentence, its base, the words on its design.
    card: Card | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Card:
    """A figure alone, on somebody else's page: with the sentence that names its base, and its design."""

    number: str | None
    reading: str
    sentence: str
    badge: str | None
    short: str | None


Node = (
    Heading | Number | Paragraph | Notice | Table | Chart | Definitions | Quote | Listing | Beside | Fold | Part
)  # fmt: skip


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Every node in reading order, those inside parts and folds too."""
    for node in nodes:
        yield node
        if isinstance(node, Part):
            yield node.heading
        if isinstance(node, (Part, Fold)):
            yield from walk(node.nodes)
