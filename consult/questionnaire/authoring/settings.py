"""What stands around the questions: title, first and last page, who can help, languages."""

from __future__ import annotations

import copy
from typing import Any

from .finding import CannotAuthor, Document, master


def change_settings(document: Document, title: str, intro: str, thanks: str, support: list[str],
                    languages: list[str]) -> Document:
    """The document with other words around its questions, in its own language, and with these languages offered.

    A language that is new is marked as not reviewed; one that is left out loses none of its texts. Raises
    CannotAuthor "no_words".
    """
    changed = copy.deepcopy(document)
    lang = master(changed)
    for key, words in (("title", title), ("intro", intro), ("thanks", thanks)):
        if not words:
            raise CannotAuthor("no_words")
        changed[key][lang] = words
    changed["support"] = list(support)
    changed["languages"] = _languages(changed["languages"], lang, languages)
    return changed


def _languages(before: dict[str, Any], lang: str, wanted: list[str]) -> dict[str, Any]:
    kept = {one: entry for one, entry in before.items() if one == lang or one in wanted}
    return kept | {one: {"state": "machine"} for one in wanted if one not in kept}
