"""The files of a published edition by their names: what there is, in which languages, each made once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from flask import current_app

from consult.models import Edition
from consult.services import reading
from consult.services.files import data, kept, paper, word, workbook
from consult.services.files.look import Look
from consult.services.print import CannotPrint

METADATA = "csv-metadata.json"
# Ending -> type.
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    METADATA: "application/csvm+json",
    "json": "application/json",
}


@dataclass(frozen=True)
class Asked:
    """A file of an edition.

    form     an ending of TYPES
    lang     a language of the document's
    address  of the edition's page, whole, as it stands in the file
    """

    edition: Edition
    form: str
    lang: str
    address: str

    @property
    def key(self) -> tuple[str, ...]:
        """What the file depends on, beside the programs that make it."""
        return self.edition.sha256, self.form, self.lang, self.edition.partnership.colour, self.address

    @property
    def etag(self) -> str:
        """Of the frozen document, the language, and the programs that set it."""
        return f"{self.edition.sha256[:32]}-{self.lang}-{kept.made_with()}"

    @property
    def name(self) -> str:
        """What the file is called where it is saved; in the first language as it ever was."""
        edition, first = self.edition, self.edition.document["languages"][0]
        end = "" if self.lang == first or self.form == "json" else f"-{self.lang}"
        return f"{edition.partnership.slug}-{edition.section}-edition-{edition.number}{end}.{self.form}"


def asked(edition: Edition, form: str, lang: str | None, address: str) -> Asked:
    """The file in the language wished for, else in the first of the document's."""
    return Asked(edition, form, reading.language_of(edition.document, lang or ""), address)


def content(file: Asked) -> bytes:
    """The file itself. Raises consult.services.print.CannotPrint where the site was set up without its fonts."""
    return _kept(file, lambda: _make(file))


def _kept(file: Asked, make: Callable[[], bytes]) -> bytes:
    return kept.once(current_app.config["INSTANCE"], file.key, make)


def size(file: Asked) -> int | None:
    """How many bytes; None while it waits to be made until somebody asks."""
    return kept.size(current_app.config["INSTANCE"], file.key)


def make_all(edition: Edition, address: str) -> None:
    """Make every file of a new edition, so that its first readers wait for none.

    Without them the edition is published all the same: they are made when somebody asks.
    """
    languages = edition.document["languages"]
    # PDFs are set in processes of their own, which nothing else has to wait for.
    with ThreadPoolExecutor(max_workers=1) as typesetter:
        papers = {}
        for lang in languages:
            file = asked(edition, "pdf", lang, address)
            data = paper.plain(edition.document, lang, Look(edition.partnership.colour, address))
            papers[file] = typesetter.submit(paper.typeset, data)
        for form in TYPES:
            for lang in languages:
                file = asked(edition, form, lang, address)
                try:
                    _kept(file, papers[file].result if file in papers else lambda file=file: _make(file))
                except CannotPrint as why:
                    current_app.logger.warning("No %s of edition %s: %s", form, edition.number, why)


def _make(file: Asked) -> bytes:
    document, lang = file.edition.document, file.lang
    look = Look(file.edition.partnership.colour, file.address)
    if file.form == "csv":
        return data.csv(document, lang)
    if file.form == METADATA:
        name = f"{file.address.rsplit('/', 1)[-1]}.csv?lang={lang}"
        return data.csv_metadata(document, lang, name, file.address)
    if file.form == "json":
        return data.json(document)
    return {"docx": word.docx, "pdf": paper.pdf, "xlsx": workbook.xlsx}[file.form](document, lang, look)
