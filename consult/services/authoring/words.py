"""Steps, refusals and departures in words."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consult.questionnaire import authoring
from consult.questionnaire.authoring import CannotAuthor, Dependent
from consult.questionnaire.authoring.finding import said

# What is stored of a step -> how it is told.
STEPS = {
    "begin": _l("Began"),
    "add question": _l("Added a question"),
    "add from bank": _l("Added a question from the bank"),
    "change question": _l("Changed a question"),
    "move question": _l("Moved a question"),
    "split page": _l("Gave a question a page of its own"),
    "join page": _l("Put a question on the page before"),
    "remove question": _l("Removed a question"),
    "add answer": _l("Added an answer"),
    "change answer": _l("Changed an answer"),
    "move answer": _l("Moved an answer"),
    "remove answer": _l("Removed an answer"),
    "change rule": _l("Changed who is asked"),
    "begin section": _l("Began a section"),
    "rename section": _l("Renamed a section"),
    "move section": _l("Moved a section"),
    "join section": _l("Joined a section to the one before"),
    "change settings": _l("Changed the settings"),
    "translate": _l("Changed a translation"),
    "add language": _l("Added a language"),
    "bring in form": _l("Brought in a form"),
}  # fmt: skip


def step(done: str) -> str:
    """A step in words; as it is stored where another part of the program made it."""
    return str(STEPS.get(done, done))


def departure(code: str) -> str:
    """How a question would differ from the bank's."""
    return {
        "wording": _("the question would be asked in other words"),
        "answers": _("the answers would be other ones, or in other words"),
        "order": _("the answers would stand in another order"),
        "rows": _("the lines to answer would be other ones"),
        "net": _("other answers would count together in the headline figure"),
        "type": _("it would be answered in another way"),
    }[code]


def refusal(error: CannotAuthor, document: dict) -> str:
    """Why a change cannot be made, and what to do."""
    code, params = error.code, error.params
    if code == "needed":
        users = "; ".join(dependent(one, document) for one in params["users"])
        return _("It cannot go, because something depends on it: %(users)s.", users=users)
    if code == "order":
        return _(
            "It cannot stand there: %(user)s would look at “%(question)s”, which would come later or on the same page. "
            "Change that first.",
            user=dependent(params["user"], document), question=question(document, params["needs"]),
        )  # fmt: skip
    if code == "too_few":
        return _too_few(params)
    return {
        "not_there": _("It is not there any more. Somebody may have removed it: look at the questionnaire again."),
        "last_question": _("It is the only question left. Add another before you remove it."),
        "only_page": _("It is the only question of its section. Join the section to the one before first."),
        "first_section": _("The first section has none before it."),
        "begins_section": _("It is the first of its section."),
        "yes_no": _("A question of yes or no has just these two answers."),
        "no_words": _("Write the words."),
    }[code]


def _too_few(params: dict) -> str:
    if params["part"] == "rows":
        return _("It needs at least one line to answer.")
    return ngettext("It needs at least %(num)d answer.", "It needs at least %(num)d answers.", params["least"])


def dependent(one: Dependent, document: dict) -> str:
    """What rests on an answer, as officers know it."""
    if one.kind == "section":
        title = said(document, authoring.section(document, one.id)["title"])
        return (_("the rule of the section “%(title)s”", title=title) if one.by == "rule"
                else _("the title of the section “%(title)s”, which quotes it", title=title))  # fmt: skip
    name = one.id
    if one.kind == "page":
        items = next(page["items"] for _section, page in authoring.pages(document) if page["id"] == one.id)
        name = items[0]["name"]
    words = question(document, name)
    return (_("the rule of the question “%(question)s”", question=words) if one.by == "rule"
            else _("the question “%(question)s”, which quotes it", question=words))  # fmt: skip


def question(document: dict, name: str) -> str:
    """The words of a question, in the language it was written in."""
    return said(document, authoring.find(document, name).item["text"])
