"""What is wrong with a translation, in the reader's language."""

from flask_babel import gettext as _

from consult.questionnaire.strings import Flaw


def said(flaw: Flaw) -> str:
    """One sentence or two: what is wrong, and what to do."""
    return _sentences()[flaw.code] % dict(flaw.params)


def _sentences() -> dict[str, str]:
    return {
        "blank": _("The box is empty. A translation is replaced, never taken away: write the new words."),
        "unfit_character": _("It holds a control character or a direction override (%(character)s). "
                             "Type it again as plain text."),
        "too_long": _("It has %(length)s characters; %(limit)s fit a phone. Say it shorter."),
        "plural_forms": _("It holds plural forms. Texts of a questionnaire have none: write one sentence that is right "
                          "for every number."),
        "half_quote": _("“%(placeholder)s” is cut short. Write it as the original has it, with words after the bar."),
        "not_a_placeholder": _("“%(placeholder)s” stands for nothing. Keep only what the original has in braces."),
        "placeholder_lost": _("“%(placeholder)s” is missing. Put it where it belongs in the sentence, as it stands in "
                              "the original."),
        "placeholder_added": _("“%(placeholder)s” is not in the original, or not so often. Take it out."),
        "source_changed": _("The original is another now: “%(now)s” Check the translation against it."),
        "changed_meanwhile": _("Somebody else changed this translation since. It now says: “%(now)s”"),
        "formula": _("The cell holds a formula. Copy it and paste it as a value."),
        "markup": _("It holds formatting. Texts of a questionnaire are plain: take the formatting out."),
        "twice": _("The file has this text twice. The first one counts."),
        "unknown_place": _("The questionnaire has no such text (any more)."),
    }  # fmt: skip
