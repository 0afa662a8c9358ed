"""From a published table to a margin in a questionnaire's own answers."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from consult.population import ages, known_labels
from consult.population.notes import CAUTION, GOOD, Note, Unreadable
from consult.population.tables import AREA, Cell, Table

# The ages that each audience's surveys are for.
AUDIENCE_AGES = {"adults": (16, None), "young": (11, 17)}
BASES = {"adults": "16 and over", "young": "11 to 17"}
# An answer that a category is given to where it shall not count.
LEFT_OUT = "-"
# More than this nobody can confirm one by one.
MOST_CATEGORIES = 40


@dataclass(frozen=True)
class Question:
    """A question that can be weighed by: its answers that tell something, value -> words, and whether it asks a place.

    `areas` is "wards", "neighbourhoods" or None.
    """

    name: str
    choices: dict[str, str]
    areas: str | None = None

    @property
    def bands(self) -> dict[str, ages.Span] | None:
        """Its answers as ages, where all of them are."""
        spans = {value: ages.span(value) or ages.span(words) for value, words in self.choices.items()}
        return spans if spans and all(spans.values()) else None


@dataclass(frozen=True)
class Use:
    """What becomes of one dimension of a table: the question that asks it, and category -> answer or LEFT_OUT.

    Ages and areas need no `choices`: they follow from the question.
    """

    question: Question
    choices: dict[str, str] = field(default_factory=dict)


@dataclass
class Candidate:
    """A margin that a table would make.

    targets   answers in the order of `dimensions` -> people (or households)
    base      whom it counts: "16 and over", "11 to 17", "all ages", "all households"
    cells     how many cells of the table went in
    left_out  category -> people who count nowhere because their category has no answer
    """

    dimensions: tuple[str, ...]
    targets: dict[tuple[str, ...], int]
    base: str
    cells: int
    left_out: dict[str, int]
    notes: list[Note] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Everybody in the margin."""
        return sum(self.targets.values())


def is_age(categories) -> bool:
    """Whether all the categories of a dimension are ages."""
    return all(ages.span(one) is not None for one in categories)


def suggest_use(table: Table, dimension: str, questions: list[Question]) -> str | None:
    """The question that most of a dimension's categories are known answers to, None where there is none."""
    categories = table.categories(dimension)
    if is_age(categories):
        return next((one.name for one in questions if one.bands), None)
    known = {one.name: sum(found is not None for found in suggest_choices(categories, one).values())
             for one in questions if one.areas is None}  # fmt: skip
    best = max(known, key=lambda name: known[name], default=None)
    return best if best and known[best] * 2 > len(categories) else None


def suggest_choices(categories, question: Question) -> dict[str, str | None]:
    """Category -> the answer its people give, LEFT_OUT for those who did not say, None where it is not known."""
    found: dict[str, str | None] = {}
    for category in categories:
        value = known_labels.answer(question.name, category) or _same_words(category, question)
        found[category] = value if value in question.choices else LEFT_OUT if known_labels.is_unsaid(category) else None
    return found


def _same_words(category: str, question: Question) -> str | None:
    plain = _plain(category)
    return next((value for value, words in question.choices.items() if plain in (_plain(value), _plain(words))), None)


