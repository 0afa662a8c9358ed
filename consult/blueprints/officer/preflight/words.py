"""What each finding says to an officer: what is wrong, and what to do."""

from flask_babel import lazy_gettext as _

# Code -> (what was found, what to do). The names in brackets are parameters of the finding, shaped by `views`.
WORDS = {
    "identity": (
        _("It asks for “%(words)s”, which says who somebody is. Nothing stored may tie an answer to a person."),
        _("Take it out, or ask for a band or an area instead."),
    ),
    "must_tell_private": (
        _("It has to be answered, without a “Prefer not to say”. Nobody may be made to tell this."),
        _("Add “Prefer not to say”, or let it be skipped."),
    ),
    "no_support": (
        _("It can bring back what happened to somebody, and no help is offered after it."),
        _("Choose the help that is shown after it."),
    ),
    "benchmark_unknown": (
        _("Its published figure, “%(benchmark)s”, is not one that is held here."),
        _("Choose another published figure, or none."),
    ),
    "benchmark_definition": (
        _("It asks about “%(ours)s”; the published figure beside it counts “%(theirs)s”. The two are not the same."),
        _("Choose a figure that counts the same, or none; or ask what the figure counts."),
    ),
    "benchmark_refused": (
        _("The published figure beside it is known not to compare with this question."),
        _("Choose another published figure, or none."),
    ),
    "not_english": (
        _("It is written in %(language)s. How it is worded was not checked: double questions, leading words, reading "
          "age and what it asks about people are checked in English only."),
        _("Have somebody who knows questionnaires read it in that language, and say who did."),
    ),
    "language_incomplete": (
        _("%(number)s texts are missing in %(language)s, so that it is not offered."),
        _("Have them translated, or say why the wave goes without."),
    ),
    "untranslated": (
        _("%(number)s texts in %(language)s are still the original, word for word."),
        _("Have them translated, or hold the language back."),
    ),
    "unread_translation": (
        _("Nobody has signed these translations, made by a computer: %(languages)s. People see a note that says so."),
        _("Have a person read each and sign it, hold it back, or say why it is offered all the same."),
    ),
    "double_barrelled": (
        _("It may ask two things at once: “%(words)s”. One answer cannot tell them apart."),
        _("Ask about each by itself, or say why it is one thing."),
    ),
    "leading": (
        _("“%(words)s” may lead people to one answer."),
        _("Say it without, and name both sides: “agree or disagree”."),
    ),
    "reading_age": (
        _("It is read with ease from an age of about %(age)s; for these people it should be %(limit)s or less."),
        _("Write shorter sentences with shorter words."),
    ),
    "long_sentence": (
        _("A sentence of %(number)s words is hard to hold in mind. The most is %(limit)s."),
        _("Make two sentences of it."),
    ),
    "unbalanced_scale": (
        _("The scale has %(upper)s answers on one side and %(lower)s on the other. People lean to the longer."),
        _("Offer as many on each side, or use a scale of the item bank."),
    ),
    "no_prefer_not": (
        _("It has to be answered, without a “Prefer not to say”."),
        _("Add “Prefer not to say”, or let it be skipped."),
    ),
    "many_choices": (
        _("%(number)s lines do not fit a phone. The most is %(limit)s."),
        _("Join those that are alike, or split the question."),
    ),
    "long_question": (
        _("With its hint it has %(number)s characters in %(language)s: half of a phone before the first answer."),
        _("Say it in %(limit)s or fewer."),
    ),
    "personal_data": (
        _("“%(words)s” may, with other answers, say who somebody is."),
        _("Ask for a band or an area, leave it out, or say why it is needed."),
    ),
    "invites_names": (
        _("“%(words)s” invites people to write about somebody by name."),
        _("Ask what happened, not who did it."),
    ),
    "names_not_kept_out": (
        _("People write in their own words, and nothing asks them to leave names out."),
        _("Add a hint: “Please do not name anyone or say who you are.”"),
    ),
    "no_consent_to_quote": (
        _("People write in their own words, and nobody asks whether their words may be used in a report."),
        _("Ask for agreement after it. Without, nothing of it can be quoted."),
    ),
    "support_advised": (
        _("Its subject touches some of those who read it, and no help is offered after it."),
        _("Choose the help that is shown after it, or say why none is needed."),
    ),
    "no_help_for_children": (
        _("The help offered to young people has no line that is made for them."),
        _("Add Childline or Fearless."),
    ),
    "not_for_children": (
        _("It asks children below 16 about “%(words)s”, which the law protects most."),
        _("Ask it from 16 only, leave it out, or say why it is needed."),
    ),
    "no_reason_why": (
        _("It asks who people are, and does not say why."),
        _("Add a sentence on what the answer is for, and that it may be skipped."),
    ),
    "about_first": (
        _("Who people are is asked before what they think: %(items)s. Some stop there."),
        _("Move these to the end."),
    ),
    "too_long": (
        _("It takes about %(minutes)s minutes. People find %(limit)s right for a survey, and %(most)s the most."),
        _("Leave out what will not be used."),
    ),
    "longer_than_said": (
        _("The first page says %(said)s minutes; it takes about %(minutes)s."),
        _("Say how long it is, or make it shorter."),
    ),
    "bank_reworded": (
        _("The question is no longer worded as in the item bank: “%(wording)s”. The comparison with its published "
          "figure is lost."),
        _("Take the wording of the bank, or take the published figure away."),
    ),
    "bank_rescaled": (
        _("It offers other answers than the item bank. The comparison with its published figure is lost."),
        _("Take the answers of the bank, or take the published figure away."),
    ),
    "margin_not_asked": (
        _("It does not ask “%(dimension)s”, so that the answers cannot be weighed by: %(margins)s."),
        _("Add the item from the bank, or say what the answers will be weighed by instead."),
    ),
    "margin_categories": (
        _("Nobody can choose what the population is counted by (%(margin)s): %(categories)s. With empty groups the "
          "answers cannot be weighed."),
        _("Offer these answers, as the item of the bank does."),
    ),
}  # fmt: skip
