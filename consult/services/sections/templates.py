"""The sections that a partnership can publish: where each stands, what it begins with and what it may take."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from consult.services.editions import COMMUNITIES


@dataclass(frozen=True)
class Template:
    """A kind of section.

    id       its name in drafts and documents
    slug     the last part of its public address
    title    what it is called, and `about`: what it is for, in the reader's language
    begins   kinds of block that its draft begins with, in order; those of a wave once for each chosen wave
    takes    kinds of block that may be added
    waves    whether waves are chosen to begin it from
    """

    id: str
    slug: str
    title: Any
    about: Any
    begins: tuple[str, ...]
    takes: tuple[str, ...]
    waves: bool = True


TEMPLATES = (
    Template(
        "communities", COMMUNITIES, _l("What our communities tell us"),
        _l("What residents and young people said, each figure with how it is known."),
        ("finding", "profile"), ("finding", "kept", "measure", "profile", "text", "quotes", "themes", "said_did"),
    ),
    Template(
        "measuring-success", "measuring-success", _l("Measuring success"),
        _l("The measures of success: where they stand, and whether they moved."),
        ("measure", "headlines"), ("measure", "headlines", "finding", "kept", "profile", "text", "said_did"),
    ),
    Template(
        "lived-experience", "lived-experience", _l("Lived experience"),
        _l("Figures beside people’s own words: themes, quotes, and what focus groups asked for."),
        ("themes", "quotes", "groups"), ("finding", "kept", "themes", "quotes", "groups", "text", "said_did"),
    ),
    Template(
        "headlines", "quarterly-headlines", _l("Quarterly headlines"),
        _l("One sheet for a board: each figure now, before, and whether it changed."),
        ("headlines",), ("headlines", "measure", "finding", "kept", "profile", "text"),
    ),
    Template(
        "boroughs", "how-the-boroughs-compare", _l("How the boroughs compare"),
        _l("The boroughs of Greater Manchester in order, from published figures."),
        ("ranking",), ("ranking", "text"), waves=False,
    ),
    Template(
        "actions", "themes-issues-and-actions", _l("Themes, issues and actions"),
        _l("What was heard, what it means, and what will be done about it."),
        ("actions",), ("actions", "themes", "quotes", "groups", "finding", "kept", "text", "said_did"), waves=False,
    ),
)  # fmt: skip
SLUGS = tuple(template.slug for template in TEMPLATES)


def by_slug(slug: str) -> Template | None:
    """The template at this address; None where there is none."""
    return next((template for template in TEMPLATES if template.slug == slug), None)


def by_id(name: str) -> Template:
    """The template of this name. Raises KeyError."""
    return {template.id: template for template in TEMPLATES}[name]
