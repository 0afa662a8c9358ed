"""The made-up people of the raking bench: six dimensions, as in a borough's survey."""

import numpy as np

LEVELS = (7, 2, 5, 21, 3, 5)
POPULATION = 235_048


def make_codes(people: int) -> list[np.ndarray]:
    """Per dimension, [people] int8 codes, unevenly spread."""
    rng = np.random.default_rng(20261121)
    return [rng.choice(k, people, p=rng.dirichlet(np.full(k, 20))).astype(np.int8) for k in LEVELS]


def make_margins() -> list[np.ndarray]:
    """Per dimension, the population's totals."""
    rng = np.random.default_rng(7)
    return [rng.dirichlet(np.full(k, 20)) * POPULATION for k in LEVELS]
