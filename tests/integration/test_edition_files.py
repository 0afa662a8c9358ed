"""The files of an edition: each is opened by a program of its own, and no two of them disagree."""

import copy
import csv
import io
import json
import re
from decimal import ROUND_HALF_UP, Decimal

import docx
import openpyxl
import pikepdf
import pytest
from flask_babel import force_locale

from consult.extensions import db
from consult.services import editions, files
from consult.services.reading import numbers
from tests import opened
from tests.conftest import filled_sqlite, lay
from tests.integration.telling import add_wave, answer, known_wave, published, weigh_by_sex
from tests.printed import pages_of, text_of

SECTION = "/trafford/what-our-communities-tell-us"
LANGUAGES = ("en", "ur", "pl")
CODE = re.compile("[0-9a-f]{16,}")


@pytest.fixture(scope="module")
def template(tmp_path_factory, sqlite_app, sqlite_template):
    """An SQLite file with an edition of two waves."""
    return filled_sqlite(sqlite_app, sqlite_template, tmp_path_factory.mktemp("published"), lambda: published(
        editions.partnership("trafford"), [known_wave(simulated=True), young_wave()]))  # fmt: skip


@pytest.fixture
def edition(app, template):
    db.session.remove()
    db.engine.dispose()
    lay(app, template)
    return editions.latest(editions.partnership("trafford"))


def young_wave():
    """Young people who chose to answer; of one answer there are too few to be shown."""
    wave = add_wave("young", survey="trafford-youth", design="open")
    answer(wave, 60, sex="female", worry_knife="very")
    answer(wave, 50, sex="male", worry_knife="not_very")
    answer(wave, 3, sex="male", worry_knife="not_at_all")
    weigh_by_sex(wave, 100, 100)
    return wave


def tenth(share):
    """A share in per cent to one decimal, half up, as a pencil gives it."""
    return (Decimal(str(share)) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


def fetched(client, form, lang):
    response = client.get(f"{SECTION}/edition-1.{form}?lang={lang}")
    assert response.status_code == 200
    return response.data


def bare(text):
    """Words alone: how lines are broken, and the bullets of a list, are the reader's business."""
    return " ".join(text.replace("•", " ").replace("\u200e", "").split())


def test_the_word_file_reads_as_the_page_does(client, edition, tmp_path):
    texts = opened.office_texts(tmp_path, {lang: fetched(client, "docx", lang) for lang in LANGUAGES})
    for lang in LANGUAGES:
        page = bare(opened.main_text(client.get(f"{SECTION}/edition-1?lang={lang}").text))
        assert len(page) > 5_000
        assert bare(texts[lang]) == page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_word_file_has_headings_tables_alternative_texts_and_its_language(client, edition, lang):
    file = docx.Document(io.BytesIO(fetched(client, "docx", lang)))
    styles = [paragraph.style.name for paragraph in file.paragraphs]
    assert styles.count("Title") == 1 and styles.count("Heading 1") == 3
    assert styles.count("Heading 2") == len(edition.document["blocks"])
    assert file.tables and all(table.rows[0]._tr.xpath("./w:trPr/w:tblHeader") for table in file.tables)
    pictures = file.element.xpath("//wp:docPr")
    assert len(pictures) == len(file.inline_shapes) >= 8
    assert all(len(picture.get("descr")) > 20 for picture in pictures)
    about = file.core_properties
    assert about.title == edition.document["words"][lang]["title"]
    assert (about.language, about.author) == (lang, "Safer Trafford Partnership")
    foot = "".join(paragraph.text for paragraph in file.sections[0].footer.paragraphs)
    assert f"{SECTION}/edition-1" in foot and about.title in foot


def test_right_to_left_is_in_every_paragraph_and_table(client, edition):
    file = docx.Document(io.BytesIO(fetched(client, "docx", "ur")))
    used = {paragraph.style.name for paragraph in file.paragraphs}
    assert all(file.styles[name].element.xpath("./w:pPr/w:bidi") for name in used)
    assert all(table._tbl.xpath("./w:tblPr/w:bidiVisual") for table in file.tables)
    heading = next(paragraph for paragraph in file.paragraphs if paragraph.style.name == "Heading 2")
    assert all(run._r.xpath("./w:rPr/w:rtl") for run in heading.runs if run.text.strip())
    english = docx.Document(io.BytesIO(fetched(client, "docx", "en")))
    assert not english.element.xpath("//w:bidiVisual | //w:rtl")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pdf_is_tagged(client, edition, lang):
    with pikepdf.open(io.BytesIO(fetched(client, "pdf", lang))) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked) and str(pdf.Root.Lang) == lang
        assert str(pdf.docinfo.Title) == edition.document["words"][lang]["title"]
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert b"pdfuaid" in pdf.Root.Metadata.read_bytes()
        tags = opened.tags_of(pdf)
        roles = [role for role, _element in tags]
        assert roles.count("H1") == 1 and roles.count("H2") == 3
        assert roles.count("H3") == len(edition.document["blocks"])
        assert {"Table", "TR", "TH", "TD", "P", "L", "LI", "Link"} <= set(roles)
        figures = [element for role, element in tags if role == "Figure"]
        assert len(figures) >= 8 and all(len(str(figure.Alt)) > 20 for figure in figures)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pdf_holds_every_sentence(client, edition, lang):
    pdf = fetched(client, "pdf", lang)
    text = " ".join(text_of(pdf, page) for page in range(pages_of(pdf)))
    letters = "".join(one for one in text if one.isalnum())
    for finding in edition.document["blocks"]:
        words = finding["words"][lang]
        for sentence in [words["heading"], *words["sentences"], *(row["text"] for row in words["how"])]:
            # The number of the code is no word: its digits and letters are put in this order or that from the right.
            for word in filter(lambda one: not CODE.fullmatch(one), sentence.split()):
                assert "".join(one for one in word if one.isalnum()) in letters, (sentence, word)


