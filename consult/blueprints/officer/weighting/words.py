"""The reasons behind a proposed weighting, in words."""

from flask_babel import format_decimal, format_percent, ngettext
from flask_babel import gettext as _

from consult.blueprints.officer.weighting.views import dimension_name, label, titled, together
from consult.services import weigh

TARGETS, GROUPS, SILENT, LIMITS, UNUSED = "targets", "groups", "silent", "limits", "unused"
PART_OF = {
    "used": TARGETS, "together": TARGETS, "apart": TARGETS, "order": TARGETS,
    "merged": GROUPS, "missing": SILENT, "unknown": SILENT,
    "unbounded": LIMITS, "bounded": LIMITS, "no_bounds": LIMITS,
    "not_asked": UNUSED, "no_such_choice": UNUSED, "other_categories": UNUSED, "bad_target": UNUSED,
    "mostly_missing": UNUSED, "too_few": UNUSED, "conflict": UNUSED,
}  # fmt: skip


def reasons(wave, decisions) -> list[dict]:
    """The decisions in sections, {"heading", "sentences": [{"text", "lang"}]}, in the order that one decides them."""
    titles = {margin.key: margin.title for margin in weigh.known_margins(wave)}
    tellers = {name: _Teller(wave, titles) for name in (TARGETS, GROUPS, SILENT, LIMITS, UNUSED)}
    for decision in decisions:
        if decision.code in PART_OF:
            tellers[PART_OF[decision.code]].tell(decision)
    headings = {
        TARGETS: _("What it weighs to"), GROUPS: _("Groups that are counted together"),
        SILENT: _("People who did not say"), LIMITS: _("How far a weight may go"), UNUSED: _("What it does not use"),
    }  # fmt: skip
    if not tellers[GROUPS].sentences and tellers[TARGETS].sentences:
        tellers[GROUPS].say(_("None: every group has enough people to stand for itself."))
    return [{"heading": headings[name], "sentences": one.sentences} for name, one in tellers.items() if one.sentences]


class _Teller:
    """Puts decisions of one section into sentences."""

    def __init__(self, wave, titles: dict[str, str]):
        self.wave, self.titles = wave, titles
        self.sentences: list[dict] = []

    def say(self, words: str, lang: str | None = None) -> None:
        self.sentences.append({"text": words, "lang": lang})

    def title(self, key: str) -> str:
        return titled(key, self.titles.get(key.split(":")[0]), [key])

    def tell(self, decision) -> None:
        getattr(self, f"_{decision.code}")(decision.margin, **decision.figures)

    def _used(self, margin, categories, people, distance):
        self.say(_("%(margin)s. Of those who answered, %(part)s would have to be other people to match it.",
                   margin=self.title(margin), part=format_percent(distance, "0%")))

    def _together(self, margin, fewest, enough):
        self.say(_("%(margin)s is used as one table: the smallest of its groups has %(fewest)s people, and "
                   "%(enough)s are enough here.", margin=self.title(margin), fewest=format_decimal(fewest),
                   enough=format_decimal(enough)))

    def _apart(self, margin, fewest, enough):
        self.say(_("%(margin)s is taken apart and each side used alone: its smallest group has %(fewest)s people, and "
                   "too many groups would have to be joined to have %(enough)s in each.", margin=self.title(margin),
                   fewest=format_decimal(fewest), enough=format_decimal(enough)))

    def _order(self, _margin, margins):
        self.say(_("The weights add up to the total of “%(margin)s”. The other totals are scaled to it.",
                   margin=self.title(margins[0])))

    def _merged(self, margin, dimension, categories, people, enough, ordered, fewest):
        how = _("%(name)s: %(groups)s are counted as one, with %(people)s people. Apart, the smallest group of "
                "“%(margin)s” would have %(fewest)s; %(enough)s are enough.")
        beside = _("%(name)s: %(groups)s are neighbours and counted as one, with %(people)s people. Apart, the "
                   "smallest group of “%(margin)s” would have %(fewest)s; %(enough)s are enough.")
        self.say((beside if ordered else how) % {
            "name": dimension_name(dimension), "groups": together(self.wave, dimension, categories, _(" and ")),
            "people": format_decimal(people), "enough": format_decimal(enough), "fewest": format_decimal(fewest),
            "margin": self.title(margin)})  # fmt: skip

    def _missing(self, _margin, dimension, people):
        self.say(ngettext("%(name)s: %(num)s person did not say, and keeps the share that they have.",
                          "%(name)s: %(num)s people did not say, and keep the share that they have.", people,
                          name=dimension_name(dimension)))

    def _unknown(self, _margin, dimension, answer, people):
        self.say(ngettext("%(name)s: %(num)s person answered “%(answer)s”, which the figures of the population do not "
                          "have. It counts as not said.",
                          "%(name)s: %(num)s people answered “%(answer)s”, which the figures of the population do not "
                          "have. It counts as not said.", people, name=dimension_name(dimension),
                          answer=label(self.wave, dimension, answer)))

    def _unbounded(self, _margin, smallest, largest):
        self.say(_("No limits are needed: nobody counts less than %(smallest)s or more than %(largest)s times as much "
                   "as before.", **_times(smallest=smallest, largest=largest)))

    def _bounded(self, _margin, smallest, largest, low, high):
        self.say(_("Every answer counts between %(low)s and %(high)s times as much as before. Without limits it would "
                   "be between %(smallest)s and %(largest)s times. The margins are met all the same.",
                   **_times(smallest=smallest, largest=largest, low=low, high=high)))

    def _no_bounds(self, _margin, smallest, largest):
        self.say(_("Answers count between %(smallest)s and %(largest)s times as much as before. That is far, and no "
                   "usual limits can be kept while the margins are met. Look for a group with few people, and count "
                   "it with another, or weigh to less.", **_times(smallest=smallest, largest=largest)))

    def _not_asked(self, margin, dimension):
        self.say(_("%(margin)s: this wave does not ask “%(name)s” as a question with one answer.",
                   margin=self.title(margin), name=dimension))

    def _no_such_choice(self, margin, dimension, category):
        self.say(_("%(margin)s: “%(category)s” cannot be chosen in the question “%(name)s”.",
                   margin=self.title(margin), category=category, name=dimension))

    def _other_categories(self, margin, dimension):
        self.say(_("%(margin)s: another margin that is used has “%(name)s” in other groups.",
                   margin=self.title(margin), name=dimension))

    def _bad_target(self, margin, category, target):
        self.say(_("%(margin)s: the number of people for “%(category)s” is %(target)s. Correct the margin.",
                   margin=self.title(margin), category=category, target=format_decimal(target)))

    def _mostly_missing(self, margin, dimension, missing, people):
        self.say(_("%(margin)s: %(missing)s of %(people)s people did not say or answered otherwise. More would be "
                   "guessed than known.", margin=self.title(margin), missing=format_decimal(missing),
                   people=format_decimal(people)))

    def _too_few(self, margin, dimension, enough):
        self.say(_("%(margin)s: there are no two groups with %(enough)s people each.", margin=self.title(margin),
                   enough=format_decimal(enough)))

    def _conflict(self, margin, words):
        self.say(_("%(margin)s cannot be met together with what is weighed to before it:", margin=self.title(margin)))
        self.say(words, "en")


def _times(**ratios: float) -> dict[str, str]:
    return {name: format_decimal(round(ratio, 2)) for name, ratio in ratios.items()}
