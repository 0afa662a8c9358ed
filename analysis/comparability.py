"""Whether a local figure may stand beside a published one: exact, similar (and how it differs), or refused.

What decides is what was asked (time of day, object, place, period looked back on), of whom, on which scale,
which answers are counted, and on which base. The words of both are read for these facets; a facet that is
plainly different refuses the comparison, however alike the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from analysis.benchmarks import Benchmark

EXACT, SIMILAR, NOT_COMPARABLE = "exact", "similar", "not comparable"

# Each facet: value -> words that show it. The order matters: the first that is found holds.
FACETS = {
    "the time of day": {
        "after dark": r"after dark|at night|in the evening|\bnight\b",
        "in the day": r"\bday(?:time|light)?\b(?! centre)|during the day|in the day",
    },
    "what was carried or bought": {
        "a knife": r"\bkni(?:fe|ves)\b",
        "a weapon": r"\bweapons?\b",
        "a gun": r"\bguns?\b|\bfirearms?\b",
    },
    "what was done": {
        "bought": r"\bbought\b|\bbuy\b|\bpurchased?\b",
        "knows someone who carries": r"\bknow (?:some|any)(?:one|body)\b",
        "carried": r"\bcarr(?:y|ied|ies)\b",
    },
    "the feeling": {
        "worry": r"\bworr(?:y|ied)\b|\bconcern(?:ed)?\b|\bafraid\b",
        "safety": r"\b(?:un)?safe(?:ty)?\b",
        "hope": r"\bhop(?:e|eful)\b|\boptimis",
    },
    "the place": {
        "a town or city centre": r"\b(?:town|city) cent(?:re|er)\b",
        "school or the way there": r"\bschool\b",
        "a park or open space": r"\bparks?\b|open space",
        "public transport": r"public transport|\bbus(?:es)?\b|\btrams?\b|\btrains?\b",
        "the home": r"\bat home\b|in your (?:own )?home",
        "the local area": r"local area|neighbourhood|this area|your area|where you live",
        "the borough": r"\bborough\b|in trafford|in stockport|in manchester",
    },
    "the period looked back on": {
        "ever": r"\bever\b",
        "the last 12 months": r"(?:last|past) (?:12|twelve) months|(?:last|past) year",
        "the last month": r"(?:last|past) (?:month|4 weeks|four weeks|30 days)",
    },
}
# A facet that only one side names: decisive for these ("in general" is another question than "after dark").
NAMED_BY_ONE = {"the time of day", "what was carried or bought", "what was done"}
NEUTRAL = re.compile(r"^(?:neither|neutral|no opinion either way|not sure either way)\b")
ASIDE = re.compile(r"^(?:don.?t know|prefer not to say|refused|not applicable|can.?t say|no answer)\b")
YOUNG = re.compile(
    r"\byoung\b|\bchild(?:ren)?\b|\bpupils?\b|\byouth|\bteen|\byear (?:[7-9]|1[0-3])\b|\bstudents?\b"
)
ADULT = re.compile(r"\badults?\b|\bresidents?\b|\bhouseholders?\b|\bcitizens?\b|\bpeople\b")


@dataclass(frozen=True)
class Question:
    """A local item as it was asked: the same particulars as a `Benchmark`."""

    measure: str = ""
    wording: str = ""
    scale: tuple[str, ...] = ()
    net: tuple[str, ...] = ()
    population: str = ""
    base_routed: str = ""
    mode: str = ""
    period: str = ""


@dataclass(frozen=True)
class Comparison:
    """The verdict; `reason` refuses, `differences` say how a similar figure differs. Both are sentences."""

    verdict: str
    reason: str = ""
    differences: list[str] = field(default_factory=list)

    @property
    def allowed(self) -> bool:
        return self.verdict != NOT_COMPARABLE


def compare_items(local: Question | Benchmark, published: Benchmark) -> Comparison:
    """Judge whether `published` may stand beside the figures of `local`.

    Args:
        local: the question as asked here. published: the figure and its particulars. An empty field is
            unknown: it refuses nothing, but what is unknown cannot be exact.

    Returns:
        Comparison: "exact", "similar" with each difference in a sentence, or "not comparable" with the
            reason.
    """
    refusal = (
        _other_people(local, published)
        or _other_question(local, published)
        or _other_scale(local, published)
        or _other_net(local, published)
        or _other_base(local, published)
    )
    if refusal:
        return Comparison(NOT_COMPARABLE, reason=refusal)
    differences = _differences(local, published)
    return Comparison(SIMILAR if differences else EXACT, differences=differences)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w' +-]", " ", text.replace("’", "'")).casefold().split())


def _asked(one) -> str:
    return _plain(f"{one.wording} {one.measure}")


def _facet(text: str, values: dict[str, str]) -> str:
    return next((value for value, pattern in values.items() if re.search(pattern, text)), "")


def _other_question(local, published) -> str:
    ours, theirs = _asked(local), _asked(published)
    for name, values in FACETS.items():
        here, there = _facet(ours, values), _facet(theirs, values)
        if here and there and here != there:
            return f"It differs in {name}: {here} here, {there} there."
        if name in NAMED_BY_ONE and bool(here) != bool(there) and ours and theirs:
            named, side = (here, "here") if here else (there, "there")
            return f"It differs in {name}: {named} {side}, not said or in general on the other side."
    return ""


def _ages(text: str) -> tuple[int, int] | None:
    found = re.search(r"(\d{1,2})\s*(?:to|-|–|and)\s*(\d{1,2})\b", text)
    if found:
        return int(found[1]), int(found[2])
    found = re.search(r"(\d{1,2})\s*(?:\+|and over|or over|and older|years and over)", text)
    return (int(found[1]), 120) if found else None


def _audience(one) -> str:
    text = _plain(one.population)
    ages = _ages(one.population.casefold())
    if ages:
        return "young people" if ages[1] <= 25 else "adults"
    return "young people" if YOUNG.search(text) else "adults" if ADULT.search(text) else ""


def _other_people(local, published) -> str:
    here, there = _audience(local), _audience(published)
    if here and there and here != there:
        return f"Other people were asked: {here} here, {there} there; the two are never set side by side."
    return ""


def _points(scale) -> list[str]:
    return [_plain(answer) for answer in scale if not ASIDE.match(_plain(answer))]


def _other_scale(local, published) -> str:
    here, there = _points(local.scale), _points(published.scale)
    if not here or not there:
        return ""
    middle = [any(NEUTRAL.match(answer) for answer in scale) for scale in (here, there)]
    if middle[0] != middle[1]:
        which = "here" if middle[0] else "there"
        return (
            f"The scales differ: {len(here)} answers here, {len(there)} there, with a neutral middle only "
            f"{which}, which draws answers from both sides."
        )
    if len(here) != len(there):
        return f"The scales differ: {len(here)} answers here, {len(there)} there."
    return ""


def _positions(one) -> tuple[int, ...] | None:
    scale, net = _points(one.scale), {_plain(answer) for answer in one.net}
    if not scale or not net or not net <= set(scale):
        return None
    return tuple(i for i, answer in enumerate(scale) if answer in net)


def _other_net(local, published) -> str:
    here, there = _positions(local), _positions(published)
    if here is not None and there is not None and here != there:
        return f"Other answers are counted: {_listed(local.net)} here, {_listed(published.net)} there."
    return ""


def _other_base(local, published) -> str:
    here, there = _plain(local.base_routed), _plain(published.base_routed)
    if bool(here) != bool(there):
        routed, side = (local.base_routed, "here") if here else (published.base_routed, "there")
        return f"The bases differ: only {routed} were asked {side}, everyone on the other side."
    if here != there:
        return f"The bases differ: {local.base_routed} here, {published.base_routed} there."
    return ""


def _listed(answers) -> str:
    return " or ".join(answers)


def _differences(local, published) -> list[str]:
    found = []
    if not local.wording or not published.wording:
        found.append("The exact question is not known on both sides.")
    elif _plain(local.wording) != _plain(published.wording):
        found.append(f"The question is worded otherwise: “{published.wording}”")
    if not local.scale or not published.scale:
        found.append("The scale is not known on both sides.")
    elif _points(local.scale) != _points(published.scale):
        found.append(f"The answers are worded otherwise: {', '.join(published.scale)}.")
    if _positions(local) is None or _positions(published) is None:
        found.append("Which answers are counted is not known on both sides.")
    for name, what in (("population", "who was asked"), ("mode", "how people were asked")):
        here, there = getattr(local, name), getattr(published, name)
        if not here or not there:
            found.append(f"It is not known on both sides {what}.")
        elif _plain(here) != _plain(there):
            found.append(f"It differs in {what}: {here} here, {there} there.")
    for name in FACETS:
        here, there = (_facet(_asked(one), FACETS[name]) for one in (local, published))
        if bool(here) != bool(there):
            found.append(f"Only one of the two says {name}: {here or there}.")
    if local.period and published.period and _plain(local.period) != _plain(published.period):
        found.append(f"It is from another time: {published.period}.")
    return found