def test_every_figure_is_the_same_in_every_format(client, edition):
    """Each file is read on its own; what they must say follows from the frozen shares, rounded as a pencil does."""
    document = json.loads(fetched(client, "json", "en"))
    seen = {form: figures_of(form, fetched(client, form, "en")) for form in ("csv", "xlsx", "docx")}
    seen["page"] = page_tables(client.get(f"{SECTION}/edition-1").text)
    pdf = fetched(client, "pdf", "en")
    text = " ".join(text_of(pdf, page) for page in range(pages_of(pdf)))
    told = 0
    for finding in document["blocks"]:
        for part in finding.get("parts", ()):
            label = finding["words"]["en"]["labels"][part["id"]]["text"]
            key = (finding["words"]["en"]["chart"]["title"], label)
            if part["state"] == "withheld":
                assert seen["page"][key][0] == seen["docx"][key][0] == "withheld"
                assert seen["csv"][finding["id"], part["id"]] is seen["xlsx"][finding["id"], part["id"]] is None
                continue
            share = tenth(part["value"])
            assert seen["csv"][finding["id"], part["id"]] == seen["xlsx"][finding["id"], part["id"]] == share
            assert seen["page"][key] == seen["docx"][key]
            assert seen["page"][key][0] == f"{share}%" and f"{label} {share}%" in text
            assert seen["page"][key][-1] == f"{part['base']:,}"
            told += 1
    assert told > 10


def figures_of(form, data):
    """(finding, answer) -> per cent of the data files; (caption, label) -> cells of the tables of a Word file."""
    if form == "docx":
        file = docx.Document(io.BytesIO(data))
        captions = [paragraph.text for paragraph in file.paragraphs if paragraph.style.name == "Caption"]
        return {
            (caption, row.cells[0].text): [cell.text for cell in row.cells[1:]]
            for caption, table in zip(captions, file.tables, strict=True) for row in table.rows[1:]
        }  # fmt: skip
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True)["Figures"]
        heading, *lines = sheet.iter_rows(values_only=True)
        rows = [dict(zip(heading, line, strict=True)) for line in lines]
    return {
        (row["finding"], row["id"]): None if row["percent"] in ("", None) else Decimal(str(row["percent"]))
        for row in rows if row["row"] == "answer"
    }  # fmt: skip


def page_tables(html):
    found = {}
    for table in opened.page_of(html).iterfind(".//table"):
        for row in table.iterfind("./tbody/tr"):
            label, *cells = ("".join(cell.itertext()) for cell in row)
            found["".join(table.find("caption").itertext()), label] = cells
    return found


