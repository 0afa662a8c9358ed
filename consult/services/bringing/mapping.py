"""The mapping: which column holds what, read from JSON and checked against the questionnaire before any row."""

import codecs
import json
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from consult.questionnaire import Item, Questionnaire
from consult.services.bringing.readers import (
    Codes,
    ColumnReader,
    Combined,
    FigureReader,
    GridReader,
    Ranges,
    RankingReader,
    SeveralReader,
    WordsReader,
)
from consult.services.bringing.report import Refusal
from consult.services.bringing.uploads import too_deep, unstorable

DESIGN = ("id", "base_weight", "stratum", "cluster")
# Ways to write text within programs and names, which make what no file holds.
NO_FILES = {"unicode_escape", "raw_unicode_escape", "utf_7", "punycode", "idna", "undefined"}
SETTINGS = ("language", "sheet", "encoding")


class MappingRefused(Exception):
    """The mapping cannot be used. `refusals` holds everything found."""

    def __init__(self, refusals: list[Refusal]):
        self.refusals = refusals
        super().__init__("\n".join(f"{one.column}: {one.why} {one.remedy}" for one in refusals))


@dataclass(frozen=True)
class Mapping:
    """A mapping that fits its questionnaire."""

    document: dict
    readers: list
    design: dict[str, str]
    language: str
    sheet: str | None
    encoding: str | None

    @property
    def columns(self) -> set[str]:
        """Every column of the file that is read."""
        return set(self.design.values()) | {name for reader in self.readers for name in reader.columns}


def parse(document: str | bytes | dict, questionnaire: Questionnaire) -> Mapping:
    """Read a mapping (JSON text, or the object itself). Raises MappingRefused with all that is wrong."""
    return _Parser(questionnaire).parse(_object(document))


def _object(document: str | bytes | dict) -> dict:
    if isinstance(document, dict):
        return document
    try:
        found = json.loads(document, object_pairs_hook=_no_twins)
        if too_deep(found):
            found = None
    except UnicodeDecodeError:
        raise MappingRefused([Refusal(_("The mapping is not UTF-8 text."), _("Save it as UTF-8."))]) from None
    except json.JSONDecodeError as error:
        raise MappingRefused([
            Refusal(
                _("The mapping is not JSON: line %(line)d, %(error)s.", line=error.lineno, error=error.msg),
                _("Look for a missing comma or quotation mark there."),
            )
        ]) from None
    except RecursionError:
        # Nested deeper than any mapping is: refused as no mapping at all.
        found = None
    if not isinstance(found, dict):
        raise MappingRefused([Refusal(_("The mapping is not a JSON object."), _("Write it as {...}."))])
    if unstorable(found):
        raise MappingRefused([
            Refusal(_("The mapping holds a character that cannot be kept."), _("Take NUL and half signs out of it."))
        ])
    return found


def _no_twins(pairs: list) -> dict:
    keys = [key for key, _value in pairs]
    if twins := sorted({key for key in keys if keys.count(key) > 1}):
        # The last would win unseen, and a code be read as another.
        raise MappingRefused([
            Refusal(_("“%(key)s” stands twice in one place of the mapping.", key=_sayable(twins[0])),
                    _("Keep one of the two."))
        ])
    return dict(pairs)


def _sayable(key: str) -> str:
    """A key as a page can show it, which cannot show half a sign."""
    return key.encode(errors="replace").decode()


