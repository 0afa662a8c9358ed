"""The kinds of block that a section is made of. Each is one adapter; what other services make is added here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from consult.models import Partnership
from consult.services.sections.kinds import actions, automatic, groups, headlines, quotes, ranking, text, themes
from consult.services.sections.material import Material


@dataclass(frozen=True)
class Offer:
    """Something that can be put into a section.

    ref     names it for good, in words that `block` understands
    title   what it is, for the officer who chooses
    under   a heading that those alike stand under, such as a wave; "" where there is none
    """

    ref: str
    title: str
    under: str = ""


@dataclass(frozen=True)
class Provider:
    """One kind of block.

    name     what the kind is called
    listed   partnership -> Offers, the likeliest first; cheap: nothing is estimated
    block    (material, ref, typed, languages) -> a block as docs/publishing.md describes it; raises CannotCompose
    begins   (partnership, waves) -> (ref, typed) of the blocks that a template of this kind begins with
    typed    whether an officer writes or picks something in it, on a page of its own
    once     whether the same may stand only once in a section
    """

    name: Any
    listed: Callable[[Partnership], list[Offer]]
    block: Callable[[Material, str, dict, tuple[str, ...]], dict]
    begins: Callable[[Partnership, list], list[tuple[str, dict]]]
    typed: bool = False
    once: bool = True


def _of(module) -> Callable[[Partnership], list[Offer]]:
    return lambda partnership: [Offer(*row) for row in module.listed(partnership)]


PROVIDERS: dict[str, Provider] = {
    "finding": Provider(_l("Finding"), _of(automatic.findings), automatic.findings.block, automatic.findings.begins),
    "profile": Provider(_l("Who answered"), _of(automatic.profiles), automatic.profiles.block,
                        automatic.profiles.begins),
    "headlines": Provider(_l("Headline sheet"), _of(headlines), headlines.block, headlines.begins),
    "themes": Provider(_l("Themes of an open question"), _of(themes), themes.block, themes.begins),
    "quotes": Provider(_l("Quotes"), _of(quotes), quotes.block, quotes.begins, typed=True),
    "groups": Provider(_l("What groups asked for"), _of(groups), groups.block, groups.begins, typed=True, once=False),
    "ranking": Provider(_l("Boroughs in order"), _of(ranking), ranking.block, ranking.begins),
    "actions": Provider(_l("Themes, issues and actions"), _of(actions), actions.block, actions.begins, typed=True,
                        once=False),
    "text": Provider(_l("Paragraphs of your own"), _of(text), text.block, text.begins, typed=True, once=False),
}  # fmt: skip
