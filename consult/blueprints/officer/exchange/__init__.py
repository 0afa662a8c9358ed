"""Questionnaires taken out as files and brought in from files of other programs."""

from consult.blueprints.officer.exchange import routes  # noqa: F401  (it adds its routes)
