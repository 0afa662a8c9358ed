"""Words for what was found in a table on its way to a margin."""

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """Code -> sentence with the names of its figures."""
    return {**_totals(), **_margin(), **_wards()}


def _totals() -> dict[str, str]:
    return {
        "no_totals": _("The file publishes no totals, so its figures could not be checked against any."),
        "totals_exact": _("%(totals)s published totals were added up again, and all are exact."),
        "totals_near": _(
            "%(totals)s published totals were added up again: %(exact)s are exact, and the largest difference "
            "is %(largest)s, which is within what the Census alters to protect people."
        ),
        "total_off": _(
            "%(area)s: the parts add up to %(sum)s and the published total is %(total)s. A difference of "
            "%(allowed)s could be explained. Look for a changed figure, or download the table again."
        ),
        "tables_agree": _("The total, %(total)s, is that of “%(title)s”."),
        "tables_differ": _(
            "The total is %(total)s and that of “%(title)s” is %(other)s: %(off)s apart, which is within what "
            "the Census alters to protect people."
        ),
        "tables_disagree": _(
            "The total is %(total)s, but “%(title)s” counts the same people and has %(other)s. A difference of "
            "%(allowed)s could be explained. Look whether a part of the table lacks."
        ),
        "perturbed": _(
            "Census 2021 tables are altered slightly to protect people, so totals of different tables differ by a few."
        ),
        "pull_apart": _(
            "“%(category)s” of %(question)s has %(ours)s here and %(theirs)s in “%(title)s”. Weighting to both "
            "cannot meet both."
        ),
    }


def _margin() -> dict[str, str]:
    return {
        "no_use": _("Choose a question for at least one part of the table."),
        "one_question_twice": _("“%(question)s” is chosen for two parts of the table. Choose each question once."),
        "nobody_left": _(
            "No figure of the table counts anybody of the survey’s ages. Choose another table or audience."
        ),
        "straddles": _(
            "The table counts people of %(ages)s together, but %(band)s is needed. Load a table by single years of age."
        ),
        "many_categories": _(
            "“%(dimension)s” has %(number)s categories, and each would need an answer. Download the table with "
            "%(most)s at most."
        ),
        "no_answer": _("Say which answer people in “%(category)s” give, or leave them out (%(number)s to choose)."),
        "zero_target": _(
            "Nobody is counted in “%(category)s” (%(number)s such groups). Answers cannot be weighed to nobody: "
            "put it together with another group."
        ),
        "small_target": _("“%(category)s” is fewer than one person in a thousand: a few answers will count for all."),
        "other_base": _("Counts %(base)s, not only the survey’s ages."),
        "households": _("Counts households, not people: a household of one weighs as much as one of five."),
        "left_out": _("“%(category)s” is left out: %(people)s."),
        "answer_without_people": _(
            "Nobody is counted in the answer “%(answer)s” of %(question)s. Whoever gives it counts as not said "
            "when you weigh."
        ),
    }


def _wards() -> dict[str, str]:
    return {
        "same_codes": _("The ward codes are those that the partnership reports by."),
        "reconciled": _(
            "The wards are those of %(year)s. The figures were brought to today’s %(wards)s wards; the boundary "
            "of %(changed)s changed."
        ),
        "rough": _(
            "Output areas do not end where wards end: the lookup puts %(put)s people into %(ward)s, and the table "
            "counts %(counted)s. %(wards)s wards are more than 2%% apart, so the shares that moved are rough. A table "
            "by output area is better."
        ),
        "wards_changed": _(
            "The wards are those of %(before)s and yours those of %(after)s. To bring one to the other, load "
            "first: the lookup of output areas to the wards of %(before)s, that to the wards of %(after)s, and "
            "a table of people by output area."
        ),
        "unresolved": _(
            "From the outlines it is not known what became of: %(wards)s. Their name or ground is another than "
            "in %(year)s. Load the lookups of output areas to both years’ wards."
        ),
        "lookups_of_two_kinds": _("One lookup is of output areas and the other of LSOAs. Load two of the same kind."),
        "lookups_differ": _(
            "%(areas)s small areas are not in both lookups and the table of people, the first is %(first)s. "
            "Load all three for the same Census."
        ),
        "lsoa_best_fit": _(
            "Whole LSOAs put the people of wards wrong by up to a quarter. Load the table by output area or by "
            "ward, or a lookup that says which share of each LSOA lies in which ward."
        ),
        "by_best_fit": _("%(areas)s small areas were each put whole into the ward that they fit best."),
        "by_shares": _("%(areas)s small areas were parted between wards by the shares in the lookup."),
        "no_wards_in": _("A table by %(kind)s tells nothing of wards. Load it by ward or by output area."),
        "no_neighbourhood": _("%(ward)s lies in no neighbourhood, so the neighbourhoods cannot be added up."),
    }
