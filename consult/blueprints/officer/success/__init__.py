"""Success measures: the list, making one, one measure's page, and the board."""

from consult.blueprints.officer.success import board, making, outside, routes  # noqa: F401  (they add their routes)
