"""Reads conditions as other programs write them: XPath of XLSForm, and the Expression Manager of LimeSurvey.

What is read is the part that rules of ours can say; anything else raises NotCarried.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

LONGEST = 4_000
DEEPEST = 30


class NotCarried(Exception):
    """A condition that cannot be carried over. `code` says why, as a code of remarks; `name` what it is about."""

    def __init__(self, code: str, name: str = ""):
        self.code, self.name = code, name
        super().__init__(f"{code} {name}")


@dataclass(frozen=True)
class Reference:
    """The answer to a question, by its name in the file."""

    name: str


@dataclass(frozen=True)
class Literal:
    """A word or a number, as written."""

    value: str


@dataclass(frozen=True)
class Call:
    """A function and what it is given."""

    name: str
    given: tuple[Any, ...]


@dataclass(frozen=True)
class Compared:
    """Two sides and a sign between them: one of = != < <= > >=."""

    sign: str
    left: Any
    right: Any


@dataclass(frozen=True)
class Joined:
    """Conditions joined by "and" or "or"."""

    word: str
    parts: tuple[Any, ...]


_TOKEN = re.compile(
    r"""\s+
    | (?P<reference>\$\{[^{}]*\})
    | (?P<string>'[^']*'|"[^"]*")
    | (?P<number>-?(?:\d+(?:\.\d*)?|\.\d+)(?![\w.]))
    | (?P<sign>==|!=|<=|>=|=|<|>)
    | (?P<mark>&&|\|\||!|\(|\)|,)
    | (?P<name>[A-Za-z_][\w-]*(?:\.[\w-]+)*)
    | (?P<self>\.)""",
    re.VERBOSE,
)
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
_WORDS = {"eq": "=", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "==": "="}
# What LimeSurvey puts after a question's name without changing what is meant by it.
_SUFFIX = re.compile(r"\.(NAOK|shown|value|valueNAOK|code)$")


def parsed(source: str, bare: bool = False) -> Any:
    """The condition as a tree of the classes above.

    bare   whether a name alone is a question (Expression Manager) and not a path (XPath)

    Raises NotCarried with "rule_unread" for what is longer, deeper or richer than what is read here.
    """
    if len(source) > LONGEST:
        raise NotCarried("rule_unread")
    reader = _Reader(_tokens(source.translate(_QUOTES)), bare)
    found = reader.either(0)
    if reader.kind is not None:
        raise NotCarried("rule_unread")
    return found


def _tokens(source: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while at < len(source):
        match = _TOKEN.match(source, at)
        if match is None:
            raise NotCarried("rule_unread")
        if match.lastgroup:
            found.append((match.lastgroup, match[0]))
        at = match.end()
    return found


class _Reader:
    """Reads tokens by descent: or, and, comparison, one side."""

    def __init__(self, tokens: list[tuple[str, str]], bare: bool):
        self.tokens, self.bare, self.at = tokens, bare, 0

    @property
    def kind(self) -> str | None:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else None

    @property
    def word(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1][1]

    def expect(self, word: str) -> None:
        if self.kind != "mark" or self.take() != word:
            raise NotCarried("rule_unread")

    def either(self, depth: int) -> Any:
        return self.joined("or", ("or", "||"), self.both, depth)

    def both(self, depth: int) -> Any:
        return self.joined("and", ("and", "&&"), self.compared, depth)

    def joined(self, word: str, signs: tuple[str, ...], part: Any, depth: int) -> Any:
        if depth > DEEPEST:
            raise NotCarried("rule_unread")
        parts = [part(depth + 1)]
        while self.kind in ("name", "mark") and self.word.lower() in signs:
            self.take()
            parts.append(part(depth + 1))
        return parts[0] if len(parts) == 1 else Joined(word, tuple(parts))

    def compared(self, depth: int) -> Any:
        left = self.side(depth)
        if self.kind == "sign" or (self.bare and self.kind == "name" and self.word in _WORDS):
            sign = self.take()
            return Compared(_WORDS.get(sign, sign), left, self.side(depth))
        return left

    def side(self, depth: int) -> Any:
        kind = self.kind
        if kind is None:
            raise NotCarried("rule_unread")
        word = self.take()
        if kind == "reference":
            return Reference(word[2:-1].strip())
        if kind == "string":
            return Literal(word[1:-1])
        if kind == "number":
            return Literal(word)
        if word == "(":
            found = self.either(depth + 1)
            self.expect(")")
            return found
        if word == "!":
            return self.negated(depth)
        if kind == "name" and self.word == "(":
            return self.call(word, depth)
        if kind == "name" and self.bare:
            return Reference(_SUFFIX.sub("", word))
        if kind == "self":
            return Reference(".")
        raise NotCarried("rule_unread")

    def negated(self, depth: int) -> Call:
        if depth > DEEPEST:
            raise NotCarried("rule_unread")
        return Call("not", (self.side(depth + 1),))

    def call(self, name: str, depth: int) -> Call:
        self.expect("(")
        given = []
        while self.word != ")":
            given.append(self.either(depth + 1))
            if self.word == ",":
                self.take()
            elif self.word != ")":
                raise NotCarried("rule_unread")
        self.expect(")")
        return Call(name, tuple(given))
