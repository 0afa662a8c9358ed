"""Published layouts, each made by hand here, and what is refused of a file with its row."""

import pytest

from consult.population import GOOD, Lookup, Unreadable, check_totals, read, read_rows
from consult.population.ages import band_of, span
from consult.population.recognise import is_postcodes

TRAFFORD, STOCKPORT = "E08000009", "E08000007"
LONG = "area_code,area_name,geography,period,indicator,measure,unit,age,sex,value\n"


def long(*rows, header=LONG):
    """Rows of (age, sex, value) of Trafford in the layout of the Census tables by borough."""
    start = f"{TRAFFORD},Trafford,Local authority,2021-03-21,Usual resident population by sex and age,Count,Persons"
    return (header + "".join(f"{start},{age},{sex},{value}\n" for age, sex, value in rows)).encode()


GOOD_ROWS = (
    ("Aged 16 years", "All persons", 30), ("Aged 16 years", "Female", 16), ("Aged 16 years", "Male", 14),
    ("Aged 17 years", "All persons", 21), ("Aged 17 years", "Female", 10), ("Aged 17 years", "Male", 11),
)  # fmt: skip


def elsewhere(*rows, code=STOCKPORT):
    """The same rows of another area, without the names of the columns."""
    return long(*rows, header="").replace(TRAFFORD.encode(), code.encode())


def table(content):
    (found,) = read(read_rows(content))
    return found


def refusal(content):
    with pytest.raises(Unreadable) as caught:
        found = read(read_rows(content))
        for one in found if isinstance(found, list) else []:
            check_totals(one)
    return caught.value.note


def people(found):
    """Everybody in a table, added up here."""
    return sum(cell.value for cell in found.cells)


def test_one_figure_a_row():
    found = table(long(*GOOD_ROWS))
    assert (found.layout, found.geography, found.dimensions) == ("columns", "borough", ("age", "sex"))
    assert (found.period, found.unit, found.names) == ("2021-03-21", "usual residents", {TRAFFORD: "Trafford"})
    assert people(found) == 16 + 14 + 10 + 11, "the totals are not counted a second time"
    (note,) = check_totals(found)
    assert (note.code, note.figures["totals"]) == ("totals_exact", 2)


def test_categories_in_the_indicator():
    header = "area_code,area_name,geography,period,indicator,measure,unit,value\n"
    rows = "".join(f"E00030771,E00030771,Output Area,2021-03-21,{who},Count,Persons,{n}\n"
                   for who, n in (("All persons", 5), ("Female", 3), ("Male", 2)))  # fmt: skip
    found = table((header + rows).encode())
    assert (found.geography, found.dimensions, people(found)) == ("oa", ("sex",), 5)


def test_as_nomis_gives_it_through_its_address():
    header = "DATE,GEOGRAPHY_NAME,GEOGRAPHY_CODE,C2021_RELIGION_10_NAME,MEASURES_NAME,OBS_VALUE\n"
    start = f"2021,Trafford,{TRAFFORD}"
    rows = (f'{start},"Total: All usual residents",Value,30\n{start},Christian,Value,18\n'
            f"{start},Muslim,Value,12\n{start},Muslim,Percent,40.0\n")  # fmt: skip
    found = table((header + rows).encode())
    assert (found.layout, found.period, people(found)) == ("nomis", "2021-03-21", 30)
    assert check_totals(found)[0].code == "totals_exact"


def test_as_nomis_gives_it_for_a_spreadsheet_with_lines_above_and_below():
    content = (
        '"TS030 - Religion"\n"ONS Crown Copyright Reserved"\n\n"population","All usual residents"\n\n'
        '"local authority","mnemonic","Total: All usual residents","Christian","Muslim"\n'
        f'"Trafford","{TRAFFORD}",30,18,12\n\n"In order to protect against disclosure, figures are altered."\n'
    )
    found = table(content.encode())
    assert (found.layout, people(found), found.names[TRAFFORD]) == ("wide", 30, "Trafford")
    assert check_totals(found)[0].figures == {"totals": 1, "exact": 1, "largest": 0}


def test_a_dataset_of_the_ons():
    header = ("Lower tier local authorities Code,Lower tier local authorities,Sex (2 categories) Code,"
              "Sex (2 categories),Observation\n")  # fmt: skip
    found = table((header + f"{TRAFFORD},Trafford,1,Female,16\n{TRAFFORD},Trafford,2,Male,14\n").encode())
    assert (found.layout, found.categories("sex")) == ("dataset", {"Female": 16, "Male": 14})


