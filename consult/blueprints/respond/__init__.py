"""Residents and young people answer here: one question a page, no script needed."""

from consult.blueprints.respond.routes import blueprint

__all__ = ["blueprint"]
