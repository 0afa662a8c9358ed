"""What a page's questions need to know beside the document and the answers."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from consult.questionnaire import Text
from consult.web.locale import direction


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


@dataclass(frozen=True)
class Asking:
    """Who asks, in which language, and what for.

    language     the page's
    say          a text of the questionnaire in that language, with what it quotes filled in
    seed         decides the order of shuffled choices: the same for one respondent at every visit
    area         the partnership's area, as refusals name it
    find_ward    a typed postcode -> the code of its ward, or None for one that is not known here;
                 None itself where the partnership has loaded no postcodes
    map_address  where the map of wards is; None where there are no outlines
    easy         whether it is in Easy Read, where each question has its sign
    chosen       a ward chosen on that map: shown as chosen, and kept only when the page is sent
    today        the date that limits of months are counted from
    """

    language: str
    say: Callable[[Mapping[str, str]], Text]
    seed: str
    area: str = ""
    find_ward: Callable[[str], str | None] | None = None
    map_address: str | None = None
    easy: bool = False
    chosen: str | None = None
    today: dt.date = field(default_factory=_today)

    def html(self, words: Mapping[str, str]) -> Markup:
        """A text of the questionnaire for a page, marked where it is not in the page's language."""
        said = self.say(words)
        return self._html(said.value, said.lang)

    def paragraphs(self, words: Mapping[str, str]) -> list[Markup]:
        """The same, an entry for each line that is not blank."""
        said = self.say(words)
        return [self._html(line, said.lang) for line in said.value.splitlines() if line.strip()]

    def _html(self, words: str, lang: str) -> Markup:
        if lang == self.language:
            return escape(words)
        return Markup("<span{}>{}</span>").format(self.mark(Text(words, lang)), words)

    def mark(self, said: Text) -> Markup:
        """The attributes that tell a browser the language of words that are not in the page's; empty otherwise."""
        if said.lang == self.language:
            return Markup()
        return Markup(' lang="{}" dir="{}"').format(said.lang, direction(said.lang))
