"""The kinds of block that a section is made of. What other services make is added here, an adapter each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from consult.models import Partnership, Wave
from consult.services.sections.kinds import (
    actions,
    answers,
    findings,
    groups,
    headlines,
    kept,
    measures,
    profiles,
    quotes,
    ranking,
    text,
    themes,
)
from consult.services.sections.material import Material, Offer


@dataclass(frozen=True)
class Provider:
    """One kind of block.

    name      what the kind is called
    listed    partnership -> Offers, the likeliest first; cheap: nothing is estimated
    begins    (material, wave or None) -> (ref, typed) of the blocks that a template with this kind begins with
    block     (material, ref, typed, languages) -> a block as docs/publishing.md describes it; raises CannotCompose
    of_wave   whether it begins once for each chosen wave, or once without one
    typed     whether an officer writes or picks something in it, on a page of its own
    once      whether the same may stand only once in a section
    """

    name: Any
    listed: Callable[[Partnership], list[Offer]]
    begins: Callable[[Material, Wave | None], list[tuple[str, dict]]]
    block: Callable[[Material, str, dict, tuple[str, ...]], dict]
    of_wave: bool = False
    typed: bool = False
    once: bool = True


def _of(module, name, **more) -> Provider:
    return Provider(name, module.listed, module.begins, module.block, **more)


PROVIDERS: dict[str, Provider] = {
    "finding": _of(findings, _l("Finding"), of_wave=True),
    "kept": _of(kept, _l("Finding of your own choice")),
    "measure": _of(measures, _l("Success measure")),
    "profile": _of(profiles, _l("Who answered"), of_wave=True),
    "headlines": _of(headlines, _l("Headline sheet"), of_wave=True),
    "themes": _of(themes, _l("Themes of an open question"), of_wave=True),
    "quotes": _of(quotes, _l("Quotes"), of_wave=True, typed=True),
    "groups": _of(groups, _l("What groups asked for"), typed=True, once=False),
    "ranking": _of(ranking, _l("Boroughs in order")),
    "actions": _of(actions, _l("Themes, issues and actions"), typed=True, once=False),
    "said_did": _of(answers, _l("You said, we did")),
    "text": _of(text, _l("Paragraphs of your own"), typed=True, once=False),
}
