"""Residents and young people answer here: one question a page, no script needed."""

from consult.blueprints.respond import (  # noqa: F401  (they add their routes)
    entry,
    leaving,
    notices,
    places,
    routes,
    subject,
    young,
)
from consult.blueprints.respond.entry import short
from consult.blueprints.respond.survey import blueprint

__all__ = ["blueprint", "short"]
