"""Preflight: what is found in a questionnaire before its wave may open."""

from consult.blueprints.officer.preflight import routes  # noqa: F401  (it adds its routes)
