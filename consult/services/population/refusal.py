"""A file or a margin that cannot be used, in words."""

from consult.population import Note, Unreadable
from consult.services.population.words import words


class CannotLoad(Exception):
    """Nothing was stored. `reasons` are sentences: what is wrong, where, and what to do."""

    def __init__(self, *reasons: str, note: Note | None = None):
        self.reasons, self.note = reasons, note
        super().__init__(" ".join(str(reason) for reason in reasons))

    @classmethod
    def of(cls, error: Unreadable) -> "CannotLoad":
        """The same in the reader's language."""
        return cls(words(error.note), note=error.note)