def test_ties_are_rounded_half_up_in_every_format(app, edition):
    """12.35 and 12.25 are ties: rounding to even makes 12.2 of the latter, binary fractions 28 of 28.5."""
    document = copy.deepcopy(edition.document)
    part = document["blocks"][0]["parts"][0]
    part |= {"value": 0.1235, "lower": 0.1225, "upper": 0.2845}
    label = document["blocks"][0]["words"]["en"]["labels"][part["id"]]["text"]
    csv_row = files.csv(document, "en").decode("utf-8-sig").splitlines()[2]
    assert ",12.4,12.3,28.5," in csv_row
    word = figures_of("docx", files.docx(document, "en"))
    caption = document["blocks"][0]["words"]["en"]["chart"]["title"]
    assert word[caption, label][:3] == ["12.4%", "12.3%", "28.5%"]
    with force_locale("en"):
        told = [numbers.whole(share) for share in (0.285, 0.545, 0.004, 0.996, 0.0, 1.0)]
    assert told == ["29%", "55%", "<1%", ">99%", "0%", "100%"]


HOSTILE = {
    "very_safe": "=cmd|' /C calc'!A0",
    "fairly_safe": "a\x00b\x1b\ufffe\u202ec <b>&amp;</b> 🙂 #let a = 1 $x$ @ref *b*",
    "dont_know": "L" * 10_000,
}


@pytest.fixture
def hostile(edition):
    document = copy.deepcopy(edition.document)
    for lang in LANGUAGES:
        words = document["blocks"][0]["words"][lang]
        words["labels"] = {id: {"text": HOSTILE.get(id, one["text"]), "lang": None}
                           for id, one in words["labels"].items()}  # fmt: skip
        words["sentences"].append("@SUM(A1) {{ 7 * 7 }}")
    return document


@pytest.fixture
def every_answer(hostile):
    """Every answer of the first finding is shown, so that every hostile label stands in a picture and a table."""
    finding = hostile["blocks"][0]
    for id in HOSTILE:
        if not any(part["id"] == id for part in finding["parts"]):
            finding["parts"].append({**finding["parts"][0], "id": id, "value": 0.1})
            for lang in LANGUAGES:
                finding["words"][lang]["labels"][id] = {"text": HOSTILE[id], "lang": None}
    for part in finding["parts"]:
        part |= {"state": "shown", "value": part["value"] or 0.1, "lower": 0.05, "upper": 0.5, "base": 100}
    return hostile


