"""Remarks on a form that was brought in, in the reader's words: what was found, what was done, what to do."""

from flask_babel import lazy_gettext as _

from consult.questionnaire.exchange.remarks import Remark

_LEFT_OUT = {
    "no_equal_device": _("“%(name)s” (%(type)s) notes something about the device or the moment. Consult does not "
                         "collect that, so it was left out."),
    "no_equal_computed": _("“%(name)s” (%(type)s) is worked out and not asked. There is no equal, so it was left "
                           "out."),
    "no_equal_map": _("“%(name)s” (%(type)s) asks for a point on a map. It was left out; ask for the ward instead, "
                      "with a question of the type “place” or “postcode”."),
    "no_equal_file": _("“%(name)s” (%(type)s) asks for a picture, a recording or a file. It was left out."),
    "no_equal_time": _("“%(name)s” (%(type)s) asks for a time of day. It was left out."),
    "no_equal_lss": _("“%(name)s” is of the LimeSurvey type %(type)s, which has no equal. It was left out."),
    "type_unknown": _("“%(name)s” is of the type “%(type)s”, which is not known. It was left out."),
    "no_type": _("The row has no type, so nothing was made of it: “%(name)s” %(text)s"),
    "choices_elsewhere": _("The answers to “%(name)s” are not in this file (%(type)s). It was left out."),
    "choices_missing": _("The list of answers to “%(name)s” is missing or empty (%(type)s). It was left out."),
    "choice_nameless": _("A choice without a list or without a name was left out. %(text)s"),
    "sheet_unread": _("The sheet “%(name)s” was not read."),
    "never_asked": _("“%(name)s” has a condition that never holds, so nobody would be asked. It was left out."),
    "text_too_long": _("The question “%(name)s” has %(length)s characters: too long for a phone. It was left out. "
                       "Make it shorter in the file and bring it in again: %(text)s"),
    "choice_too_long": _("A choice of “%(name)s” has %(length)s characters, so the question was left out. Make it "
                         "shorter in the file and bring it in again: %(text)s"),
    "row_too_long": _("A line of the table “%(name)s” has %(length)s characters, so the table was left out. Make it "
                      "shorter in the file and bring it in again: %(text)s"),
    "item_unusable": _("“%(name)s” cannot be asked and was left out. The reason: %(message)s"),
    "row_added": _("The row “%(name)s” was added outside Consult and was not read. Add the question in Consult."),
}
_LOOK = {
    "rule_dropped": _("This condition has no equal, so what it was for is asked of everybody and need not be "
                      "answered: %(source)s. %(why)s Give it a rule in Consult."),
    "rule_unusable": _("The condition of “%(name)s” cannot work here and was left out. It need not be answered. The "
                       "reason: %(message)s"),
    "repeat": _("“%(name)s” is a group that repeats. Here its questions are asked once."),
    "date": _("“%(name)s” asks for a day. Here a month and a year are asked: look at its words."),
    "agreed": _("“%(name)s” only asks to be read and acknowledged. It became information to read."),
    "constraint": _("This limit on the answer to “%(name)s” has no equal, or not all of it: %(source)s"),
    "choice_filter": _("The answers to “%(name)s” depended on an earlier answer. Here all of them are offered: "
                       "%(text)s"),
    "calculation": _("“%(name)s” was filled in by a calculation. Here it is asked: %(text)s"),
    "read_only": _("“%(name)s” could only be read. Here it can be answered."),
    "required": _("Whether “%(name)s” must be answered depended on a condition. Here it need not be: %(source)s"),
    "media": _("A picture or recording that belongs to “%(name)s” was left out."),
    "words_missing": _("“%(name)s” lacks words (%(lang)s). This stands in their place: %(text)s"),
    "words_of_another": _("“%(name)s” lacks words (%(lang)s). Those of another language stand in their place: "
                          "%(text)s"),
    "hint_too_long": _("The hint of “%(name)s” has %(length)s characters and was left out."),
    "title_long": _("The title is too long: %(text)s. It became “%(new)s”."),
    "intro_long": _("The words of the first page have %(length)s characters, too many. Words of ours stand there."),
    "thanks_long": _("The words of the last page have %(length)s characters, too many. Words of ours stand there."),
    "language_guessed": _("The file does not say in a way we know which language this is. It was taken for: %(lang)s"),
    "language_unknown": _("“%(name)s” is no language we know, so its words were left out. Write the code in "
                          "brackets, such as “Polish (pl)”."),
    "language_withheld": _("The language %(lang)s lacks %(number)s texts. It is not offered until they are written."),
    "quote_dropped": _("“%(name)s” repeats the answer to “%(about)s”, which cannot be repeated there. It says “…” "
                       "instead."),
    "quote_fallback": _("“%(name)s” repeats the answer to “%(about)s”. Where there is none it says “…”: put words "
                        "there."),
    "column_twin": _("Two columns are called “%(name)s”. Only the first was read."),
    "sheet_twin": _("Two sheets are called “%(name)s”. Only the first was read."),
    "formula": _("A cell holds a formula (%(text)s). What was read is its last value: “%(new)s”."),
    "cell_kept": _("The column “%(column)s” of “%(name)s” was changed outside Consult in a way that cannot be "
                   "carried over. What Consult had was kept, not: %(cell)s"),
    "lss_comment": _("“%(name)s” has a box for comments beside each answer. The boxes were left out."),
    "lss_by_column": _("“%(name)s” is a table asked by columns. Here it is asked by rows."),
    "lss_date": _("“%(name)s” asks for a day. Here a month and a year are asked: look at its words."),
    "lss_gender": _("“%(name)s” offers only female and male. Look at whether that is enough."),
    "lss_words": _("The answers to “%(name)s” are LimeSurvey’s own, whose words the file does not hold. They are in "
                   "English: translate them."),
    "lss_hidden": _("“%(name)s” was hidden. Here it is asked."),
    "lss_attribute": _("A setting of “%(name)s” has no equal: %(attribute)s = %(text)s"),
}
_CHANGED = {
    "name_changed": _("The name “%(name)s” became “%(new)s”: small letters, digits and _ only."),
    "name_twin": _("Two questions are called “%(name)s”. This one became “%(new)s”."),
    "value_changed": _("The value “%(value)s” of a choice of “%(name)s” became “%(new)s”."),
    "value_twin": _("Two choices of “%(name)s” have the value “%(value)s”. The second became “%(new)s”."),
    "or_other": _("“Other” with a box was added to the choices of “%(name)s”. Its words are in English: translate "
                  "them."),
    "default": _("The answer filled in beforehand for “%(name)s” was left out: %(text)s"),
    "step": _("“%(name)s” went in steps of %(text)s. Here any number between the ends is taken."),
    "page_split": _("Questions on the page of “%(name)s” depend on one another. Each has a page of its own now."),
    "title_to_page": _("The title of “%(name)s” has %(length)s characters. It became a page to read."),
    "not_required": _("“%(name)s” had to be answered. As its condition was lost, it need not be."),
    "marks_shown": _("“%(name)s” has signs for bold, links or the like (such as ** or <b>). They are shown as they "
                     "are."),
    "braces": _("Braces in the words of “%(name)s” became brackets: %(text)s"),
    "html": _("“%(name)s” had a part that plain words cannot show (%(tag)s). It was left out."),
    "group_open": _("The group “%(name)s” is never closed. It was closed at the end."),
    "group_unopened": _("A group is closed here that was never opened. The row was passed over."),
    "required_changed": _("Whether “%(name)s” must be answered was changed in the file, and is changed here."),
    "rule_changed": _("The condition of “%(name)s” was changed in the file, and is changed here."),
}
_TOLD = {
    "title_none": _("The file has no title. It became “%(new)s”."),
    "intro_none": _("The file has no words for the first page. Words of ours stand there."),
    "thanks_none": _("The file has no words for the last page. Words of ours stand there."),
    "kind_taken": _("“%(text)s” in “%(name)s” was taken for “%(kind)s”, which the figures treat apart."),
    "text_length": _("Answers in own words take 200 characters, or 5,000 where the box has several lines."),
    "disabled": _("“%(name)s” is switched off in the file and was passed over."),
    "column_unread": _("The column “%(name)s” has no equal and was not read."),
    "setting_unread": _("The setting “%(name)s” has no equal and was not read."),
    "table_unread": _("The table “%(name)s” (%(number)s rows) has no equal and was not read."),
    "rows_unread": _("Only the first %(number)s rows were read."),
    "pyxform": _("Programs that fill in XLSForms would not take this file: %(message)s"),
}
WORDS = {**_LEFT_OUT, **_LOOK, **_CHANGED, **_TOLD}

# Why a condition has no equal.
WHY = {
    "rule_unread": _("It says more than a rule here can."),
    "rule_words": _("It compares “%(about)s” with words or numbers that are none of its choices."),
    "rule_never": _("It would never hold."),
    "rule_choice": _("It names a choice that “%(about)s” does not have."),
    "rule_row": _("It looks at one line of a table, “%(about)s”."),
    "rule_twins": _("Several questions are called “%(about)s”."),
    "rule_left_out": _("It looks at “%(about)s”, which was left out."),
    "rule_later": _("It looks at “%(about)s”, which is asked on the same page or a later one."),
    "rule_unknown": _("It looks at “%(about)s”, which is not in the file."),
}


def said(remark: Remark) -> str:
    """A remark in words."""
    params = dict(remark.params)
    if "why" in params:
        params["why"] = str(WHY[params["why"]]) % params
    return str(WORDS[remark.code]) % params
