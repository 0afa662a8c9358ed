"""A wave in the field: its plan and quotas, what is coming in, and the alerts that people decide about."""

from consult.blueprints.officer.fieldwork import alerts, plan, quotas  # noqa: F401  (they add their routes)
