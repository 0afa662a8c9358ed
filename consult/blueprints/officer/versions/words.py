"""What each change of an item says to an officer. The codes are those of consult.questionnaire.differences."""

from flask_babel import lazy_gettext as _

WORDS = {
    "added": _("It is new. Its figures begin with this version."),
    "removed": _("It is no longer asked. Its figures end with the version before."),
    "type": _("It is answered in another way: “%(old)s” became “%(new)s”."),
    "type_shown": _("It is shown in another way, with the same answers: “%(old)s” became “%(new)s”."),
    "text": _("It is worded otherwise. It was: “%(old)s” It is: “%(new)s”"),
    "text_slip": _("One letter of one word differs, a slip put right. It was: “%(old)s” It is: “%(new)s”"),
    "text_marks": _("Only capitals, blanks or punctuation differ. It was: “%(old)s” It is: “%(new)s”"),
    "hint": _("Its hint is another. It was: “%(old)s” It is: “%(new)s”"),
    "hint_new": _("It has a hint now: “%(new)s”"),
    "hint_gone": _("Its hint is gone. It was: “%(old)s”"),
    "translation": _("It reads otherwise in %(languages)s."),
    "easy": _("It reads otherwise in Easy Read."),
    "choices": _("Other answers are offered. New: %(added)s. Gone: %(removed)s."),
    "choices_worded": _("Answers are worded otherwise: %(values)s."),
    "choices_order": _("The answers stand in another order."),
    "scale_turned": _("The points of the scale stand in another order."),
    "dont_know_added": _("“Don’t know” is offered, which it was not. It takes answers from all others."),
    "dont_know_removed": _("“Don’t know” is no longer offered. Its answers go to the others."),
    "prefer_not_added": _("“Prefer not to say” is offered, which it was not."),
    "prefer_not_removed": _("“Prefer not to say” is no longer offered."),
    "other_added": _("“Something else” is offered, which it was not."),
    "other_removed": _("“Something else” is no longer offered."),
    "none_added": _("“None of these” is offered, which it was not."),
    "none_removed": _("“None of these” is no longer offered."),
    "rows": _("It has other rows. New: %(added)s. Gone: %(removed)s."),
    "rows_worded": _("Rows are worded otherwise: %(values)s."),
    "rows_order": _("Its rows stand in another order."),
    "shuffle": _("Whether its answers are shuffled was changed."),
    "places": _("There are other places to choose or to fill."),
    "unit": _("It is counted in another unit: “%(old)s” became “%(new)s”."),
    "limits": _("What may be entered has other limits."),
    "routing": _("Other people are asked it."),
    "routing_through": _("Who is asked it depends on: %(items)s. That was changed, so other people may be asked."),
    "net": _("Other answers are counted in its headline. They were: %(old)s. They are: %(new)s."),
    "required": _("It has to be answered now."),
    "optional": _("It may be skipped now."),
    "follows": _("Another question stands before it, which can colour the answer."),
}  # fmt: skip


def effects() -> dict[str, str]:
    """What a change does to a comparison, as a heading."""
    return {
        "breaks": _("Figures before and after do not compare"),
        "caution": _("Compare with caution"),
        "none": _("Figures compare as before"),
    }
