"""Which part of a table is which question, and which category which answer: as suggested, or as a person chose."""

from consult.population import AREA, Question, Table, Use, suggest_choices, suggest_use
from consult.population.mapping import LEFT_OUT, MOST_CATEGORIES, is_age

# Chosen for a part of a table that is not weighed by: it is added up.
NOT_USED = "-"


class Choosing:
    """Reads a form's fields `part-<number>` (a question) and `part-<number>-<number>` (an answer).

    The parts are the table's dimensions and then its areas. What the form does not say, or says of a question that was
    chosen before, is suggested.
    """

    def __init__(self, table: Table, questions: list[Question], form):
        self.table, self.form = table, form
        self.questions = {one.name: one for one in questions}
        places = table.geography in ("ward", "oa", "lsoa")
        self.dimensions = [*table.dimensions, *([AREA] if places else [])]

    @property
    def uses(self) -> dict[str, Use]:
        """What `propose` takes."""
        found = {}
        for number, dimension in enumerate(self.dimensions):
            if question := self.question(number):
                found[dimension] = Use(question, {} if dimension == AREA else self.answers(number, question))
        return found

    def offered(self, number: int) -> list[Question]:
        """The questions that a part can be: places for the areas, ages for ages, any other for the rest."""
        dimension = self.dimensions[number]
        if dimension == AREA:
            return [one for one in self.questions.values() if one.areas]
        ages = is_age(self.table.categories(dimension))
        return [one for one in self.questions.values() if not one.areas and bool(one.bands) == ages]

    def question(self, number: int) -> Question | None:
        """The question that a part is, None for a part that is added up."""
        offered = {one.name: one for one in self.offered(number)}
        chosen = self.form.get(f"part-{number}")
        if chosen is None:
            chosen = self._suggested(number)
        return offered.get(chosen)

    def _suggested(self, number: int) -> str | None:
        dimension = self.dimensions[number]
        if dimension == AREA:
            # By place alone, unless the table tells of something else as well.
            alone = not any(self._suggested(one) for one in range(number))
            return next((one.name for one in self.offered(number) if one.areas == "wards"), None) if alone else None
        return suggest_use(self.table, dimension, self.offered(number))

    def answers(self, number: int, question: Question) -> dict[str, str]:
        """Category -> answer, LEFT_OUT or "" for one that is still to be chosen."""
        categories = self.table.categories(self.dimensions[number])
        suggested = suggest_choices(categories, question)
        allowed = {*question.choices, LEFT_OUT}
        found = {}
        for place, category in enumerate(categories):
            chosen = self.form.get(f"part-{number}-{place}")
            found[category] = chosen if chosen in allowed else (suggested[category] or "")
        return found

    def categories_to_choose(self, number: int) -> bool:
        """Whether a person says which category is which answer: ages and places say it themselves."""
        dimension = self.dimensions[number]
        if dimension == AREA or self.question(number) is None:
            return False
        categories = self.table.categories(dimension)
        return not is_age(categories) and len(categories) <= MOST_CATEGORIES
