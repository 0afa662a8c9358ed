"""The one error of weighting, and how its sentences count."""


class WeightingError(ValueError):
    """A weighting that cannot be done as asked.

    The sentence names the margin and category and says what to do. `about` is the part of the scheme that is at
    fault: "margins", or "bounds" where the margins could be met without them.
    """

    def __init__(self, sentence: str, about: str = "margins"):
        super().__init__(sentence)
        self.about = about


def counted(number: float, one: str, many: str) -> str:
    """A number with its noun: "1 person", "2,129 people"."""
    return f"{number:,.0f} {one if number == 1 else many}"


def people(number: float) -> str:
    """A number of people."""
    return counted(number, "person", "people")


def per_cent(share: float) -> str:
    """A share as a percentage that a sentence can bear: 0.43%, 7.3%, 173%."""
    value = 100 * share
    return f"{value:,.0f}%" if value >= 99.5 else f"{value:.2g}%"
