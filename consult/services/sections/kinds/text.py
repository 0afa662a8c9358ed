"""Paragraphs of an officer's own, in plain text, in as many languages as were written."""

from flask_babel import lazy_gettext as _

from consult.models import Partnership
from consult.services.sections import wording
from consult.services.sections.material import CannotCompose, Material, Offer

LONGEST_HEADING, LONGEST_BODY = 160, 6_000
BLANK = {"words": {}}


def listed(_partnership: Partnership) -> list[Offer]:
    """One that is still to be written."""
    return [Offer("", _("Paragraphs still to be written"))]


def begins(_material: Material, _wave) -> list[tuple[str, dict]]:
    """None: what is not written cannot stand in a section."""
    return []


def block(_material: Material, _ref: str, typed: dict, languages) -> dict:
    """The paragraphs; in a language that nothing was written in, those of the first that something was, marked."""
    missing = _("Paragraphs of your own have no words yet. Write them, or take the block out.")

    def said(lang: str) -> dict:
        words, other = wording.typed_in(typed.get("words", {}), lang, missing)
        return {"heading": words["heading"], "sentences": paragraphs(words["body"]), "lang": other}

    return wording.block("text", wording.in_each(languages, said))


def check(words: dict[str, dict[str, str]]) -> None:
    """Raises CannotCompose, its `key` the field, unless one language at least is whole and none is half."""
    whole = {lang for lang, said in words.items() if said["heading"] and said["body"]}
    for lang, said in words.items():
        for field, most in (("heading", LONGEST_HEADING), ("body", LONGEST_BODY)):
            if len(said[field]) > most:
                raise CannotCompose(_("Use %(most)s characters or fewer; these are %(n)s.", most=most,
                                      n=len(said[field])), f"{field}-{lang}")  # fmt: skip
        if lang not in whole and (said["heading"] or said["body"]):
            lacking = "heading" if said["body"] else "body"
            raise CannotCompose(_("Give both a heading and the paragraphs in this language, or neither."),
                                f"{lacking}-{lang}")  # fmt: skip
    if not whole:
        raise CannotCompose(_("Write a heading and the paragraphs in one language at least."), "heading-en")


def paragraphs(words: str) -> list[str]:
    """The paragraphs of a text: blank lines divide them, single line ends do not."""
    found, lines = [], []
    for line in [*words.split("\n"), ""]:
        if line.strip():
            lines.append(line.strip())
        elif lines:
            found.append(" ".join(lines))
            lines = []
    return found
