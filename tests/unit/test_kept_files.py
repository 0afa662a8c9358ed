"""Files of editions that are kept are made again by a new version of whatever they are made with."""

import ast

from consult.services.files import kept

SERVICES = kept.PACKAGE / "services"


def known():
    return {path for pattern in kept.MADE_WITH for path in kept.PACKAGE.glob(pattern)}


def imported(path):
    """The services that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("consult.services"):
            folder = kept.PACKAGE.parent.joinpath(*node.module.split("."))
            for place in (folder, *(folder / one.name for one in node.names)):
                yield from (one for one in (place.with_suffix(".py"), place / "__init__.py") if one.is_file())


def test_every_service_that_makes_a_file_counts():
    waiting = [path for folder in ("reading", "files") for path in (SERVICES / folder).glob("*.py")]
    met = set()
    while waiting:
        path = waiting.pop()
        if path not in met:
            met.add(path)
            waiting += imported(path)
    met.discard(SERVICES / "__init__.py")
    assert len(met) > 15 and met <= known(), met - known()


def test_every_template_of_a_picture_counts():
    drawn = set((kept.PACKAGE / "templates" / "components").rglob("*.html"))
    assert any(path.name == "trend.html" for path in drawn) and drawn <= known()
