"""The weighting of a wave: a scheme proposed, changed, weighed by, compared with others, and one named the wave's."""

from consult.blueprints.officer.weighting import comparing, routes, schemes  # noqa: F401  (they add their routes)
