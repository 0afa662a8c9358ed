"""A document as its page and its preview show it, in the language of the page."""

from flask_babel import get_locale

from consult.services import reading
from consult.services.reading.nodes import Heading, Notice, Paragraph, Part


def section_page(document: dict, edition=None) -> dict:
    """The nodes of a document with what a page sets apart from them: the banner, the title, the table of contents.

    Without an edition it is what an officer previews.
    """
    nodes = reading.nodes_of(document, reading.language_of(document, str(get_locale())))
    banner = next((node for node in nodes if isinstance(node, Notice) and node.role == "simulated"), None)
    kicker = next(node for node in nodes if isinstance(node, Paragraph) and node.role == "kicker")
    title = next(node for node in nodes if isinstance(node, Heading))
    return {
        "title": title.text,
        "kicker": kicker.text,
        "banner": banner,
        "opening": [node for node in nodes if not isinstance(node, Part) and node not in (banner, kicker, title)],
        "parts": [node for node in nodes if isinstance(node, Part)],
        "number": document["number"],
        "sha256": edition.sha256 if edition else None,
        "inputs_sha256": document["inputs_sha256"],
        "code_version": document["code_version"],
        "languages": document["languages"],
        "section": document["section"],
        "approved": bool(document.get("approved")),
        "corrects": (document.get("corrects") or {}).get("number"),
    }


def correction(words: dict, lang: str | None = None) -> dict:
    """{"words", "lang"}: what was wrong with an edition; `lang` is None where it is the page's."""
    here = str(get_locale())
    written = lang or here
    if written not in words:
        written = next(iter(words))
    return {"words": words[written], "lang": None if written == here else written}
