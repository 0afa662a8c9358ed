"""What changed from one text of a questionnaire to the next, and what that does to a comparison over time.

The reasoning, change by change, is in docs/versions.md. In short: a change of what is asked, of the scale, of who is
asked or of which answers count breaks the series; a change of what stands around the question asks for caution; what
nobody who answers can notice does nothing. Where in doubt the stricter holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .items import Item
from .routing import references
from .structure import Page, Questionnaire

KINDS = ("wording", "scale", "order", "added", "removed", "routing", "net", "required", "type")
BREAKS, CAUTION, NONE = "breaks", "caution", "none"
EFFECTS = (BREAKS, CAUTION, NONE)

# Types whose answers are the same and are only shown in another way.
_SAME_ANSWERS = ({"single", "scale"}, {"single", "yes_no"}, {"place", "postcode"})
# A longer word that differs in one letter is a slip mended; in a shorter one it may be another word.
_SHORTEST_SLIP = 6


@dataclass(frozen=True)
class Change:
    """One difference.

    item        the name of the item
    kind        one of KINDS
    effect      "breaks": figures before and after are not comparable; "caution": they are, and the change is said;
                "none": nothing that an answer could depend on
    code        which of the changes of docs/versions.md it is; it never changes its meaning
    parameters  the words before and after, names and languages, for the sentence
    """

    item: str
    kind: str
    effect: str
    code: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


def differences(old: Questionnaire, new: Questionnaire) -> list[Change]:
    """Every change from `old` to `new`, item by item in the new order, those that were taken out last.

    An item is the same item as long as it keeps its name: that is the name of its column in the data.
    """
    changes: list[Change] = []
    broken: set[str] = set()
    places = _places(old), _places(new)
    for name, item in new.items.items():
        if name not in old.items:
            changes.append(Change(name, "added", NONE, "added"))
            continue
        found = [*_of_item(old.items[name], item, old, new), *_of_place(name, *places, old, new, broken)]
        if any(change.effect == BREAKS for change in found):
            broken.add(name)
        changes += found
    changes += [Change(name, "removed", NONE, "removed") for name in old.items if name not in new.items]
    return changes


def effect(changes: Iterable[Change]) -> str:
    """The gravest effect among changes; "none" of none."""
    return min((change.effect for change in changes), key=EFFECTS.index, default=NONE)


def _of_item(old: Item, new: Item, before: Questionnaire, after: Questionnaire) -> Iterator[Change]:
    """The changes of an item itself, wherever it stands."""
    if old.type != new.type:
        same = {old.type, new.type} in _SAME_ANSWERS
        yield Change(new.name, "type", CAUTION if same else BREAKS, "type_shown" if same else "type",
                     {"old": old.type, "new": new.type})  # fmt: skip
    yield from _wording(old, new, before.master, after.master)
    yield from _scale(old, new, before.master, after.master)
    yield from _limits(old, new)
    if set(old.net) != set(new.net):
        yield Change(new.name, "net", BREAKS, "net", {"old": list(old.net), "new": list(new.net)})
    if old.required != new.required:
        yield Change(new.name, "required", CAUTION, "required" if new.required else "optional")
    if old.shuffle != new.shuffle or getattr(old, "shuffle_rows", False) != getattr(new, "shuffle_rows", False):
        yield Change(new.name, "order", CAUTION, "shuffle")


def _wording(old: Item, new: Item, before: str, after: str) -> Iterator[Change]:
    said = {"old": old.text.get(before, ""), "new": new.text.get(after, "")}
    if said["old"] != said["new"] or before != after:
        code, found = _judged(said["old"], said["new"])
        yield Change(new.name, "wording", found, code, said)
    hints = (old.hint or {}).get(before, ""), (new.hint or {}).get(after, "")
    if _plain(hints[0]) != _plain(hints[1]):
        # A hint says what is meant: how far a local area goes, what not to count.
        code = "hint" if all(hints) else "hint_new" if hints[1] else "hint_gone"
        yield Change(new.name, "wording", CAUTION, code, {"old": hints[0], "new": hints[1]})
    if (translated := _retranslated(old, new, before)) and _plain(said["old"]) == _plain(said["new"]):
        yield Change(new.name, "wording", CAUTION, "translation", {"languages": translated})
    if _plain((old.easy_text or {}).get(before, "")) != _plain((new.easy_text or {}).get(after, "")):
        yield Change(new.name, "wording", CAUTION, "easy")


def _judged(old: str, new: str) -> tuple[str, str]:
    """(code, effect) of a question in other words."""
    if _plain(old) == _plain(new):
        return "text_marks", NONE
    if _is_slip(_plain(old).split(), _plain(new).split()):
        return "text_slip", CAUTION
    return "text", BREAKS


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w' -]", " ", text.replace("’", "'").casefold()).split())


def _is_slip(old: list[str], new: list[str]) -> bool:
    """Whether all that differs is one letter of one longer word: a slip of the pen put right."""
    if len(old) != len(new):
        return False
    pairs = [(one, other) for one, other in zip(old, new, strict=True) if one != other]
    return len(pairs) == 1 and min(map(len, pairs[0])) >= _SHORTEST_SLIP and _one_apart(*pairs[0])


def _one_apart(one: str, other: str) -> bool:
    """Whether two words differ by one letter more, less, other, or exchanged with its neighbour, but not at an end.

    The ends of a word carry its meaning: unsafe, worries, likely and unlikely.
    """
    if one[0] != other[0] or one[-1] != other[-1]:
        return False
    start = next(place for place in range(len(one) + 1) if one[place : place + 1] != other[place : place + 1])
    rest, there = one[start:], other[start:]
    exchanged = rest[:2] == there[:2][::-1] and rest[2:] == there[2:]
    return exchanged or rest[1:] == there[1:] or rest[1:] == there or rest == there[1:]


def _retranslated(old: Item, new: Item, master: str) -> list[str]:
    """The languages both have, and in which the question or an answer reads otherwise now."""
    texts = [(old.text, new.text)]
    theirs = {one.value: one.text for one in (*old.choices, *old.rows)}
    texts += [(theirs[one.value], one.text) for one in (*new.choices, *new.rows) if one.value in theirs]
    return sorted({
        lang for was, now in texts for lang in was.keys() & now.keys() - {master}
        if _plain(was[lang]) != _plain(now[lang])
    })  # fmt: skip


def _scale(old: Item, new: Item, before: str, after: str) -> Iterator[Change]:
    """What is offered to choose from, and the lines of a grid."""
    yield from _offered(old, new, before, after)
    was, now = [row.value for row in old.rows], [row.value for row in new.rows]
    if set(was) != set(now):
        yield Change(new.name, "scale", BREAKS, "rows", _came_and_went(was, now))
    elif was != now:
        yield Change(new.name, "order", CAUTION, "rows_order")
    reworded = _reworded(old.rows, new.rows, before, after)
    if reworded:
        yield Change(new.name, "scale", BREAKS, "rows_worded", {"values": reworded})


def _offered(old: Item, new: Item, before: str, after: str) -> Iterator[Change]:
    was, now = _own(old), _own(new)
    points = [one.value for one in was if one.kind is None], [one.value for one in now if one.kind is None]
    ordered = new.type in ("scale", "grid") or old.type in ("scale", "grid")
    if set(points[0]) != set(points[1]):
        # Ticking one of several takes nothing from the others; choosing one does.
        effect = CAUTION if new.type == old.type == "several" else BREAKS
        yield Change(new.name, "scale", effect, "choices", _came_and_went(*points))
    elif points[0] != points[1]:
        yield Change(new.name, "scale" if ordered else "order", BREAKS if ordered else CAUTION,
                     "scale_turned" if ordered else "choices_order")  # fmt: skip
    reworded = _reworded(was, now, before, after)
    if reworded:
        yield Change(new.name, "scale", BREAKS, "choices_worded", {"values": reworded})
    for kind, effect in (("dont_know", BREAKS), ("prefer_not", CAUTION), ("other", CAUTION), ("none", CAUTION)):
        has = [any(one.kind == kind for one in choices) for choices in (was, now)]
        if has[0] != has[1]:
            yield Change(new.name, "scale", effect, f"{kind}_{'added' if has[1] else 'removed'}")


def _own(item: Item) -> tuple:
    """The choices of the document: the partnership's areas are not the questionnaire's to change."""
    return tuple(one for one in item.choices if not one.is_area)


def _reworded(old: Iterable, new: Iterable, before: str, after: str) -> list[str]:
    theirs = {one.value: one.text.get(before, "") for one in old}
    return [one.value for one in new if one.value in theirs
            and _plain(theirs[one.value]) != _plain(one.text.get(after, ""))]  # fmt: skip


def _came_and_went(old: list[str], new: list[str]) -> dict[str, list[str]]:
    return {"added": [one for one in new if one not in old], "removed": [one for one in old if one not in new]}


def _limits(old: Item, new: Item) -> Iterator[Change]:
    """What a number, a month, a ranking or words may be."""
    def of(item: Item, *names: str) -> list[Any]:
        return [getattr(item, name, None) for name in names]

    if of(old, "most", "areas") != of(new, "most", "areas"):
        yield Change(new.name, "scale", BREAKS, "places")
    if _unit(old) != _unit(new):
        yield Change(new.name, "scale", BREAKS, "unit", {"old": _unit(old), "new": _unit(new)})
    limits = ("at_least", "at_most", "decimals", "earliest", "latest", "past")
    if of(old, *limits) != of(new, *limits):
        yield Change(new.name, "scale", CAUTION, "limits")


def _unit(item: Item) -> str:
    return _plain((getattr(item, "unit", None) or {}).get(item.master, ""))


def _of_place(name: str, before: Mapping[str, _Place], after: Mapping[str, _Place], old: Questionnaire,
              new: Questionnaire, broken: set[str]) -> Iterator[Change]:  # fmt: skip
    """Who is asked an item, and what was asked just before."""
    was, now = before[name], after[name]
    if was.rules != now.rules or old.items[name].from_age != new.items[name].from_age:
        yield Change(name, "routing", BREAKS, "routing")
    elif through := [one for one in now.decided_by if one in broken]:
        yield Change(name, "routing", BREAKS, "routing_through", {"items": through})
    if was.follows != now.follows:
        yield Change(name, "order", CAUTION, "follows", {"old": was.follows, "new": now.follows})


@dataclass(frozen=True)
class _Place:
    """Where an item stands: the rules that lead to it, the items these look at, the item asked just before it."""

    rules: tuple
    decided_by: tuple[str, ...]
    follows: str | None


def _places(asked: Questionnaire) -> dict[str, _Place]:
    places: dict[str, _Place] = {}
    last = None
    for page in asked.pages:
        for item in page.items:
            rules = tuple(_rules(page, item))
            looked_at = dict.fromkeys(name for rule in rules for name in references(rule))
            places[item.name] = _Place(rules, tuple(looked_at), last)
            last = item.name
    return places


def _rules(page: Page, item: Item) -> Iterator[Mapping[str, Any]]:
    """The rules that decide, wherever they are written: on the section, the page or the item."""
    return (rule for rule in (page.section.when, page.when, item.when) if rule is not None)
