"""What the public reads: the partnerships, and what their communities tell them."""

from consult.blueprints.insights import files  # noqa: F401
from consult.blueprints.insights.routes import blueprint

__all__ = ["blueprint"]
