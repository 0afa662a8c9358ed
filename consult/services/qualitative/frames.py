"""Code frames: the themes of an open question, the same in every wave of its survey."""

from __future__ import annotations

import unicodedata

from flask_babel import lazy_gettext as _

from consult.database import writing
from consult.extensions import db
from consult.models import CodeFrame, Survey, Theme
from consult.services import audit

# More themes than this nobody keeps apart while coding.
MOST_THEMES = 36


class CannotChange(Exception):
    """The frame cannot be as asked; nothing was changed. `words` says why and what to do."""

    def __init__(self, words):
        self.words = words
        super().__init__(words)


def frame_of(survey: Survey, item: str) -> CodeFrame | None:
    """The code frame of an open question."""
    return db.session.scalar(db.select(CodeFrame).where(CodeFrame.survey_id == survey.id, CodeFrame.item == item))


def themes_of(survey: Survey, item: str, retired: bool = False) -> list[Theme]:
    """The themes of an open question in their order; with those that are `retired` if asked for."""
    frame = frame_of(survey, item)
    return [theme for theme in frame.themes if retired or not theme.retired] if frame else []


def theme_of(survey: Survey, item: str, theme_id: int) -> Theme | None:
    """A theme of this question; another's is not found."""
    query = db.select(Theme).join(CodeFrame).where(CodeFrame.survey_id == survey.id, CodeFrame.item == item)
    return db.session.scalar(query.where(Theme.id == theme_id))


def key_of(name: str) -> str:
    """A name as it is compared: case, accents and the width of blanks make no other name."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one))
    # Scripts whose vowels are combining marks would lose their names altogether.
    return " ".join((bare if bare.strip().isascii() else name).casefold().split())


def add_theme(survey: Survey, item: str, name: str, description: str, actor: str) -> Theme:
    """A theme at the end of the frame, which is made with its first theme. Raises CannotChange."""
    with writing():
        # One at a time: two at once would make two frames, or take one place.
        db.session.execute(db.select(Survey.id).where(Survey.id == survey.id).with_for_update())
        frame = frame_of(survey, item)
        if frame is None:
            frame = CodeFrame(survey_id=survey.id, item=item, made_by=actor, themes=[])
            db.session.add(frame)
            db.session.flush()
        db.session.refresh(frame)
        if sum(not theme.retired for theme in frame.themes) >= MOST_THEMES:
            raise CannotChange(_("There are %(n)s themes already. Retire one before you add another.", n=MOST_THEMES))
        _check_name(frame, name)
        place = max((theme.place for theme in frame.themes), default=0) + 1
        theme = Theme(frame_id=frame.id, name=name, key=key_of(name), description=description, place=place)
        db.session.add(theme)
        db.session.flush()
        db.session.refresh(frame)
        _record(actor, "add theme", theme, survey)
    return theme


def change_theme(survey: Survey, theme: Theme, name: str, description: str, actor: str) -> None:
    """Give a theme other words. Raises CannotChange."""
    with writing():
        _check_name(theme.frame, name, but=theme)
        theme.name, theme.key, theme.description = name, key_of(name), description
        _record(actor, "change theme", theme, survey)


def move_theme(survey: Survey, theme: Theme, up: bool, actor: str) -> None:
    """One place up or down; at the end of the list it stays."""
    with writing():
        listed = list(theme.frame.themes)
        here = listed.index(theme)
        there = here - 1 if up else here + 1
        if 0 <= there < len(listed):
            listed[here], listed[there] = listed[there], listed[here]
            for place, one in enumerate(listed, start=1):
                one.place = place
            _record(actor, "move theme", theme, survey)
        db.session.flush()
        db.session.refresh(theme.frame)


def retire_theme(survey: Survey, theme: Theme, retired: bool, actor: str) -> None:
    """Offer a theme no more, or again. What was coded to it stays. Raises CannotChange."""
    with writing():
        active = sum(not one.retired for one in theme.frame.themes)
        if theme.retired and not retired and active >= MOST_THEMES:
            raise CannotChange(_("There are %(n)s themes already. Retire one before you bring this one back.",
                                 n=MOST_THEMES))  # fmt: skip
        theme.retired = retired
        _record(actor, "retire theme" if retired else "bring back theme", theme, survey)


def _check_name(frame: CodeFrame, name: str, but: Theme | None = None) -> None:
    alike = next((one for one in frame.themes if one.key == key_of(name) and one is not but), None)
    if alike is not None and alike.retired:
        raise CannotChange(_("There is a retired theme “%(name)s”. Bring it back, or choose another name.",
                             name=alike.name))  # fmt: skip
    if alike is not None:
        raise CannotChange(_("There is a theme “%(name)s” already. Choose another name.", name=alike.name))


def _record(actor: str, verb: str, theme: Theme, survey: Survey) -> None:
    audit.record(actor, verb, f"{survey.slug}: {theme.frame.item}", survey.partnership, theme=theme.id)
