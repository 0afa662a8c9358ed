"""How published tables call what our questions offer: only a suggestion, which a person confirms."""

import re

# Question -> (how a category begins or what stands in it, answer). The first that fits counts.
LABELS: dict[str, tuple[tuple[str, str], ...]] = {
    "sex": ((r"^females?$", "female"), (r"^males?$", "male")),
    "ethnic_group": (
        (r"^asian", "asian"), (r"^black", "black"), (r"^mixed", "mixed"), (r"^white", "white"),
        (r"^other|^arab", "other"),
    ),
    "ethnic_asian": (
        (r"^asian.*: bangladeshi", "bangladeshi"), (r"^asian.*: chinese", "chinese"), (r"^asian.*: indian", "indian"),
        (r"^asian.*: pakistani", "pakistani"), (r"^asian.*: other", "another_asian"),
    ),
    "religion": (
        (r"^no religion", "none"), (r"^buddhist", "buddhist"), (r"^christian", "christian"), (r"^hindu", "hindu"),
        (r"^jewish", "jewish"), (r"^muslim", "muslim"), (r"^sikh", "sikh"), (r"^(any )?other religion", "another"),
    ),
    "orientation": (
        (r"^straight", "straight"), (r"^gay", "gay"), (r"^bisexual", "bi"), (r"other sexual", "another"),
        (r"^pansexual|^asexual|^queer", "another"),
    ),
    "tenure": (
        (r"owns outright", "owns_outright"), (r"mortgage|^shared ownership", "mortgage"), 
        (r"^social rent", "social_rent"), (r"^private rent|rent[- ]free", "private_rent"),
    ),
    "condition": (
        (r"^disabled|^not disabled.*: has long|activities (are )?not limited", "yes"), (r"no long.?term", "no"),
    ),
    "main_language": (
        (r"^english", "en"), (r"urdu$", "ur"), (r"pan?jabi$", "pa"), (r"^arabic", "ar"), (r"bengali", "bn"),
        (r"persian|farsi", "fa"), (r"polish", "pl"), (r"romanian", "ro"), (r"somali", "so"), (r"chinese", "zh"),
        (r"british sign", "bsl"),
    ),
}  # fmt: skip

# Answers that nobody gave: no group of people.
_UNSAID = re.compile(r"^not (answered|stated)|^does not apply|^not known", re.I)
# Never used to weight: a person's own matter, and too few for a margin.
NEVER = ("gender_identity",)


def answer(question: str, category: str) -> str | None:
    """The answer that people of a published category give to a question of ours, None where it is not known."""
    return next((value for words, value in LABELS.get(question, ()) if re.search(words, category, re.I)), None)


def is_unsaid(category: str) -> bool:
    """Whether a category counts those who did not say, or of whom the question was not asked."""
    return _UNSAID.search(category) is not None
