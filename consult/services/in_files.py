"""Text that is safe in a file: no formula, no character that breaks it, no more bytes than the format holds."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
# Neither a workbook nor most readers of text can hold these; overrides would turn round what stands beside them.
_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
ELLIPSIS = "…"


def bare(text: str) -> str:
    """The text without characters that a file cannot hold."""
    return _NEVER.sub("", text)


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula, without characters that a file cannot hold.

    What begins like a formula gets an apostrophe before it; plain numbers stay as they are.
    """
    text = bare(text)
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def within(text: str, limit: int) -> str:
    """The text in at most `limit` bytes of UTF-8: cut between two characters and ended with an ellipsis."""
    text = bare(text)
    if len(text.encode()) <= limit:
        return text
    kept = text.encode()[: limit - len(ELLIPSIS.encode())].decode(errors="ignore")
    return kept.rstrip() + ELLIPSIS


def one_line(text: str) -> str:
    """The text with every run of blanks and line ends as one blank."""
    return " ".join(text.split())
