"""From a form as found in somebody else's file to a document of ours, with a remark on all that is not the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..errors import Problem, QuestionnaireError
from ..structure import Questionnaire
from .cells import FALLBACK, REFERENCE
from .entries import Entry, ItemMaker, NoItem
from .expressions import NotCarried, parsed
from .naming import name_of, unique
from .neutral import Block, Condition, Form, Part, Question, Words
from .remarks import CHANGED, LEFT_OUT, LOOK, TOLD, Place, Remarks
from .rules import Known, joined, rule_of
from .wording import tidy, too_long

# How often what cannot be used is taken out and the rest looked at again.
MOST_REPAIRS = 60
NOWHERE = Place("")

_PROBLEM = re.compile(r"(rule of )?(item|page|section) \"([^\"]+)\"")


def built(form: Form, remarks: Remarks, defaults: Mapping[str, Words]) -> tuple[Entry | None, tuple[Problem, ...]]:
    """The document of a form, and ();  or None with the problems for which there is none.

    defaults   words for the first page and the last, {"intro": {lang: words}, "thanks": ...}, where the form has none

    What cannot be asked here is left out and said; so is every rule that has no equal. Then nobody has to answer the
    question it was about: who is asked wrongly can at least go on.
    """
    document = _Builder(form, remarks).document(defaults)
    for _attempt in range(MOST_REPAIRS):
        if not document["sections"]:
            return None, (Problem("survey", "No question of the file can be asked here.",
                                  "Look at what was left out, change the file and bring it in again."),)
        try:
            made = Questionnaire.from_document(document)
        except QuestionnaireError as error:
            if not _repair(document, error.problems, remarks):
                return None, error.problems
            continue
        for lang, lacking in made.withheld.items():
            remarks.add(LOOK, "language_withheld", NOWHERE, lang=lang, number=len(lacking))
        return document, ()
    return None, (Problem("document", "Too much of the file cannot be used.", "Bring it in again in smaller parts."),)


class _Builder:
    def __init__(self, form: Form, remarks: Remarks):
        self.form, self.remarks = form, remarks
        self.items = ItemMaker(form.languages, remarks)
        self.names: set[str] = set()
        self.section_ids: set[str] = set()
        self.all_names = {name for part in form.parts for block in part.blocks for question in block.questions
                          for name in (question.name, *question.parts)}
        # Name in the file -> what conditions see of it, once its page is done.
        self.known: dict[str, list[Known]] = {}
        self.quotable: dict[str, str] = {}

    def document(self, defaults: Mapping[str, Words]) -> Entry:
        form = self.form
        sections = [section for part in form.parts if (section := self.section(part))["pages"]]
        languages = {lang: {"state": "machine"} for lang in form.languages}
        languages[form.languages[0]] = {"state": "master"}
        return {"id": name_of(form.name, "form"), "version": 1, "audience": "adults", "title": self.title(),
                "languages": languages, "intro": self.told("intro", defaults), "thanks": self.told("thanks", defaults),
                "support": [], "sections": sections}

    def title(self) -> Words:
        words = tidy(self.form.title, NOWHERE, "", self.remarks)
        if not words or too_long(words, "title"):
            made = name_of(self.form.name, "form").replace("_", " ")
            if words:
                self.remarks.add(LOOK, "title_long", NOWHERE, text=next(iter(words.values())), new=made)
            else:
                self.remarks.add(TOLD, "title_none", NOWHERE, new=made)
            words = {self.form.languages[0]: made}
        master = self.form.languages[0]
        return words if master in words else {master: next(iter(words.values())), **words}

    def told(self, key: str, defaults: Mapping[str, Words]) -> Words:
        """The first page or the last."""
        words = tidy(getattr(self.form, key), NOWHERE, "", self.remarks)
        if self.form.languages[0] in words and not too_long(words, key):
            return words
        if length := too_long(words, key):
            self.remarks.add(LOOK, f"{key}_long", NOWHERE, length=length)
        else:
            self.remarks.add(TOLD, f"{key}_none", NOWHERE)
        master, given = self.form.languages[0], defaults[key]
        return {master: given.get(master, given["en"]),
                **{lang: given[lang] for lang in self.form.languages if lang in given}}

    def section(self, part: Part) -> Entry:
        words = tidy(part.title, part.place, part.name, self.remarks)
        pages: list[Entry] = []
        if length := too_long(words, "title"):
            pages += self.heading(part, words, length)
            words = {}
        if self.form.languages[0] not in words:
            words = {**self.title(), **words}
        for block in part.blocks:
            pages += self.pages(block)
        made = {"id": unique(name_of(part.name, "section"), self.section_ids), "title": words, "pages": pages}
        return made

    def heading(self, part: Part, words: Words, length: int) -> list[Entry]:
        """A title too long for its place becomes a page to read."""
        self.remarks.add(CHANGED, "title_to_page", part.place, name=part.name, length=length)
        conditions = part.blocks[0].conditions if part.blocks else ()
        return self.pages(Block([Question(f"{part.name}_about", "info", words, part.place)], conditions))

    def pages(self, block: Block) -> list[Entry]:
        """One page, or one for each question where one of them looks at another."""
        if len(block.questions) > 1 and _look_at_one_another(block.questions):
            self.remarks.add(CHANGED, "page_split", block.questions[0].place, name=block.questions[0].name)
            return [page for one in block.questions for page in self.pages(Block([one], block.conditions))]
        rule, sure = self.rule(block.conditions)
        if rule is False:
            for question in block.questions:
                self.leave(question, "never_asked")
            return []
        made = [(question, entry) for question in block.questions if (entry := self.item(question, sure))]
        if not made:
            return []
        self.learn(made)
        page = {"id": made[0][1]["name"], "items": [entry for _, entry in made]}
        return [page if rule is True else {**page, "when": rule}]

    def item(self, question: Question, sure: bool) -> Entry | None:
        rule, own_sure = self.rule((question.when,) if question.when else ())
        if rule is False:
            return self.leave(question, "never_asked")
        name = self.name(question)
        try:
            entry = self.items.entry(question, name)
        except NoItem:
            self.form.left_out[question.name] = "left_out"
            return None
        if rule is not True:
            entry["when"] = rule
        if not (sure and own_sure) and entry.pop("required", False):
            self.remarks.add(CHANGED, "not_required", question.place, name=question.name)
        self.unquote(question, entry)
        return entry

    def leave(self, question: Question, code: str) -> None:
        self.form.left_out[question.name] = code
        self.remarks.add(LEFT_OUT, code, question.place, name=question.name)

    def name(self, question: Question) -> str:
        wanted = name_of(question.name)
        name = unique(wanted, self.names)
        if name != wanted:
            self.remarks.add(CHANGED, "name_twin", question.place, name=question.name, new=name)
        elif name != question.name:
            self.remarks.add(CHANGED, "name_changed", question.place, name=question.name, new=name)
        return name

    def learn(self, made: list[tuple[Question, Entry]]) -> None:
        """From the next page on, conditions and texts may look at these."""
        for question, entry in made:
            kinds = {choice["value"]: choice["kind"] for choice in entry.get("choices", ()) if choice.get("kind")}
            values = self.items.values.get(entry["name"], {})
            if entry["type"] != "info":
                self.known.setdefault(question.name, []).append(Known(entry["name"], entry["type"], values, kinds))
            for name, part in question.parts.items():
                choice = None if entry["type"] == "grid" else part
                known = Known(entry["name"], entry["type"], values, kinds, choice, part=entry["type"] == "grid")
                self.known.setdefault(name, []).append(known)
            if entry["type"] not in ("grid", "info"):
                self.quotable[question.name] = entry["name"]

    def rule(self, conditions: tuple[Condition, ...]) -> tuple[Any, bool]:
        """(rule, True), where True and False are rules too; (rule of the rest, False) where one has no equal."""
        rules, sure = [], True
        for condition in conditions:
            try:
                rules.append(rule_of(parsed(condition.source, condition.bare), self.find))
            except NotCarried as error:
                sure = False
                self.remarks.add(LOOK, "rule_dropped", condition.place, source=condition.source, why=error.code,
                                 about=error.name)
        if False in rules:
            return False, sure
        kept = [rule for rule in rules if rule is not True]
        return (joined("and", kept) if kept else True), sure

    def find(self, name: str) -> Known:
        found = self.known.get(name, [])
        if len(found) == 1:
            return found[0]
        if found:
            raise NotCarried("rule_twins", name)
        if name in self.form.left_out:
            raise NotCarried("rule_left_out", name)
        raise NotCarried("rule_later" if name in self.all_names else "rule_unknown", name)

    def unquote(self, question: Question, entry: Entry) -> None:
        """Quotes of answers under the names of the document; those of no answer that can be quoted become "…"."""
        for key in ("text", "hint", "why"):
            for lang, words in entry.get(key, {}).items():
                entry[key][lang] = REFERENCE.sub(lambda found: self.quote(question, found), words)

    def quote(self, question: Question, found: re.Match[str]) -> str:
        name = self.quotable.get(found[1])
        if name is None:
            self.remarks.add(LOOK, "quote_dropped", question.place, name=question.name, about=found[1])
            return FALLBACK
        self.remarks.add(LOOK, "quote_fallback", question.place, name=question.name, about=found[1])
        return f"{{answer.{name}|{FALLBACK}}}"


def _look_at_one_another(questions: list[Question]) -> bool:
    names = {name for question in questions for name in (question.name, *question.parts)}
    for question in questions:
        source = question.when.source if question.when else ""
        texts = [value for words in (question.text, question.hint, question.why) for value in words.values()]
        quoted = {name for value in texts for name in REFERENCE.findall(value)}
        if names & (quoted | set(re.findall(r"[\w.-]+", source))):
            return True
    return False


def _repair(document: Entry, problems: tuple[Problem, ...], remarks: Remarks) -> bool:
    """Takes out the rules and items that the problems are about; whether there were any."""
    done = False
    for problem in problems:
        found = _PROBLEM.match(problem.place)
        if found is None:
            continue
        is_rule, kind, name = found.groups()
        if is_rule:
            done |= _drop_rule(document, kind, name, problem, remarks)
        elif kind == "item":
            done |= _drop_item(document, name, problem, remarks)
    for section in document["sections"]:
        section["pages"] = [page for page in section["pages"] if page["items"]]
    document["sections"] = [section for section in document["sections"] if section["pages"]]
    return done


def _drop_rule(document: Entry, kind: str, name: str, problem: Problem, remarks: Remarks) -> bool:
    for section in document["sections"]:
        for page in section["pages"]:
            for entry, entry_kind, entry_name in ((page, "page", page["id"]),
                                                  *((item, "item", item["name"]) for item in page["items"])):
                if (entry_kind, entry_name) == (kind, name) and entry.pop("when", None):
                    for item in page["items"] if kind == "page" else [entry]:
                        item.pop("required", None)
                    remarks.add(LOOK, "rule_unusable", NOWHERE, name=name, message=problem.message)
                    return True
    return False


def _drop_item(document: Entry, name: str, problem: Problem, remarks: Remarks) -> bool:
    for section in document["sections"]:
        for page in section["pages"]:
            kept = [item for item in page["items"] if item["name"] != name]
            if len(kept) < len(page["items"]):
                page["items"] = kept
                remarks.add(LEFT_OUT, "item_unusable", NOWHERE, name=name, message=problem.message)
                return True
    return False
