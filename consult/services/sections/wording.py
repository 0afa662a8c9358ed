"""The words of a block in every language of the document, and those that an officer typed."""

from collections.abc import Callable, Iterable

from flask_babel import force_locale

from consult.services.sections.material import CannotCompose


def block(type: str, words: dict, wave=None, state: str = "shown", **figures) -> dict:
    """A block of a document with every key that readers of blocks look for; its id is given by the document."""
    return {
        "id": figures.pop("id", type), "type": type, "wave": wave.slug if wave else None,
        "audience": wave.survey.audience if wave else None, "state": state, "tables": [], "charts": [], **figures,
        "words": words,
    }  # fmt: skip


def in_each(languages: Iterable[str], make: Callable[[str], dict]) -> dict[str, dict]:
    """Language -> the words that `make` gives while it is in force, with every key that a block's words have."""
    found = {}
    for lang in languages:
        with force_locale(lang):
            found[lang] = {
                "number": None, "sentences": [], "badge": None, "short": None, "how": [], "beside": [], "labels": {},
                "tables": {}, "charts": {}, "lang": None, **make(lang),
            }  # fmt: skip
    return found


def typed_in(words: dict, lang: str, refusal):
    """(what was typed in a language, None), or what was typed in the first other and that language.

    Raises CannotCompose with `refusal` where nothing was typed in any.
    """
    for code in (lang, *words):
        if said := words.get(code):
            return said, None if code == lang else code
    raise CannotCompose(refusal)


def label(words: str, written: str, lang: str) -> dict:
    """A label whose words are in the language `written`, marked where that is not the page's."""
    return {"text": words, "lang": None if written == lang else written}