def test_several_tables_side_by_side_with_subtotals():
    parts = ("Total", "White", "White: Irish", "White: Other", "Asian")
    header = "date,geography,geography code," + ",".join(f"Faith: {part}" for part in parts) + "\n"
    found = table((header + f"2021,Trafford,{TRAFFORD},30,18,8,10,12\n").encode())
    assert found.categories("faith") == {"White: Irish": 8, "White: Other": 10, "Asian": 12}
    assert check_totals(found)[0].figures["totals"] == 2, "the subtotal of White is checked as well"
    two = "lsoa21_code,sex|Female,sex|Male,home|Owned,home|Rented,lsoa21nm\nE01006074,3,4,5,6,Trafford 025A\n"
    sex, home = read(read_rows(two.encode()))
    assert (sex.categories("sex"), home.categories("home")) == ({"Female": 3, "Male": 4}, {"Owned": 5, "Rented": 6})
    assert sex.names == {"E01006074": "Trafford 025A"}


def test_mid_year_estimates():
    header = "period,area_code,area_name,geography,sex,all_ages," + ",".join(map(str, range(0, 90))) + ",90+\n"
    def row(sex, each):
        return f"2024-06-30,{TRAFFORD},Trafford,Local authority,{sex},{91 * each}," + ",".join([str(each)] * 91) + "\n"
    found = table((header + row("Persons", 5) + row("Females", 3) + row("Males", 2)).encode())
    assert (found.layout, found.dimensions, people(found)) == ("estimates", ("sex", "age"), 91 * 5)
    assert check_totals(found)[0].code == "totals_exact"
    wrong = (header + row("Persons", 5) + row("Females", 3) + row("Males", 2).replace(",182,2,", ",182,3,", 1)).encode()
    assert refusal(wrong).code == "total_off", "an estimate is not altered: it must be exact"


def test_lookups_and_deprivation():
    best = read(read_rows(f"oa21cd,wd22cd,wd22nm,lad22cd\nE00030771,E05000819,Altrincham,{TRAFFORD}\n".encode()))
    assert isinstance(best, Lookup) and best.wards == {"E00030771": {"E05000819": 1.0}} and not best.shared
    parts = b"lsoa_code,ward_code,share\nE01006074,E05015241,0.75\nE01006074,E05015242,0.25\n"
    assert read(read_rows(parts)).wards["E01006074"] == {"E05015241": 0.75, "E05015242": 0.25}
    index = read(read_rows(f"lsoa21_code,IMD_decile,IMD_rank,lad22cd\nE01006074,3,9000,{TRAFFORD}\n".encode()))
    assert index.deciles == {"E01006074": 3} and index.within(TRAFFORD).deciles and not index.within(STOCKPORT).deciles
    assert is_postcodes(b'"pcds","osward"\nM33 1AA,E05015239\n') and not is_postcodes(parts)


@pytest.mark.refusal(
    part="Population files",
    comes="a byte-order mark, semicolons, tabs, UTF-16, Windows-1252",
    gets="read; Windows-1252 is said",
)
@pytest.mark.parametrize("change", [
    lambda text: "\ufeff" + text,
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text.replace(",", ";"),
    lambda text: text.replace(",", "\t"),
])
def test_whichever_program_saved_it(change):
    assert people(table(change(long(*GOOD_ROWS).decode()).encode())) == 51


@pytest.mark.refusal(part="Population files", comes="a byte-order mark, semicolons, tabs, UTF-16, Windows-1252")
def test_other_encodings():
    text = long(*GOOD_ROWS).decode().replace("Trafford,", "Tráfford,")
    assert table(text.encode("utf-16")).names[TRAFFORD] == "Tráfford"
    rows = read_rows(text.encode("cp1252"))
    assert [note.code for note in rows.notes] == ["windows_1252"] and "Tráfford" in rows.rows[0][1]


