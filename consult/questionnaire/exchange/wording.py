"""Texts of somebody else's form made fit for a document: cleaned, without what nothing would fill."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from ..notes import LIMITS
from ..texts import clean
from .neutral import Words
from .remarks import CHANGED, Place, Remarks

_MARKS = re.compile(r"</?[a-zA-Z][^<>]*>|\*\*|\[[^\[\]]+\]\(https?:[^()]+\)")
# A whole reference to an answer, to split by; and any brace.
_REFERENCES = re.compile(r"(\$\{\s*[^${}\s]+\s*\})")
_BRACES = re.compile(r"\$?\{|\}")
_BREAKS = {"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6"}
# How forms in English word what stands for no answer of substance.
_KINDS = (
    ("dont_know", re.compile(r"(i )?(don['’]?t|do not) know|(i am |i['’]m )?not sure|unsure")),
    ("prefer_not", re.compile(r"(i |i['’]d |i would )?(prefer|rather) not (to )?(say|answer)|refused?( to answer)?")),
    ("none", re.compile(r"none|none of (these|the above|them)")),
)
# What says something that plain words do not.
_LOST = {"img", "a", "audio", "video", "iframe", "object", "embed", "script", "table"}
_DROPPED = {"script", "style"}


def tidy(words: Words, place: Place, name: str, remarks: Remarks, quoting: bool = False) -> Words:
    """The words of each language cleaned; braces that nothing fills become brackets, and that is said.

    quoting   whether answers may be quoted here: references (${name}) stay for `building` to look at
    """
    made = {}
    for lang, value in words.items():
        value = clean(value.encode("utf-8", "replace").decode()) or ""
        if _MARKS.search(value):
            remarks.add(CHANGED, "marks_shown", place, name=name)
        bare = "".join(part if quoting and at % 2 else _BRACES.sub(_bracket, part)
                       for at, part in enumerate(_REFERENCES.split(value)))
        if bare != value:
            remarks.add(CHANGED, "braces", place, name=name, text=value)
        if bare:
            made[lang] = bare
    return made


def _bracket(found: re.Match[str]) -> str:
    return ")" if found[0] == "}" else "("


def too_long(words: Words, limit: str) -> int:
    """How many characters the longest of these words has, where that is more than fits; else 0."""
    longest = max((len(value) for value in words.values()), default=0)
    return longest if longest > LIMITS[limit] else 0


def kind_of(words: Words) -> str | None:
    """The kind of a choice, where its English words are those of one that stands for no answer of substance."""
    said = words.get("en", "").lower().strip(" .")
    return next((kind for kind, form in _KINDS if form.fullmatch(said)), None)


def english(words: str, languages: list[str]) -> Words:
    """English words for what a file has no words for: in the language it was written in, and in English."""
    return {lang: words for lang in languages if lang in ("en", languages[0])}


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.lost: set[str] = set()
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.silent += tag in _DROPPED
        if tag in _LOST:
            self.lost.add(tag)
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in _DROPPED))
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def from_html(source: str) -> tuple[str, set[str]]:
    """HTML as plain words with its line breaks, and the tags whose meaning went with them."""
    if "<" not in source:
        return html.unescape(source).strip(), set()
    reader = _Plain()
    reader.feed(source)
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), reader.lost
