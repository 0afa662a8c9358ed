"""The heads of XLSForm columns, in all the ways they are written, and the languages they name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from .cells import NAMES
from .remarks import LOOK, TOLD, Place, Remarks
from .sheets import Line, Sheets

Code = Callable[[str], str | None]

_ALIASES = {
    "caption": "label", "command": "type", "tag": "name", "value": "name", "relevance": "relevant",
    "calculate": "calculation", "readonly": "read_only", "list": "list_name", "count": "repeat_count",
    "jr:count": "repeat_count", "jr:constraintmsg": "constraint_message", "constraining_message": "constraint_message",
    "jr:requiredmsg": "required_message", "requiredmsg": "required_message", "set_form_title": "form_title",
    "title": "form_title", "set_form_id": "form_id", "id_string": "form_id", "list_name": "list_name",
}
# What may stand before the name of a column without changing it.
_PREFIXES = ("bind", "control", "body")
_MEDIA = ("media", "image", "audio", "video", "big-image", "autoplay")
TEXTS = ("label", "hint", "guidance_hint")
_SPOKEN = (*TEXTS, "media", "constraint_message", "required_message")
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2}|_[0-9]{3}|-[A-Za-z0-9]+)*")


@dataclass
class Fields:
    """One row of a sheet by what its columns mean: `plain` by field, `texts` by field and language."""

    line: Line
    plain: dict[str, str] = field(default_factory=dict)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """The cell of a field, "" where it is blank."""
        return self.plain.get(name, "")

    def words(self, name: str) -> dict[str, str]:
        """The words of a text by language."""
        return self.texts.get(name, {})


def meaning(header: str) -> tuple[str, str]:
    """(field, language as it is written) of a head: "label::French (fr)" is ("label", "French (fr)")."""
    parts = [part.strip() for part in re.split(r"::|(?<!jr):", header)]
    while len(parts) > 1 and parts[0].lower() in _PREFIXES:
        parts = parts[1:]
    name = "_".join(parts[0].split()).lower()
    name = _ALIASES.get(name, name)
    if name in _MEDIA:
        return "media", parts[-1] if len(parts) > (2 if name == "media" else 1) else ""
    return name, parts[1] if len(parts) > 1 and name in _SPOKEN else ""


def code_of(name: str) -> str | None:
    """The code of a language by what XLSForm writes: "Polish (pl)", "pl" or "Polish" of those known here."""
    inside = re.search(r"\(\s*([A-Za-z_-]+)\s*\)\s*$", name)
    wanted = (inside[1] if inside else name).strip()
    wanted = wanted[:3].lower() + wanted[3:]
    if _LANGUAGE.fullmatch(wanted) and (inside or len(wanted) <= 3):
        return wanted
    return next((code for code, known in NAMES.items() if known.lower() == name.strip().lower()), None)


class Languages:
    """The languages of a form, the one it was written in first; `code` gives that of any head."""

    def __init__(self, sheets: Sheets, remarks: Remarks, codes: Code):
        found: dict[str, Place] = {}
        for sheet in ("survey", "choices"):
            for line in sheets.of(sheet):
                for header in line.cells:
                    name, language = meaning(header)
                    if name in TEXTS:
                        found.setdefault(language, Place(sheet, 1))
        self._codes = self._known({**{name: place for name, place in found.items() if name}}, remarks, codes)
        named = self._default(sheets, codes)
        spoken = list(dict.fromkeys(self._codes.values()))
        self.master = named if named and (named in spoken or "" in found) else (spoken or [named or "en"])[0]
        if "" in found and not spoken and not named:
            remarks.add(TOLD, "language_guessed", found[""], lang=self.master)
        self.all = [self.master, *(lang for lang in spoken if lang != self.master)]

    def _known(self, found: dict[str, Place], remarks: Remarks, codes: Code) -> dict[str, str]:
        made = {name: code for name in found if (code := codes(name))}
        for name, place in found.items():
            if name not in made and len(found) == 1:
                remarks.add(LOOK, "language_guessed", place, lang="en", name=name)
                made[name] = "en"
            elif name not in made:
                remarks.add(LOOK, "language_unknown", place, name=name)
        return made

    @staticmethod
    def _default(sheets: Sheets, codes: Code) -> str | None:
        for line in sheets.of("settings"):
            for header, cell in line.cells.items():
                if meaning(header)[0] == "default_language":
                    return codes(cell)
        return None

    def code(self, name: str) -> str | None:
        """The code of a language as a head names it; of no name, the one the form was written in."""
        return self._codes.get(name) if name else self.master


def fields_of(line: Line, languages: Languages) -> Fields:
    """A row by the meaning of its columns."""
    made = Fields(line)
    for header, cell in line.cells.items():
        name, language = meaning(header)
        if name in TEXTS:
            if code := languages.code(language):
                # A head with its language is surer than one without.
                held = made.texts.setdefault(name, {})
                held[code] = cell if language else held.get(code, cell)
        else:
            made.plain.setdefault(name, cell)
    return made
