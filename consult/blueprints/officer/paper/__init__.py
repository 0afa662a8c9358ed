"""Questionnaires on paper: to print, and to key in what came back."""

from consult.blueprints.officer.paper import entry, routes, second  # noqa: F401  (they add their routes)
