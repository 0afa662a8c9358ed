"""The table of checks, in the order they are told. docs/preflight.md says what each looks for and where it is from."""

from . import choices, duration, figures, languages, privacy, scales, weighting, wording
from .findings import ERROR, WARNING, Check

# What the reader of documents refuses: loops, unreachable items, missing texts, texts too long for a phone...
STRUCTURE = "structure"

CHECKS = (
    Check("identity", ERROR, privacy.identity, english=True),
    Check("must_tell_private", ERROR, choices.must_tell_private),
    Check("no_support", ERROR, privacy.no_support),
    Check("benchmark_unknown", ERROR, figures.unknown),
    Check("benchmark_definition", ERROR, figures.other_definition, english=True),
    Check("benchmark_refused", ERROR, figures.refused),
    Check("not_english", WARNING, languages.not_english),
    Check("language_incomplete", WARNING, languages.lacking),
    Check("untranslated", WARNING, languages.untranslated),
    Check("unread_translation", WARNING, languages.unread),
    Check("double_barrelled", WARNING, wording.double_barrelled, english=True),
    Check("leading", WARNING, wording.leading, english=True),
    Check("reading_age", WARNING, wording.hard_to_read, english=True),
    Check("long_sentence", WARNING, wording.long_sentences, english=True),
    Check("unbalanced_scale", WARNING, scales.unbalanced, english=True),
    Check("no_prefer_not", WARNING, choices.no_way_out),
    Check("many_choices", WARNING, choices.too_many),
    Check("long_question", WARNING, choices.too_long),
    Check("personal_data", WARNING, privacy.nearly_identity, english=True),
    Check("invites_names", WARNING, privacy.invites_names, english=True),
    Check("names_not_kept_out", WARNING, privacy.names_not_kept_out, english=True),
    Check("no_consent_to_quote", WARNING, privacy.no_consent_to_quote),
    Check("support_advised", WARNING, privacy.support_advised, english=True),
    Check("no_help_for_children", WARNING, privacy.no_help_for_children),
    Check("not_for_children", WARNING, privacy.not_for_children),
    Check("no_reason_why", WARNING, privacy.no_reason_why),
    Check("about_first", WARNING, privacy.about_first),
    Check("too_long", WARNING, duration.too_long, english=True),
    Check("longer_than_said", WARNING, duration.longer_than_said, english=True),
    Check("bank_reworded", WARNING, figures.bank_reworded, english=True),
    Check("bank_rescaled", WARNING, figures.bank_rescaled),
    Check("margin_not_asked", WARNING, weighting.not_asked),
    Check("margin_categories", WARNING, weighting.categories_not_offered),
)
