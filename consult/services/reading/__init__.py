"""What a reader meets of a frozen document, in one language and in reading order: the one source of every format.

The page, the preview, the Word file, the PDF and the card are set from these nodes. Nothing is calculated, and
nothing is looked up: two formats of one document cannot disagree.
"""

from itertools import groupby

from flask_babel import force_locale
from flask_babel import gettext as _

from consult.services import phrases
from consult.services.reading import blocks, nodes
from consult.services.reading.clean import clean
from consult.services.reading.nodes import Heading, Listing, Node, Notice, Paragraph, Part, Words, walk

__all__ = ["card", "kicker", "language_of", "nodes_of", "title", "walk"]


def language_of(document: dict, wished: str) -> str:
    """The language in which the document is read: the one wished for where it is written in it, else its first."""
    return wished if wished in document["words"] else document["languages"][0]


def nodes_of(document: dict, lang: str) -> list[Node]:
    """Everything of a document of format 1 or 2, in a language of the document's."""
    document = clean(document)
    with force_locale(lang):
        words = document["words"][lang]
        return [*_opening(document, words, lang), *_body(document, words, lang), *_missing(words)]


def card(document: dict, lang: str, id: str) -> nodes.Card | None:
    """What stands on the card of a block; None where there is no such block, or it has no number to show."""
    for node in walk(nodes_of(document, lang)):
        if isinstance(node, Part) and node.id == id and node.card is not None and node.card.number:
            return node.card
    return None


def _opening(document: dict, words: dict, lang: str) -> list[Node]:
    told: list[Node] = []
    if document["simulated"]:
        told.append(Notice(words["simulated"], _("Simulated answers"), "simulated"))
    told += [Paragraph(_kicker(document), role="kicker"), Heading(1, words["title"])]
    told += _corrected(document, lang)
    if words["lede"]:
        told.append(Paragraph(" ".join(words["lede"]), role="lede"))
    if not words["checked"]:
        told.append(Notice(_("This translation was made by a computer and has not been checked by a person yet.")))
    return told


def _kicker(document: dict) -> str:
    area = document["partnership"]["name"]
    if document["number"] is None or document["published_on"] is None:
        return area
    day = phrases.day(document["published_on"])
    return _("%(area)s · edition %(number)s · %(date)s", area=area, number=document["number"], date=day)


def _corrected(document: dict, lang: str) -> list[Node]:
    """That this edition corrects an earlier one, and what was wrong there."""
    corrects = document.get("corrects")
    if not corrects:
        return []
    written = lang if lang in corrects["words"] else next(iter(corrects["words"]))
    tag = _("This edition corrects edition %(number)s.", number=corrects["number"])
    return [Notice(corrects["words"][written], tag, "corrects", None if written == lang else written)]


def _body(document: dict, words: dict, lang: str) -> list[Node]:
    """The blocks in their order, neighbours of the same wave under its heading; those of no wave on their own.

    In the first format a wave is known by its audience.
    """
    told: list[Node] = []
    groups = words.get("groups") or {}
    for wave, together in groupby(document.get("blocks") or document["findings"], key=_wave):
        if wave not in groups:
            told += [blocks.part(block, block["words"][lang], 2) for block in together]
            continue
        parts = tuple(blocks.part(block, block["words"][lang], 3) for block in together)
        told.append(Part(f"group-{len(told) + 1}", "group", Heading(2, groups[wave]), parts))
    return told


def _wave(block: dict) -> str | None:
    return block["wave"] if "wave" in block else block["audience"]


def _missing(words: dict) -> list[Node]:
    if not words.get("missing"):
        return []
    items = tuple(Words(sentence) for sentence in words["missing"])
    return [Part("missing", "group", Heading(2, _("Not in this edition")), (Listing(items),))]


def title(told: list[Node]) -> str:
    """What a document is called."""
    return next(node for node in told if isinstance(node, Heading)).text


def kicker(told: list[Node]) -> str:
    """Where and when a document is from: its area, its edition and the day it was published."""
    return next(node for node in told if isinstance(node, Paragraph) and node.role == "kicker").text
