"""Every code that a reader can give has words, and the words use only figures that it gives."""

import ast
import re
from pathlib import Path

from consult.services.population import words_files, words_tables

ROOT = Path(__file__).resolve().parents[3] / "consult"
SOURCES = [*(ROOT / "population").glob("*.py"), *(ROOT / "services" / "population").glob("*.py")]


def given():
    """(code, names of its figures) of every note and refusal in the sources; None where the names are not spelt out."""
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Unreadable", "Note"):
                spelt = ast.walk(node.args[0]) if node.args else ()
                codes = [one.value for one in spelt if isinstance(one, ast.Constant)]
                names = {word.arg for word in node.keywords}
                for code in codes:
                    if re.fullmatch(r"[a-z0-9_]+", str(code)) and len(code) > 3:
                        yield code, names if node.func.id == "Unreadable" and None not in names else None


def test_every_code_has_words(app):
    with app.test_request_context():
        known = {**words_files.sentences(), **words_tables.sentences()}
    for code, names in given():
        assert code in known, code
        wanted = set(re.findall(r"%\((\w+)\)s", known[code]))
        assert names is None or wanted <= names, (code, wanted - names)


def test_no_words_are_for_nothing(app):
    with app.test_request_context():
        known = {**words_files.sentences(), **words_tables.sentences()}
    text = "".join(file.read_text(encoding="utf-8") for file in SOURCES if not file.name.startswith("words_"))
    assert not [code for code in known if f'"{code}"' not in text]
