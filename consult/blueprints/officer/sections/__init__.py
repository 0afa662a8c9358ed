"""Making, submitting and approving the sections that a partnership publishes."""

from consult.blueprints.officer.sections import blocks, draft, overview, review

__all__ = ["blocks", "draft", "overview", "review"]
