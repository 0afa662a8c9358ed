"""Findings that officers choose: step by step to one, the list of those kept, and their words."""

from consult.blueprints.officer.findings import choosing, kept  # noqa: F401  (they add their routes)
