"""Whether a local figure may stand beside a published one: exact, similar (and how it differs), or refused.

What decides is what was asked (time of day, object, place, period looked back on), of whom, on which scale,
which answers are counted, and on which base. The words of both are read for these facets; a facet that is
plainly different refuses the comparison, however alike the rest.

Whatever is said of two questions is a `Remark`: a code with its parameters, for whoever has to say it in another
language, and the same in an English sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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


# Code -> the sentence in English. "side" is where something is: here (ours) or there (the published figure's).
SENTENCES = {
    "other_people": "Other people were asked: {here} here, {there} there; the two are never set side by side.",
    "other_facet": "It differs in {facet}: {here} here, {there} there.",
    "facet_one_side": "It differs in {facet}: {value} {side}, not said or in general on the other side.",
    "neutral_middle": "The scales differ: {here} answers here, {there} there, with a neutral middle only {side}, "
    "which draws answers from both sides.",
    "other_length": "The scales differ: {here} answers here, {there} there.",
    "other_net": "Other answers are counted: {here} here, {there} there.",
    "routed_one_side": "The bases differ: only {routed} were asked {side}, everyone on the other side.",
    "other_routed": "The bases differ: {here} here, {there} there.",
    "wording_unknown": "The exact question is not known on both sides.",
    "other_wording": "The question is worded otherwise: “{wording}”",
    "scale_unknown": "The scale is not known on both sides.",
    "other_answers": "The answers are worded otherwise: {answers}.",
    "net_unknown": "Which answers are counted is not known on both sides.",
    "population_unknown": "It is not known on both sides who was asked.",
    "mode_unknown": "It is not known on both sides how people were asked.",
    "other_population": "It differs in who was asked: {here} here, {there} there.",
    "other_mode": "It differs in how people were asked: {here} here, {there} there.",
    "facet_said_once": "Only one of the two says {facet}: {value}.",
    "other_period": "It is from another time: {period}.",
}


@dataclass(frozen=True)
class Remark:
    """One thing that parts two questions: a code of SENTENCES and what fills its places.

    "here" is the local question, "there" the published one; "side" is one of the two words.
    """

    code: str
    parameters: dict = field(default_factory=dict)

    def __str__(self) -> str:
        return SENTENCES[self.code].format(**self.parameters)


@dataclass(frozen=True)
class Comparison:
    """The verdict. `refusal` refuses; `remarks` say, one each, how a similar figure differs."""

    verdict: str
    refusal: Remark | None = None
    remarks: tuple[Remark, ...] = ()

    @property
    def allowed(self) -> bool:
        return self.verdict != NOT_COMPARABLE

    @property
    def reason(self) -> str:
        """Why it is refused, as an English sentence; "" where it is not."""
        return str(self.refusal) if self.refusal else ""

    @property
    def differences(self) -> list[str]:
        """How a similar figure differs, in English sentences."""
        return [str(remark) for remark in self.remarks]


def compare_items(local: Question | Benchmark, published: Benchmark) -> Comparison:
    """Judge whether `published` may stand beside the figures of `local`.

    Args:
        local: the question as asked here. published: the figure and its particulars. An empty field is
            unknown: it refuses nothing, but what is unknown cannot be exact.

    Returns:
        Comparison: "exact", "similar" with a remark for each difference, or "not comparable" with the one that
            refuses it.
    """
    refusal = (
        _other_people(local, published)
        or _other_question(local, published)
        or _other_scale(local, published)
        or _other_net(local, published)
        or _other_base(local, published)
    )
    if refusal:
        return Comparison(NOT_COMPARABLE, refusal=refusal)
    remarks = tuple(_differences(local, published))
    return Comparison(SIMILAR if remarks else EXACT, remarks=remarks)


def _remark(code: str, **parameters) -> Remark:
    return Remark(code, parameters)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w' +-]", " ", text.replace("’", "'")).casefold().split())


def _asked(one) -> str:
    return _plain(f"{one.wording} {one.measure}")


def _facet(text: str, values: dict[str, str]) -> str:
    return next((value for value, pattern in values.items() if re.search(pattern, text)), "")


def _other_question(local, published) -> Remark | None:
    ours, theirs = _asked(local), _asked(published)
    for name, values in FACETS.items():
        here, there = _facet(ours, values), _facet(theirs, values)
        if here and there and here != there:
            return _remark("other_facet", facet=name, here=here, there=there)
        if name in NAMED_BY_ONE and bool(here) != bool(there) and ours and theirs:
            return _remark("facet_one_side", facet=name, value=here or there, side="here" if here else "there")
    return None


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


def _other_people(local, published) -> Remark | None:
    here, there = _audience(local), _audience(published)
    return _remark("other_people", here=here, there=there) if here and there and here != there else None


def _points(scale) -> list[str]:
    return [_plain(answer) for answer in scale if not ASIDE.match(_plain(answer))]


def _other_scale(local, published) -> Remark | None:
    here, there = _points(local.scale), _points(published.scale)
    if not here or not there:
        return None
    numbers = {"here": len(here), "there": len(there)}
    middle = [any(NEUTRAL.match(answer) for answer in scale) for scale in (here, there)]
    if middle[0] != middle[1]:
        return _remark("neutral_middle", **numbers, side="here" if middle[0] else "there")
    return _remark("other_length", **numbers) if len(here) != len(there) else None


def _positions(one) -> tuple[int, ...] | None:
    scale, net = _points(one.scale), {_plain(answer) for answer in one.net}
    if not scale or not net or not net <= set(scale):
        return None
    return tuple(i for i, answer in enumerate(scale) if answer in net)


def _other_net(local, published) -> Remark | None:
    here, there = _positions(local), _positions(published)
    if here is None or there is None or here == there:
        return None
    return _remark("other_net", here=_listed(local.net), there=_listed(published.net))


def _other_base(local, published) -> Remark | None:
    here, there = _plain(local.base_routed), _plain(published.base_routed)
    if bool(here) != bool(there):
        routed, side = (local.base_routed, "here") if here else (published.base_routed, "there")
        return _remark("routed_one_side", routed=routed, side=side)
    return _remark("other_routed", here=local.base_routed, there=published.base_routed) if here != there else None


def _listed(answers) -> str:
    return " or ".join(answers)


def _differences(local, published) -> list[Remark]:
    return [*_differences_in_answers(local, published), *_differences_in_asking(local, published)]


def _differences_in_answers(local, published) -> Iterator[Remark]:
    if not local.wording or not published.wording:
        yield _remark("wording_unknown")
    elif _plain(local.wording) != _plain(published.wording):
        yield _remark("other_wording", wording=published.wording)
    if not local.scale or not published.scale:
        yield _remark("scale_unknown")
    elif _points(local.scale) != _points(published.scale):
        yield _remark("other_answers", answers=", ".join(published.scale))
    if _positions(local) is None or _positions(published) is None:
        yield _remark("net_unknown")


def _differences_in_asking(local, published) -> Iterator[Remark]:
    for name in ("population", "mode"):
        here, there = getattr(local, name), getattr(published, name)
        if not here or not there:
            yield _remark(f"{name}_unknown")
        elif _plain(here) != _plain(there):
            yield _remark(f"other_{name}", here=here, there=there)
    for name, values in FACETS.items():
        here, there = (_facet(_asked(one), values) for one in (local, published))
        if bool(here) != bool(there):
            yield _remark("facet_said_once", facet=name, value=here or there)
    if local.period and published.period and _plain(local.period) != _plain(published.period):
        yield _remark("other_period", period=published.period)
