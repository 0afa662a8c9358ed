"""Answers taken out person by person: choosing, looking how alike people are, and the download."""

from consult.blueprints.officer.microdata import routes  # noqa: F401  (it adds its routes)
