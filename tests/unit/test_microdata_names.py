"""Names of variables and texts that every program takes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.services.in_files import harmless, within
from consult.services.microdata.names import LONGEST, RESERVED, plain, unique

VALID = re.compile(r"[a-z][a-z0-9_]*")


@pytest.mark.parametrize(
    ("column", "name"),
    [("safe_dark", "safe_dark"), ("reasons=asb", "reasons_asb"), ("asb.litter", "asb_litter"), ("with", "v_with"),
     ("BY", "v_by"), ("str12", "v_str12"), ("16-24", "v_16_24"), ("محفوظ", "v"), ("_all", "v_all"), ("ALL", "v_all"),
     ("a__", "a")],
)  # fmt: skip
def test_a_column_as_a_name(column, name):
    assert plain(column) == name


def test_a_long_name_is_cut_to_what_stata_takes_and_stays_its_own():
    names = unique([f"{'x' * 10_000}=a", f"{'x' * 10_000}=b"])
    assert len(set(names.values())) == 2 and all(len(name) <= 32 for name in names.values())
    assert unique([f"{'x' * 10_000}=a"]) == {f"{'x' * 10_000}=a": names[f"{'x' * 10_000}=a"]}


@pytest.mark.refusal(
    part="Taking answers out",
    comes="names that differ only in case, are words of SPSS or Stata, have 10,000 letters or no Latin one",
    gets="each a valid name of its own, the same each time",
)
def test_names_that_differ_only_in_case_or_signs_do_not_clash():
    names = unique(["Safe.Dark", "safe_dark", "safe=dark", "SAFE DARK"])
    assert names["Safe.Dark"] == "safe_dark" and len({name.lower() for name in names.values()}) == 4


@pytest.mark.refusal(
    part="Taking answers out",
    comes="names that differ only in case, are words of SPSS or Stata, have 10,000 letters or no Latin one",
)
@given(st.lists(st.text(max_size=60), unique=True, max_size=30))
def test_whatever_the_columns_are_called(columns):
    names = unique(columns)
    assert list(names) == columns and len(set(names.values())) == len(columns)
    assert all(VALID.fullmatch(name) and len(name) <= LONGEST and name not in RESERVED for name in names.values())


@pytest.mark.refusal(part="Taking answers out", comes="a label that is a formula; one of more bytes than SPSS holds")
def test_a_label_of_300_letters_says_that_it_was_cut():
    assert within("ب" * 300, 120) == "ب" * 58 + "…" and within("b" * 120, 120) == "b" * 120


@given(st.text(), st.integers(8, 120))
def test_a_cut_text_fits_its_bytes_and_is_whole_characters(text, limit):
    cut = within(text, limit)
    assert len(cut.encode()) <= limit and "\x00" not in cut and "\u202e" not in cut


@given(st.text())
def test_no_text_begins_a_formula(text):
    made = harmless(text)
    assert not made or made[0] not in "=@\t\r＝＠" and not re.match(r"[+\-＋－](?!\d+([.,]\d+)?$)", made)
