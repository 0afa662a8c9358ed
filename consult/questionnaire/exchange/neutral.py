"""A form as it was found in somebody else's file: what a reader of XLSForm or LimeSurvey hands to `building`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .remarks import Place

Words = dict[str, str]


@dataclass
class Option:
    """A choice or a row: its value in the file, its words by language, its kind where it has one."""

    value: str
    text: Words
    kind: str | None = None
    fixed: bool = False


@dataclass
class Condition:
    """A rule in the file's own words, with where it stands. `bare`: whether a name alone is a question."""

    source: str
    place: Place
    bare: bool = False


@dataclass
class Question:
    """A question of a type of ours. `more` holds the keys of its type: min, max, decimals, max_length, shuffle..."""

    name: str
    type: str
    text: Words
    place: Place
    hint: Words = field(default_factory=dict)
    why: Words = field(default_factory=dict)
    required: bool = False
    choices: list[Option] = field(default_factory=list)
    rows: list[Option] = field(default_factory=list)
    # Names under which conditions look at one row of a grid or one choice, with the value of it.
    parts: dict[str, str] = field(default_factory=dict)
    when: Condition | None = None
    more: dict[str, Any] = field(default_factory=dict)


@dataclass
class Block:
    """Questions that stand together on one page, under the conditions of all the groups they are in."""

    questions: list[Question]
    conditions: tuple[Condition, ...] = ()


@dataclass
class Part:
    """A run of pages under one title. `name`: of the group it was, for its id."""

    name: str
    title: Words
    place: Place
    blocks: list[Block] = field(default_factory=list)


@dataclass
class Form:
    """A whole form. `languages`: the first is the one it was written in."""

    name: str
    title: Words
    languages: list[str]
    parts: list[Part] = field(default_factory=list)
    intro: Words = field(default_factory=dict)
    thanks: Words = field(default_factory=dict)
    # Words of the file's own for a question that is not asked: what became of the name.
    left_out: dict[str, str] = field(default_factory=dict)
