"""The interface is complete in every language that is offered."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from consult.web.locale import LANGUAGES, OFFICERS

ROOT = Path(__file__).resolve().parents[2]
TRANSLATED = [language for language in LANGUAGES if language != "en"]
CALLS = ("_", "_l", "gettext", "lazy_gettext", "ngettext")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}|</?\w+[^>]*>")
# How many forms the plural has in each language (Unicode CLDR).
PLURALS = {"ur": 2, "pl": 3, "ar": 6, "fa": 1, "zh": 1, "ro": 3, "pa": 2, "bn": 2, "so": 2}


# Officers' pages and what is said on them are read in fewer languages; what is printed there is for everybody.
OFFICERS_OWN = (
    "consult/blueprints/officer/", "consult/templates/officer/", "consult/blueprints/account/",
    "consult/templates/account/", "consult/services/",
)  # fmt: skip
EVERYBODYS = (
    "consult/blueprints/officer/channels/words.py", "consult/blueprints/officer/paper/words.py",
    "consult/services/answering/", "consult/services/outreach/", "consult/services/support.py",
)  # fmt: skip


def is_met(message, language):
    """Whether somebody who reads in a language can meet a text."""
    files = [file for file, _line in message.locations]
    return language in OFFICERS or not all(
        file.startswith(OFFICERS_OWN) and not file.startswith(EVERYBODYS) for file in files
    )  # fmt: skip


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    """Every text of the interface as the code has it now."""
    file = tmp_path_factory.mktemp("strings") / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", str(ROOT / "babel.cfg")]
    subprocess.run([*command, "-k", "_l", "-k", "lazy_gettext", "-o", str(file), "consult"], cwd=ROOT, check=True)
    with file.open("rb") as stream:
        return [message for message in read_po(stream) if message.id]


def catalogue(language):
    with (ROOT / "consult" / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as stream:
        return read_po(stream, locale=language)


def _said(file):
    """The first texts of all calls of gettext in a file, wherever they stand."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in CALLS:
            if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                yield node.args[0].value


def test_no_text_stands_where_nobody_finds_it(texts):
    """What collects the texts does not look into f-strings."""
    known = {id for one in texts for id in (one.id if isinstance(one.id, tuple) else (one.id,))}
    files = (ROOT / "consult").rglob("*.py")
    lost = {text for file in files if "node_modules" not in file.parts for text in _said(file)} - known
    assert not lost


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_that_is_met_is_untranslated(texts, language):
    known = catalogue(language)
    missing = []
    for message in (one for one in texts if is_met(one, language)):
        found = known.get(message.id, message.context)
        words = found.string if found and not found.fuzzy else ""
        forms = words if isinstance(words, tuple) else (words,)
        wanted = PLURALS[language] if message.pluralizable else 1
        if len(forms) != wanted or not all(forms):
            missing.append(message.id)
    assert not missing


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_survive_translation(texts, language):
    known = catalogue(language)
    wrong = []
    for message in texts:
        found = known.get(message.id, message.context)
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        allowed = [sorted(PLACEHOLDER.findall(original)) for original in originals]
        forms = found.string if found and isinstance(found.string, tuple) else (found.string if found else "",)
        for form in forms:
            # A form for exactly one may leave its number out.
            if form and sorted(PLACEHOLDER.findall(form)) not in allowed:
                wrong.append((message.id, form))
    assert not wrong


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_is_still_used(texts, language):
    used = {message.id for message in texts}
    assert not [message.id for message in catalogue(language) if message.id and message.id not in used]
