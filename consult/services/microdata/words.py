"""Words of the files that no questionnaire has, in every language that the product speaks."""

from __future__ import annotations

from collections.abc import Iterable

from babel import Locale
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from consult import reference

from .variables import DONT_KNOW, NO_ANSWER, NOT_ASKED, NOT_KNOWN, NOT_PLACED, PREFER_NOT, Words

MISSING = {
    NOT_ASKED: _l("Not asked"), NO_ANSWER: _l("No answer"), NOT_PLACED: _l("Given no place"),
    NOT_KNOWN: _l("An answer that is no longer offered"), DONT_KNOW: _l("Don't know"),
    PREFER_NOT: _l("Prefer not to say"),
}  # fmt: skip
TICK = {0: _l("Not chosen"), 1: _l("Chosen")}
MERGED = _l("Other answers, put together")
YES_NO = {0: _l("No"), 1: _l("Yes")}
CHANNELS = {
    "open_link": _l("Open link"), "invitation": _l("Invitation"), "outreach": _l("Outreach session"),
    "paper": _l("Paper"), "import": _l("Brought in from a file"),
}  # fmt: skip
OF_RESPONSE = {
    "case_id": _l("Number of the case in this file, in no order"),
    "weight": _l("Weight, 1 on average"),
    "weight_total": _l("Weight that adds up to the population"),
    "base_weight": _l("Weight from the sample design, before weighting to the population"),
    "stratum": _l("Stratum of the sample, numbered in no order"),
    "cluster": _l("Cluster of the sample, numbered in no order"),
    "wave": _l("Wave"),
    "channel": _l("How the answers came"),
    "language": _l("Language answered in"),
    "external_id": _l("Number of the row in the file that was brought in"),
    "simulated": _l("Simulated: given by nobody"),
}


def spoken(phrase, **values) -> Words:
    """A phrase in every language that it is translated into; English always."""
    said = {}
    for lang in dict.fromkeys(("en", *reference.LANGUAGES)):
        with force_locale(lang):
            words = str(phrase) % values if values else str(phrase)
        if lang == "en" or words != said["en"]:
            said[lang] = words
    return said


def language_names(codes: Iterable[str]) -> dict[str, Words]:
    """Languages by code: their names in the languages of the product."""
    names = {lang: Locale.parse(lang).languages for lang in dict.fromkeys(("en", *reference.LANGUAGES))}
    return {code: {lang: known.get(code, code) for lang, known in names.items()} for code in codes}