def _plain(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", words.lower()).strip()


def candidate(table: Table, uses: dict[str, Use], audience: str, places: dict[str, dict[str, float]]) -> Candidate:
    """The margin that a table makes of the dimensions in `uses`; the others are summed over.

    uses      dimension of the table, or AREA -> what becomes of it
    audience  "adults" or "young": where the table has ages, only theirs are counted
    places    area of the table -> answer of the place question -> share of the area's people, for AREA

    Raises Unreadable: nothing to weigh by, an age band across the edge of another, a category without an answer, an
    answer whose target is zero.
    """
    if not uses:
        raise Unreadable("no_use")
    names = [use.question.name for use in uses.values()]
    if len(set(names)) < len(names):
        raise Unreadable("one_question_twice", question=next(name for name in names if names.count(name) > 1))
    maker = _Maker(table, uses, audience, places)
    sums = maker.add()
    if not sums:
        raise Unreadable("nobody_left")
    targets = _whole_numbers(sums)
    found = Candidate(tuple(names), targets, maker.base(), maker.cells, dict(maker.left_out))
    found.notes = [*_zeros(found), *_unanswered(found, list(uses.values())), *maker.notes()]
    return found


class _Maker:
    """Adds up one table."""

    def __init__(self, table: Table, uses: dict[str, Use], audience: str, places: dict[str, dict[str, float]]):
        self.table, self.uses, self.audience, self.places = table, uses, audience, places
        self.cells, self.left_out = 0, Counter()
        self.age_place = next(
            (place for place, name in enumerate(table.dimensions) if is_age(table.categories(name))), None
        )
        self.answers = [self._answers(name) for name in table.dimensions]

    def add(self) -> dict[tuple[str, ...], float]:
        sums: dict[tuple[str, ...], float] = defaultdict(float)
        for cell in self.table.cells:
            if self._is_of_age(cell):
                for key, share in self._keys(cell):
                    sums[key] += cell.value * share
                self.cells += 1
        return sums

    def base(self) -> str:
        if self.table.unit == "households":
            return "all households"
        if self.age_place is not None:
            return BASES[self.audience]
        said = re.search(r"aged (\d+) years and over", self.table.name, re.I)
        return f"{said[1]} and over" if said else "all ages"

    def notes(self) -> Iterator[Note]:
        if self.base() not in (BASES[self.audience], "all households"):
            yield Note("other_base", CAUTION, figures={"base": self.base()})
        if self.base() == "all households":
            yield Note("households", CAUTION)
        for category, people in self.left_out.items():
            yield Note("left_out", CAUTION, figures={"category": category, "people": people})

    def _is_of_age(self, cell: Cell) -> bool:
        if self.age_place is None:
            return True
        one = ages.span(cell.categories[self.age_place])
        return ages.band_of(one, {"in": AUDIENCE_AGES[self.audience]}) is not None

    def _answers(self, dimension: str) -> dict[str, str] | None:
        """Category -> answer, None for a dimension that is summed over."""
        use = self.uses.get(dimension)
        if use is None:
            return None
        categories = self.table.categories(dimension)
        if use.question.bands and is_age(categories):
            return {one: ages.band_of(ages.span(one), use.question.bands) or LEFT_OUT for one in categories}
        if len(categories) > MOST_CATEGORIES:
            raise Unreadable("many_categories", dimension=dimension, number=len(categories), most=MOST_CATEGORIES)
        allowed = {*use.question.choices, LEFT_OUT}
        if unknown := [one for one in categories if use.choices.get(one) not in allowed]:
            raise Unreadable("no_answer", category=unknown[0], number=len(unknown))
        return use.choices

    def _keys(self, cell: Cell) -> Iterator[tuple[tuple[str, ...], float]]:
        """The targets that a cell counts in, each with its share of it."""
        parts = {}
        for dimension, category, answers in zip(self.table.dimensions, cell.categories, self.answers, strict=True):
            if answers is None:
                continue
            if answers[category] == LEFT_OUT:
                self.left_out[category] += cell.value
                return
            parts[dimension] = answers[category]
        for place, share in self.places[cell.area].items() if AREA in self.uses else ((None, 1.0),):
            yield tuple(place if name == AREA else parts[name] for name in self.uses), share


def _whole_numbers(sums: dict[tuple[str, ...], float]) -> dict[tuple[str, ...], int]:
    """People are whole: rounded down, and those that are left over given to the largest remainders."""
    floors = {key: int(value + 1e-6) for key, value in sums.items()}
    left = round(sum(sums.values())) - sum(floors.values())
    for key in sorted(sums, key=lambda one: (floors[one] - sums[one], one))[: max(left, 0)]:
        floors[key] += 1
    return dict(sorted(floors.items()))


def _zeros(found: Candidate) -> list[Note]:
    """Raises Unreadable for a margin that has nobody in a category: no answer can be weighed to nothing."""
    if empty := [key for key, people in found.targets.items() if people == 0]:
        raise Unreadable("zero_target", category=", ".join(empty[0]), number=len(empty))
    small = [key for key, people in found.targets.items() if people < found.total / 1000]
    return [Note("small_target", CAUTION, figures={"category": ", ".join(key)}) for key in small[:5]]


def _unanswered(found: Candidate, uses: list[Use]) -> list[Note]:
    """Answers that are offered and that the margin counts nobody in."""
    notes = []
    for place, use in enumerate(uses):
        counted = {key[place] for key in found.targets}
        for value, words in use.question.choices.items():
            if value not in counted:
                figures = {"answer": words, "question": use.question.name}
                notes.append(Note("answer_without_people", GOOD if use.question.areas else CAUTION, figures=figures))
    return notes
