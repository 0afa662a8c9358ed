"""The library of benchmarks: the list, one benchmark, adding and changing, files, the boroughs side by side."""

from consult.blueprints.officer.library import changing, files, routes, verdicts  # noqa: F401  (they add their routes)