@pytest.mark.refusal(
    part="Population files",
    comes=(
        "an empty file, a workbook, a wrong encoding, a NUL, one column, a quotation mark left open, a row too wide, "
        "two columns alike"
    ),
    gets="what it is, the row, and how to save it",
)
@pytest.mark.refusal(part="Population files", comes="a formula in a cell", gets="refused, the cell shown as text")
@pytest.mark.refusal(
    part="Population files",
    comes="a negative, a fraction, a hidden or blank figure, no category",
    gets="the row and the figure",
)
@pytest.mark.refusal(
    part="Population files",
    comes="a total that its parts do not add up to",
    gets="the total, the sum, and which difference could be explained",
)
@pytest.mark.refusal(
    part="Population files",
    comes="a row twice, an area that lacks a category, areas of two kinds, figures of two days",
    gets="which, where",
)
@pytest.mark.parametrize(("content", "code", "row"), [
    (b"", "empty", None),
    (b" \n\n", "empty", None),
    (b"PK\x03\x04rest", "workbook", None),
    (b"\xd0\xcf\x11\xe0rest", "workbook", None),
    (long(*GOOD_ROWS).replace(b"Male", b"Ma\x00le", 1), "nul", 4),
    (b"caf\x81\xe9,x\n1,2\n", "encoding", 1),
    (b"only one column\n1\n", "one_column", None),
    (long(), "no_rows", None),
    (long(*GOOD_ROWS).replace(b"sex,value", b"age,value"), "twin_columns", 1),
    (long(*GOOD_ROWS) + b'"unclosed', "not_csv", 8),
    (long(("Aged 16 years", "Fe,male", 16)), "too_wide", 2),
    (long(("Aged 16 years", "=cmd()", 16)), "formula", 2),
    (long(("Aged 16 years", "Female", "@sum")), "formula", 2),
    (long(("Aged 16 years", "Female", -3)), "negative", 2),
    (long(("Aged 16 years", "Female", 1.5)), "no_whole_number", 2),
    (long(("Aged 16 years", "Female", "c")), "not_a_number", 2),
    (long(("Aged 16 years", "Female", "")), "blank", 2),
    (long(("Aged 16 years", "", 4)), "no_category", 2),
    (long(*GOOD_ROWS, ("Aged 17 years", "Male", 11)), "twice", 8),
    (long(*GOOD_ROWS).replace(b"30\n", b"80\n"), "total_off", 2),
    (long(*GOOD_ROWS).replace(b",30\n", b",30\nTrafford", 1), "no_area_code", 3),
    (long(*GOOD_ROWS).replace(b"2021-03-21", b"2011-03-27", 1), "several_dates", None),
    (long(*GOOD_ROWS).replace(b"2021-03-21", b"spring"), "no_date", None),
    (long(*GOOD_ROWS) + elsewhere(*GOOD_ROWS[:4]), "missing_cells", None),
    (long(("All ages", "All persons", 9)), "only_totals", None),
    (b"name,lat\nSale,53.4\n", "no_areas", None),
    (b"ward_code,ward_name,lad_code\nE05014818,Astley Bridge,E08000001\n", "ward_list", None),
    (b"level,area_code,margin,category,value\nLAD,E08000009,sex,Female,3\n", "several_tables", None),
    (b"lad,name,score\nE08000009,Trafford,31.5\n", "unknown_layout", None),
    (b"oa21cd,wd22cd\nE00030771,E05000819\nE00030771,E05000820\n", "twice_in_lookup", 3),
    (b"oa21cd,wd22cd\nE00030771,E05000819\nE00030772,Altrincham\n", "no_area_code", 3),
    (b"lsoa_code,ward_code,share\nE01006074,E05015241,1.5\n", "no_share", 2),
    (b"lsoa21_code,IMD_decile\nE01006074,11\n", "no_decile", 2),
])  # fmt: skip
def test_what_is_refused_says_where(content, code, row):
    note = refusal(content)
    assert (note.code, note.row) == (code, row)


@pytest.mark.refusal(part="Population files", comes="a file over 32 MB, or one and a half million cells")
def test_more_cells_than_fit_are_refused_before_they_are_all_read():
    with pytest.raises(Unreadable) as caught:
        read_rows(b"a,b,c,d\n" + b"1,2,3,4\n" * 500_001)
    assert caught.value.note.code == "too_many"


@pytest.mark.refusal(part="Population files", comes="a total that its parts do not add up to")
def test_a_small_difference_in_the_census_is_said_and_a_large_one_refused():
    """Three altered cells of each total may part by a few: 30 against 16 + 14 + 3."""
    (note,) = check_totals(table(long(*GOOD_ROWS[:2], ("Aged 16 years", "Male", 17), *GOOD_ROWS[3:])))
    assert (note.code, note.level, note.figures["largest"]) == ("totals_near", GOOD, 3)
    assert refusal(long(*GOOD_ROWS[:2], ("Aged 16 years", "Male", 34), *GOOD_ROWS[3:])).figures["sum"] == 50


@pytest.mark.refusal(
    part="Population files",
    comes="a row twice, an area that lacks a category, areas of two kinds, figures of two days",
)
def test_areas_of_two_kinds_are_not_mixed():
    two = long(*GOOD_ROWS) + elsewhere(*GOOD_ROWS, code="E05015239")
    with pytest.raises(Unreadable, match="mixed_areas"):
        _ = table(two).geography


@pytest.mark.parametrize(("label", "years"), [
    ("Aged under 1 year", (0, 0)), ("Aged 1 year", (1, 1)), ("Aged 4 years and under", (0, 4)),
    ("Aged 5 to 9 years", (5, 9)), ("Aged 85 years and over", (85, None)), ("90+", (90, None)), ("16-24", (16, 24)),
    ("75 or over", (75, None)), ("42", (42, 42)), ("Female", None), ("White: Irish", None), ("", None), ("24-16", None),
])  # fmt: skip
def test_ages_as_tables_write_them(label, years):
    assert span(label) == years


def test_an_age_band_is_never_parted():
    bands = {"16-24": (16, 24), "75+": (75, None)}
    assert [band_of(one, bands) for one in ((16, 16), (90, None), (3, 3))] == ["16-24", "75+", None]
    for one in ((15, 19), (20, 29), (70, None)):
        with pytest.raises(Unreadable, match="straddles"):
            band_of(one, bands)