@pytest.mark.parametrize("lang", ["en", "ur"])
def test_no_label_breaks_a_file_or_becomes_a_formula(app, every_answer, lang, tmp_path):
    text = opened.office_texts(tmp_path, {"it": files.docx(every_answer, lang)})["it"]
    assert HOSTILE["very_safe"] in text and "abc <b>&amp;</b> 🙂 #let a = 1 $x$ @ref *b*" in text
    assert "L" * 10_000 in text and "@SUM(A1) {{ 7 * 7 }}" in text
    pdf = files.pdf(every_answer, lang)
    said = " ".join(text_of(pdf, page) for page in range(pages_of(pdf)))
    assert "[slightly smiling face] #let a = 1 $x$ @ref *b*" in said or lang == "ur"
    book = openpyxl.load_workbook(io.BytesIO(files.xlsx(every_answer, lang)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert not [cell.value for cell in cells if isinstance(cell.value, str) and cell.value[0] in "=@"]
    assert "'" + HOSTILE["very_safe"] in [cell.value for cell in cells]
    rows = list(csv.reader(io.StringIO(files.csv(every_answer, lang).decode("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "@", "\t")]
    assert "L" * 10_000 in {cell for row in rows for cell in row}


def test_the_workbook_has_every_figure_each_table_and_what_it_is(client, edition):
    book = openpyxl.load_workbook(io.BytesIO(fetched(client, "xlsx", "en")))
    assert book.sheetnames[0] == "Figures" and book.sheetnames[-1] == "About"
    page = page_tables(client.get(f"{SECTION}/edition-1").text)
    tables = {sheet["A1"].value: sheet for sheet in book.worksheets[1:-1]}
    assert set(tables) == {caption for caption, _label in page}
    sheet = tables["Feeling safe in the local area"]
    assert [cell.value for cell in sheet[3]] == ["Answer", "Share", "Lower limit", "Upper limit", "Base"]
    assert sheet["B4"].value == "68.0%"
    about = {row[0].value: row[1].value for row in book["About"].iter_rows(max_col=2)}
    assert about["Document"] == f"SHA-256 {edition.sha256}"
    assert "a computer made them up" in about["Simulated answers"]
    assert book.properties.title == "What our communities tell us"


def test_the_metadata_describes_every_column_of_the_csv(client, edition):
    told = json.loads(fetched(client, "csv-metadata.json", "en"))
    header = fetched(client, "csv", "en").decode("utf-8-sig").splitlines()[0].split(",")
    columns = told["tableSchema"]["columns"]
    assert [column["name"] for column in columns] == header
    assert all(column["dc:description"] and column["datatype"] for column in columns)
    assert told["url"] == "edition-1.csv?lang=en" and told["@context"][0] == "http://www.w3.org/ns/csvw"
    assert edition.sha256 in told["dc:identifier"] and "1 " not in told["dc:issued"]["@value"]


@pytest.mark.parametrize("form", ["docx", "pdf", "xlsx", "csv", "csv-metadata.json", "json"])
def test_a_file_is_the_same_whenever_it_is_asked_for(client, edition, form, app):
    address = f"{SECTION}/edition-1.{form}?lang=ur"
    first = client.get(address)
    assert first.status_code == 200 and first.headers["Content-Language"] == "ur"
    assert "Set-Cookie" not in first.headers and first.headers["Cache-Control"] == "private, no-cache"
    assert re.search(rf'filename="trafford-what-our-communities-tell-us-edition-1(-ur)?\.{form}"',
                     first.headers["Content-Disposition"])  # fmt: skip
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.data
    english = client.get(f"{SECTION}/edition-1.{form}?lang=en")
    assert english.headers["ETag"] != first.headers["ETag"]
    for kept in (app.config["INSTANCE"] / "edition-files").iterdir():
        kept.unlink()
    assert client.get(address).data == first.data


def test_a_language_that_an_edition_is_not_in_gives_its_first(client, edition):
    assert client.get(f"{SECTION}/edition-1.csv?lang=xx").data == fetched(client, "csv", "en")
    assert client.get(f"{SECTION}/edition-9.docx").status_code == 404
    assert client.get(f"{SECTION}/edition-1.exe").status_code == 404
    assert client.get("/stockport/what-our-communities-tell-us/edition-1.pdf").status_code == 404
    assert client.get(f"{SECTION}.docx?lang=ur").headers["Location"] == f"{SECTION}/edition-1.docx?lang=ur"


def test_the_page_lists_the_files_with_their_language_and_size(client, edition):
    size = len(fetched(client, "pdf", "en"))
    tree = opened.page_of(client.get(f"{SECTION}/edition-1").text)
    links = {link.get("href"): link for link in tree.iterfind(".//a[@download]")}
    assert len(links) == 5 * len(LANGUAGES) + 1
    for lang in LANGUAGES:
        assert links[f"{SECTION}/edition-1.docx?lang={lang}"].get("hreflang") == lang
    pdf = next(item for item in tree.iterfind(".//li") if "PDF" in "".join(item.itertext()))
    assert f"{round(size / 1000)} KB" in "".join(pdf.itertext())


def test_a_card_may_be_framed_by_anybody_and_leads_back(client, edition):
    response = client.get(f"{SECTION}/edition-1/card/safe_area?lang=en")
    page = response.text
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in response.headers and "<script" not in page
    assert ">68%<" in page and "68% of the 100 residents who answered" in page
    assert "Quota sample" in page and "Base 100" in page and "Simulated answers" in page
    assert f'{SECTION}/edition-1#safe_area" target="_top"' in page
    policy = client.get(f"{SECTION}/edition-1").headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    urdu = client.get(f"{SECTION}/edition-1/card/safe_area?lang=ur")
    assert '<html lang="ur" dir="rtl"' in urdu.text and "Set-Cookie" not in urdu.headers


def test_a_card_is_of_a_figure_that_is_there(client, edition):
    for block in ("nothing", "who_answered_adults", "%00"):
        assert client.get(f"{SECTION}/edition-1/card/{block}").status_code == 404
    assert client.get("/stockport/what-our-communities-tell-us/edition-1/card/safe_area").status_code == 404
    tree = opened.page_of(client.get(f"{SECTION}/edition-1").text)
    codes = ["".join(box.itertext()) for box in tree.iterfind(".//textarea")]
    frames = [opened.page_of(code).find(".//iframe") for code in codes]
    assert frames and all(frame.get("title") for frame in frames)
    assert all(client.get(frame.get("src")).status_code == 200 for frame in frames)


def test_a_card_says_that_there_is_a_newer_edition(client, edition):
    card = f"{SECTION}/edition-1/card/safe_area"
    assert "newer edition" not in client.get(card).text
    published(editions.partnership("trafford"), [known_wave("next", simulated=True)])
    assert "There is a newer edition" in client.get(card).text
