"""Reads settings out of the environment, and collects what is wrong with them to be told all at once."""

import re
from collections.abc import Mapping
from difflib import get_close_matches

# A name that begins so is meant for us: one that we do not know is a slip.
PREFIX = "CONSULT_"
# Of other names only near misses are slips: TEST_DATABASE_URL is none of DATABASE_URL.
_ALIKE = 0.9
_SECRET = 32


class ConfigError(RuntimeError):
    """Settings are missing or cannot be used; the message says which and what to do, a line for each."""


class Environment:
    """Settings as text by name. Each method notes a problem in words and goes on, so that all are found at once.

    An empty value is none: files of settings often name a variable without giving it a value.
    """

    def __init__(self, values: Mapping[str, str]):
        self._values = values
        self.known: set[str] = set()
        self.problems: list[str] = []
        self.production = self.one_of("CONSULT_ENV", ("development", "production"), "development") == "production"

    def text(self, name: str, default: str | None = None) -> str | None:
        """The value as it is."""
        self.known.add(name)
        return self._values.get(name) or default

    def matching(self, name: str, pattern: str, advice: str, default: str | None = None) -> str | None:
        """A value of which all matches `pattern`; `advice` completes the sentence "NAME is 'x': "."""
        value = self.text(name, default)
        if value and not re.fullmatch(pattern, value):
            self.refuse(f"{name} is {value!r}: {advice}.")
        return value

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number from `least` to `most`."""
        value = self.text(name, str(default))
        if re.fullmatch(r"[0-9]{1,9}", value) and least <= int(value) <= most:
            return int(value)
        self.refuse(f"{name} is {value!r}: use a number from {least} to {most}, such as {default}.")
        return default

    def one_of(self, name: str, choices: tuple[str, ...], default: str) -> str:
        """One of a few words."""
        value = self.text(name, default)
        if value not in choices:
            self.refuse(f"{name} is {value!r}: use {' or '.join(choices)}.")
            return default
        return value

    def yes(self, name: str, default: bool) -> bool:
        """Whether it is "yes" rather than "no"."""
        return self.one_of(name, ("yes", "no"), "yes" if default else "no") == "yes"

    def secret(self, name: str, needed: bool) -> str | None:
        """At least 32 characters. The value is never told."""
        value = self.text(name)
        if value and len(value) < _SECRET:
            self.refuse(f"{name} is too short: use {_SECRET} characters or more, made at random.")
        if needed and not value:
            self.refuse(f"{name} is not set. Production needs it: set it to {_SECRET} characters or more, "
                        "made at random.")  # fmt: skip
        return value

    def refuse(self, words: str) -> None:
        """Note a problem."""
        self.problems.append(words)

    def finish(self) -> None:
        """Raise ConfigError when anything was wrong, with every problem. Slips in names are looked for here."""
        for name in sorted(self._values.keys() - self.known):
            unset = [known for known in self.known if not self._values.get(known)]
            meant = get_close_matches(name, self.known if name.startswith(PREFIX) else unset, 1, _ALIKE)
            if name.startswith(PREFIX) or meant:
                hint = f" Did you mean {meant[0]}?" if meant else ""
                self.refuse(f"{name} is no setting of this site.{hint}")
        if self.problems:
            raise ConfigError("\n".join(self.problems))
