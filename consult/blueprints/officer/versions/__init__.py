"""The versions of a questionnaire, and what each change does to comparisons over time."""

from consult.blueprints.officer.versions import routes  # noqa: F401  (it adds its routes)
