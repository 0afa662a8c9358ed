"""Residents and young people answer here: one question a page, no script needed."""

from consult.blueprints.respond import entry, leaving, places, routes, young  # noqa: F401  (they add their routes)
from consult.blueprints.respond.entry import short
from consult.blueprints.respond.survey import blueprint

__all__ = ["blueprint", "short"]