class _Parser:
    """Collects every problem, so that the officer is told once."""

    def __init__(self, questionnaire: Questionnaire):
        self.questionnaire = questionnaire
        self.refusals: list[Refusal] = []

    def refuse(self, place: str, why, remedy) -> None:
        self.refusals.append(Refusal(why, remedy, column=place))

    def parse(self, document: dict) -> Mapping:
        self._known(document, (*DESIGN, *SETTINGS, "items"), "")
        design = {key: document[key] for key in DESIGN if self._name(document, key, "")}
        language = document.get("language", self.questionnaire.master)
        if language not in self.questionnaire.states:
            self.refuse("language", _("The questionnaire is not in “%(language)s”.", language=language),
                        _("Use one of its languages, or leave it out."))
        self._encoding(document.get("encoding"))
        items = document.get("items")
        if not isinstance(items, dict) or not items:
            self.refuse("items", _("The mapping maps no item."), _("Give at least one under “items”."))
            items = {}
        readers = [self._reader(name, spec, items) for name, spec in items.items()]
        if self.refusals:
            raise MappingRefused(self.refusals)
        # What is combined comes after what it is combined from.
        readers.sort(key=lambda reader: isinstance(reader, Combined))
        return Mapping(document, readers, design, language, document.get("sheet"), document.get("encoding"))

    def _encoding(self, name) -> None:
        try:
            if name is not None and codecs.lookup(name).name.replace("-", "_") in NO_FILES:
                raise LookupError(name)
        except (LookupError, TypeError):
            self.refuse("encoding", _("The encoding “%(name)s” is not known.", name=name),
                        _("Use utf-8, cp1252 or another name that is."))

    def _known(self, spec: dict, known: tuple[str, ...], place: str) -> None:
        for key in spec:
            if key not in known:
                self.refuse(f"{place}{key}", _("This key means nothing here."),
                            _("Use only: %(known)s.", known=", ".join(known)))

    def _name(self, spec: dict, key: str, place: str) -> str | None:
        name = spec.get(key)
        if name is not None and (not isinstance(name, str) or not name.strip()):
            self.refuse(f"{place}{key}", _("This is no name of a column."), _("Write the column's name in quotes."))
            return None
        return name

    def _reader(self, name: str, spec, items: dict):
        place = f"items.{name}"
        item = self.questionnaire.items.get(name)
        if item is None:
            self.refuse(place, _("The questionnaire has no item “%(name)s”.", name=name),
                        _("It has: %(names)s.", names=", ".join(self.questionnaire.items)))
            return None
        if not isinstance(spec, dict):
            self.refuse(place, _("This is no JSON object."), _("Write it as {...}."))
            return None
        if not item.asks:
            self.refuse(place, _("The item is a page to read: it has no answer."), _("Leave it out."))
            return None
        if "combine" in spec:
            return self._combined(item, spec, items, place)
        build = {"several": self._several, "grid": self._grid, "text": self._words, "number": self._figure,
                 "month": self._figure, "ranking": self._ranking}.get(item.type, self._column)
        return build(item, spec, place)

    def _words(self, item: Item, spec: dict, place: str) -> WordsReader | None:
        self._known(spec, ("column", "missing"), f"{place}.")
        column = self._column_name(spec, place)
        return column and WordsReader(item, column, self._missing(spec, place))

    def _column(self, item: Item, spec: dict, place: str) -> ColumnReader | None:
        self._known(spec, ("column", "codes", "ranges", "missing", "other"), f"{place}.")
        column = self._column_name(spec, place)
        look = self._ranges(item, spec["ranges"], place) if "ranges" in spec else self._codes(item, spec, place)
        other = self._other(item, spec, place)
        return column and ColumnReader(item, column, look, self._missing(spec, place), other)

    def _figure(self, item: Item, spec: dict, place: str) -> FigureReader | None:
        self._known(spec, ("column", "codes", "missing") if item.choices else ("column", "missing"), f"{place}.")
        column = self._column_name(spec, place)
        return column and FigureReader(item, column, self._codes(item, spec, place), self._missing(spec, place))

    def _ranking(self, item: Item, spec: dict, place: str) -> RankingReader | None:
        self._known(spec, ("places", "codes", "missing"), f"{place}.")
        places = self._strings(spec, "places", place)
        if not 1 <= len(places) <= item.places:
            self.refuse(f"{place}.places", _("The item has %(number)d places.", number=item.places),
                        _("Name a column for each, the first place first; columns at the end may be left out."))
            return None
        return RankingReader(item, places, self._codes(item, spec, place), self._missing(spec, place))

    def _several(self, item: Item, spec: dict, place: str) -> SeveralReader | None:
        known = ("choices", "selected", "not_selected", "none", "missing", "other")
        self._known(spec, known, f"{place}.")
        choices = self._names(spec, "choices", place)
        for choice in [*choices, *filter(None, [self._name(spec, "none", f"{place}.")])]:
            self._is_choice(item, choice, f"{place}.choices")
        selected, not_selected = self._strings(spec, "selected", place), self._strings(spec, "not_selected", place)
        if not selected:
            self.refuse(f"{place}.selected", _("Nothing says which values mean “chosen”."),
                        _("Give them, for example [\"1\"]."))
        other = self._other(item, spec, place)
        return SeveralReader(item, choices, set(selected), set(not_selected), spec.get("none"),
                             self._missing(spec, place), other)

    def _grid(self, item: Item, spec: dict, place: str) -> GridReader:
        self._known(spec, ("rows", "codes", "missing"), f"{place}.")
        rows = self._names(spec, "rows", place)
        offered = [row.value for row in item.rows]
        for row in rows:
            if row not in offered:
                self.refuse(f"{place}.rows.{row}", _("The item has no such row."),
                            _("It has: %(names)s.", names=", ".join(offered)))
        return GridReader(item, rows, self._codes(item, spec, place), self._missing(spec, place))

    def _combined(self, item: Item, spec: dict, items: dict, place: str) -> Combined:
        self._known(spec, ("combine", "separator"), f"{place}.")
        parts = self._strings(spec, "combine", place)
        for part in parts:
            if not isinstance(items.get(part), dict) or "column" not in items[part]:
                self.refuse(f"{place}.combine", _("“%(part)s” is not mapped from a column.", part=part),
                            _("Map it under “items” first."))
            elif part in self.questionnaire.items and self.questionnaire.items[part].is_figure:
                self.refuse(f"{place}.combine", _("“%(part)s” is a number or a month and has no choice.", part=part),
                            _("Combine items that are answered with a choice."))
        return Combined(item, parts, spec.get("separator", ":"))

    def _column_name(self, spec: dict, place: str) -> str | None:
        if "column" not in spec:
            self.refuse(place, _("No column is named."), _("Give “column”."))
            return None
        return self._name(spec, "column", f"{place}.")

    def _codes(self, item: Item, spec: dict, place: str) -> Codes:
        if "codes" not in spec:
            return Codes({choice.value: choice.value for choice in item.choices})
        codes = self._names(spec, "codes", place)
        for code, choice in codes.items():
            self._is_choice(item, choice, f"{place}.codes.{code}")
        for code in codes.keys() & self._missing(spec, place).keys():
            self.refuse(f"{place}.codes.{code}", _("The code stands under “codes” and under “missing”."),
                        _("Keep it under one of them."))
        return Codes(codes)

    def _ranges(self, item: Item, ranges, place: str) -> Ranges:
        bounds = []
        for number, one in enumerate(ranges if isinstance(ranges, list) else [None]):
            here = f"{place}.ranges[{number}]"
            low, high = (one.get("from"), one.get("to")) if isinstance(one, dict) else (None, None)
            if not all(limit is None or isinstance(limit, int | float) for limit in (low, high)) or low == high is None:
                self.refuse(here, _("A range needs “from”, “to” or both, as numbers, and “choice”."),
                            _("Write it as {\"from\": 15, \"to\": 34, \"choice\": \"15-34\"}."))
                continue
            self._is_choice(item, one.get("choice"), here)
            bounds.append((float("-inf") if low is None else low, float("inf") if high is None else high,
                           one.get("choice")))
        bounds.sort(key=lambda bound: bound[:2])
        if any(after[0] <= before[1] for before, after in zip(bounds, bounds[1:], strict=False)):
            self.refuse(f"{place}.ranges", _("Two ranges overlap."), _("“from” and “to” are both inside a range."))
        return Ranges(bounds)

    def _is_choice(self, item: Item, choice, place: str) -> None:
        if not isinstance(choice, str) or item.choice(choice) is None:
            self.refuse(place, _("The item has no choice “%(choice)s”.", choice=choice),
                        _("It has: %(names)s.", names=", ".join(one.value for one in item.choices)))

    def _other(self, item: Item, spec: dict, place: str) -> str | None:
        if "other" in spec and item.other is None:
            self.refuse(f"{place}.other", _("The item has no choice with words of its own."), _("Leave “other” out."))
        return self._name(spec, "other", f"{place}.")

    def _missing(self, spec: dict, place: str) -> dict[str, str]:
        return self._names(spec, "missing", place) if "missing" in spec else {}

    def _names(self, spec: dict, key: str, place: str) -> dict[str, str]:
        found = spec.get(key)
        good = isinstance(found, dict) and found and all(isinstance(one, str) for one in found.values())
        if not good:
            self.refuse(f"{place}.{key}", _("“%(key)s” is not an object of words.", key=key),
                        _("Write it as {\"...\": \"...\"}."))
        return found if good else {}

    def _strings(self, spec: dict, key: str, place: str) -> list[str]:
        found = spec.get(key, [])
        if isinstance(found, list) and all(isinstance(one, str) for one in found):
            return found
        self.refuse(f"{place}.{key}", _("“%(key)s” is not a list of words.", key=key), _("Write it as [\"...\"]."))
        return []
