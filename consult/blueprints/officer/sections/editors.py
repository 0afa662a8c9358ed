"""How each kind of block that is written by hand is shown in a form, read from it, and kept.

`values` are the fields as the page shows them, whatever was typed; `typed` gives what the draft keeps of them and
raises service.CannotCompose, its `key` the field.
"""

from flask_babel import gettext as _

from consult.blueprints.officer.authoring.forms import lines
from consult.blueprints.officer.qualitative.views import tongue
from consult.blueprints.officer.sections.forms import box, line
from consult.reference import LANGUAGES
from consult.services import sections as service
from consult.services.sections.kinds import actions, groups, quotes, text
from consult.web.locale import long_date


class Editor:
    """A block and what is typed in it. `row` is the row that is edited, where it has rows; `stays`: whether its page
    stays open after saving."""

    stays = False

    def __init__(self, partnership, item: dict, row: str):
        self.partnership, self.item, self.row = partnership, item, row
        self.values = self.stored(item["typed"])


class TextEditor(Editor):
    """A heading and paragraphs in each language."""

    def stored(self, typed: dict) -> dict:
        """The fields as they were kept."""
        said = typed.get("words", {})
        return {f"{name}-{lang}": said.get(lang, {}).get(name, "")
                for lang in LANGUAGES for name in ("heading", "body")}  # fmt: skip

    def read(self, posted) -> None:
        """The fields as they were typed."""
        self.values = {name: (box if name.startswith("body") else line)(posted.get(name)) for name in self.values}

    def typed(self, _do: str) -> dict:
        """What is kept."""
        words = {lang: {name: self.values[f"{name}-{lang}"] for name in ("heading", "body")} for lang in LANGUAGES}
        text.check(words)
        return {"words": {lang: said for lang, said in words.items() if said["heading"]}}


class QuotesEditor(Editor):
    """The quotes that are picked."""

    def stored(self, typed: dict) -> dict:
        """The numbers of the picked quotes."""
        return {"quotes": [one["id"] for one in typed.get("quotes", [])]}

    def read(self, posted) -> None:
        """The numbers that were ticked."""
        self.values = {"quotes": _numbers(posted.getlist("quotes"))}

    def typed(self, _do: str) -> dict:
        """The quotes by their numbers and the hashes of their words, in the order of their approval."""
        offered = {one.id: one for one in self.choices}
        quotes.check(self.values["quotes"], offered)
        return {"quotes": [quotes.mark(one) for one in offered.values() if one.id in self.values["quotes"]]}

    @property
    def choices(self) -> list[quotes.approved.Quoted]:
        """The quotes that may be picked today."""
        try:
            return quotes.choices(service.Material(self.partnership), self.item["ref"])
        except service.CannotCompose:
            return []

    @property
    def shown(self) -> list[dict]:
        """The same with their languages in words."""
        return [{"id": one.id, "words": one.words, "tongue": tongue(one.language), "by": one.approved_by}
                for one in self.choices]  # fmt: skip


class GroupsEditor(Editor):
    """What groups asked for, a line each, and which groups."""

    def stored(self, typed: dict) -> dict:
        """The fields as they were kept."""
        asks = typed.get("asks", {})
        return {**{f"asks-{lang}": "\n".join(asks.get(lang, [])) for lang in LANGUAGES},
                "sources": list(typed.get("sources", []))}  # fmt: skip

    def read(self, posted) -> None:
        """The fields as they were typed."""
        self.values = {**{f"asks-{lang}": box(posted.get(f"asks-{lang}")) for lang in LANGUAGES},
                       "sources": _numbers(posted.getlist("sources"))}  # fmt: skip

    def typed(self, _do: str) -> dict:
        """What is kept; a group that is not there any more is left out."""
        known = [one.id for one in groups.read(self.partnership)]
        picked = [one for one in known if one in self.values["sources"]]
        asks = {lang: lines(self.values[f"asks-{lang}"]) for lang in LANGUAGES}
        groups.check(asks, picked)
        return {"sources": picked, "asks": {lang: said for lang, said in asks.items() if said}}

    @property
    def shown(self) -> list[dict]:
        """The groups whose notes have been read."""
        return [{"id": one.id, "name": f"{groups.kinds()[one.kind]}: {one.who}", "held_on": long_date(one.held_on)}
                for one in groups.read(self.partnership)]  # fmt: skip


class ActionsEditor(Editor):
    """A table, one row of which is typed at a time."""

    stays = True

    @property
    def rows(self) -> list[dict]:
        """The rows in their order."""
        return self.item["typed"].get("rows", [])

    def stored(self, typed: dict) -> dict:
        """The fields of the row that is edited; blank for a new one."""
        row = next((one for one in typed.get("rows", []) if one["id"] == self.row), None)
        if row is None:
            self.row = ""
        said = row["words"] if row else {}
        return {f"{name}-{lang}": said.get(lang, {}).get(name, "") for lang in LANGUAGES for name in actions.FIELDS}

    def read(self, posted) -> None:
        """The fields as they were typed."""
        self.values = {name: line(posted.get(name)) for name in self.values}

    def typed(self, do: str) -> dict:
        """The rows with the typed one in its place, or with one moved or taken out."""
        deed, _colon, id = do.partition(":")
        rows = list(self.rows)
        place = next((n for n, one in enumerate(rows) if one["id"] == id), None)
        if deed == "save":
            return {"rows": self._with_row(rows)}
        if place is None:
            raise service.CannotCompose(_("The row is not in the table any more."))
        if deed == "remove":
            del rows[place]
        there = place - 1 if deed == "up" else place + 1
        if deed in ("up", "down") and 0 <= there < len(rows):
            rows[place], rows[there] = rows[there], rows[place]
        return {"rows": rows}

    def _with_row(self, rows: list[dict]) -> list[dict]:
        words = {lang: {name: self.values[f"{name}-{lang}"] for name in actions.FIELDS} for lang in LANGUAGES}
        actions.check(words)
        if not self.row and len(rows) >= actions.MOST_ROWS:
            raise service.CannotCompose(_("A table takes at most %(n)s rows. Take one out, or begin another table.",
                                          n=actions.MOST_ROWS))  # fmt: skip
        free = 1 + max((int(one["id"][1:]) for one in rows), default=0)
        made = {"id": self.row or f"r{free}",
                "words": {lang: said for lang, said in words.items() if any(said.values())}}  # fmt: skip
        return [made if one["id"] == self.row else one for one in rows] if self.row else [*rows, made]

    @property
    def titles(self) -> dict[str, str]:
        """The columns in words."""
        return actions.titles()

    @property
    def shown(self) -> list[dict]:
        """The rows in the first language that each is written in."""
        return [{"id": one["id"], **next(one["words"][lang] for lang in LANGUAGES if lang in one["words"])}
                for one in self.rows]  # fmt: skip


EDITORS = {"text": TextEditor, "quotes": QuotesEditor, "groups": GroupsEditor, "actions": ActionsEditor}


def _numbers(posted: list[str]) -> list[int]:
    return [int(one) for one in posted if one.isascii() and one.isdigit() and len(one) < 10]
