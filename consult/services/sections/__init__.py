"""Sections: made of blocks from templates, submitted, approved by a second person, published as frozen editions."""

from consult.services.sections.approving import (
    CannotApprove,
    approve,
    for_approval,
    freeze,
    send_back,
    submit,
    take_back,
    weighed_since,
)
from consult.services.sections.compose import compose
from consult.services.sections.drafts import (
    CannotChange,
    Stale,
    add_block,
    begin,
    begin_correction,
    editions_of,
    item_of,
    move,
    open_draft,
    remove,
    throw_away,
    write,
)
from consult.services.sections.material import CannotCompose, Material, Offer
from consult.services.sections.providers import PROVIDERS, Provider
from consult.services.sections.templates import TEMPLATES, Template, by_id, by_slug

__all__ = [
    "PROVIDERS",
    "TEMPLATES",
    "CannotApprove",
    "CannotChange",
    "CannotCompose",
    "Material",
    "Offer",
    "Provider",
    "Stale",
    "Template",
    "add_block",
    "approve",
    "begin",
    "begin_correction",
    "by_id",
    "by_slug",
    "compose",
    "editions_of",
    "for_approval",
    "freeze",
    "item_of",
    "move",
    "open_draft",
    "remove",
    "send_back",
    "submit",
    "take_back",
    "throw_away",
    "weighed_since",
    "write",
]
