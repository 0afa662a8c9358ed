"""A document as a tagged PDF (PDF/UA-1), set by the typesetter of everything that is printed."""

from __future__ import annotations

from consult.services import print as printing
from consult.services import reading
from consult.services.files import picture
from consult.services.files.look import Look, is_rtl
from consult.services.print.covered import sayable
from consult.services.reading import nodes


def pdf(document: dict, lang: str, look: Look | None = None) -> bytes:
    """The document in a language of its own as a PDF. Raises consult.services.print.CannotPrint."""
    return typeset(plain(document, lang, look))


def typeset(data: dict) -> bytes:
    """The PDF of what `plain` gives. Raises consult.services.print.CannotPrint."""
    return printing.pdf("report.typ", data)


def plain(document: dict, lang: str, look: Look | None = None) -> dict:
    """All that the typesetter needs of the document in a language of its own."""
    look = look or Look()
    told = reading.nodes_of(document, lang)
    data = {
        "lang": lang,
        "dir": "rtl" if is_rtl(lang) else "ltr",
        "title": reading.title(told),
        "partnership": document["partnership"]["title"],
        "colour": look.colour,
        "address": look.address,
        "day": [int(part) for part in document["published_on"].split("-")] if document["published_on"] else None,
        "foot": f"{reading.title(told)} · {reading.kicker(told)}",
        "nodes": [_plain(node, lang, look) for node in told],
    }
    return sayable(data)


def _plain(node, lang: str, look: Look) -> dict:
    """A node as the template reads it: a dictionary with its type, its language with a direction."""
    if isinstance(node, nodes.Chart):
        alt = f"{node.title}: {node.desc}"
        return {"type": "Chart", "svg": picture.svg(node, lang, look.colour), "alt": alt}
    if isinstance(node, nodes.Definitions):
        rows = [{"term": term, "text": text, **_tongue(other)} for term, text, other in node.rows]
        return {"type": "Definitions", "rows": rows}
    told = {name: value for name, value in vars(node).items() if name != "card"}
    told = {name: _deep(value, lang, look) for name, value in told.items()}
    return {"type": type(node).__name__, **told, **(_tongue(node.lang) if "lang" in told else {})}


def _deep(value, lang: str, look: Look):
    if isinstance(value, tuple):
        return [_deep(one, lang, look) for one in value]
    return _plain(value, lang, look) if hasattr(value, "__dataclass_fields__") else value


def _tongue(lang: str | None) -> dict:
    return {"lang": lang, "dir": "rtl" if lang and is_rtl(lang) else "ltr"}
