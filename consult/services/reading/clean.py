"""Texts without the characters that no file can hold, or that would turn round what stands beside them."""

import re

# Control characters, overrides of the direction of text, halves of pairs, and what Unicode says is no character.
_NEVER = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def clean(value):
    """A document, or a part of one, whose every text may stand in any format."""
    if isinstance(value, str):
        return _NEVER.sub("", value)
    if isinstance(value, dict):
        return {name: clean(one) for name, one in value.items()}
    return [clean(one) for one in value] if isinstance(value, list) else value
