"""How much more answers of one group would help: the effective base once a sample is weighed, before and after.

Weighed to one margin alone, everybody of a category c gets the weight P_c / n_c, P_c its share of the population and
n_c its number of people. Kish's effective base (Kish 1965, "Survey Sampling", 11.7: the square of the sum of the
weights over the sum of their squares) is then

    (sum_c n_c P_c/n_c)^2 / sum_c n_c (P_c/n_c)^2  =  1 / sum_c P_c^2 / n_c

and k more answers of category c put n_c + k in the place of n_c. It is largest, the number of people itself, where
the sample has the shares of the population.
"""

from __future__ import annotations

from collections.abc import Sequence


def effective_base(people: Sequence[int], population: Sequence[float]) -> float | None:
    """The effective base of a sample weighed to one margin.

    people      number of people by category
    population  the population by the same categories, in any unit; categories without any do not count

    None where a category of the population has nobody: no weight can make somebody of nobody.
    """
    whole = sum(population)
    wanted = [(n, value / whole) for n, value in zip(people, population, strict=True) if value > 0]
    if not wanted or any(n <= 0 for n, _share in wanted):
        return None
    return 1 / sum(share**2 / n for n, share in wanted)


def after_more(people: Sequence[int], population: Sequence[float], place: int, more: int) -> float | None:
    """The effective base with so many `more` people in the category at `place`; None as for `effective_base`."""
    grown = [n + more if position == place else n for position, n in enumerate(people)]
    return effective_base(grown, population)
