"""Opens pages and files as their readers do, each with a program that is not the one that made it."""

import subprocess

import html5lib
import pikepdf
import pytest

from tests import setup_tools

SVG = "{http://www.w3.org/2000/svg}svg"
BLOCKS = {"p", "h1", "h2", "h3", "h4", "li", "dt", "dd", "th", "td", "caption", "div", "summary", "strong", "span"}


def page_of(html: str):
    """The tree of a page."""
    return html5lib.parse(html, namespaceHTMLElements=False)


def main_text(html: str) -> str:
    """What is read of an edition on its page: the banner and the main text, without what belongs to a page alone.

    Pictures and their keys are told by the tables beside them; the list of contents, the list of files, words for
    those who hear a fold alone and the word on the fold of a table are no part of the document.
    """
    tree = page_of(html)
    parts = [tree.find(".//aside[@class='simulated']"), tree.find(".//main")]
    return " ".join("".join(_texts(part)) for part in parts if part is not None)


def _texts(element):
    if _left_out(element):
        return
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield " " if child.tag in BLOCKS else ""
        yield child.tail or ""


def _left_out(element) -> bool:
    named = (element.get("class") or "").split()
    return (
        element.tag in (SVG, "nav") or element.get("aria-hidden") == "true" or element.get("id") == "files"
        or "govuk-visually-hidden" in named
        or (element.tag == "summary" and element.get("data-fold") == "table")
    )  # fmt: skip


def office_texts(folder, files: dict[str, bytes]) -> dict[str, str]:
    """The text of Word files as LibreOffice finds it, by their names."""
    program = setup_tools.office()
    if not program:
        pytest.fail("No LibreOffice: run make test, which installs it.")
    for name, content in files.items():
        (folder / f"{name}.docx").write_bytes(content)
    command = [
        program, f"-env:UserInstallation=file://{folder}/profile", "--headless",
        "--convert-to", "txt:Text (encoded):UTF8",
        "--outdir", str(folder), *(str(folder / f"{name}.docx") for name in files),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=150)
    return {name: (folder / f"{name}.txt").read_text(encoding="utf-8-sig") for name in files}


def tags_of(pdf: pikepdf.Pdf) -> list[tuple[str, object]]:
    """Every element of the structure of a PDF in reading order: its role and itself."""
    found, waiting = [], [pdf.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Array):
            waiting += reversed(list(element))
        elif isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                found.append((str(element.S).lstrip("/"), element))
            if "/K" in element:
                waiting.append(element.K)
    return found
