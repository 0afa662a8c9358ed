"""Words for files that cannot be read, or not without a remark."""

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """Code -> sentence with the names of its figures."""
    return {**_file(), **_layout(), **_cells(), **_areas()}


def _file() -> dict[str, str]:
    return {
        "empty": _("The file is empty. Download it again."),
        "workbook": _("This is a workbook, not a CSV file. Open it, choose the sheet, and save it as “CSV UTF-8”."),
        "encoding": _("A letter cannot be read. Save the file as “CSV UTF-8” and send it again."),
        "windows_1252": _("The file is not in UTF-8 and was read as Windows-1252. Look whether the names are right."),
        "nul": _("There is a NUL character, which no published table has. Download the file again."),
        "one_column": _("Only one column was found. Save the file as CSV with commas between the cells."),
        "twin_columns": _("Two columns are called “%(column)s”. Rename or remove one of them."),
        "too_many": _("The file has more than %(limit)s cells. Download it for your borough alone and send it again."),
        "not_csv": _("From here on the file is not CSV: a quotation mark is not closed. Download it again."),
        "too_wide": _(
            "The row has %(cells)s cells, the header %(columns)s. Put names with commas into quotation marks."
        ),
        "formula": _("“%(cell)s” is a formula. Put the figure itself there."),
        "no_rows": _("The file has names of columns and no row below them. Download it again."),
        "rows_above": _("%(rows)s lines above the names of the columns were passed over."),
    }


def _layout() -> dict[str, str]:
    return {
        "ward_list": _(
            "This is a list of wards. Consult knows the wards of 2022 and 2023, so there is nothing to load."
        ),
        "no_areas": _(
            "No column holds area codes such as E08000009. The columns are: %(columns)s. Download the table "
            "with its area codes."
        ),
        "several_tables": _(
            "Several tables stand in one, told apart by the column “margin”. Load each table as the ONS "
            "publishes it, in a file of its own."
        ),
        "unknown_layout": _(
            "It is not clear what the file holds. Its columns are: %(columns)s. Load a Census table or "
            "estimate, an area lookup, deprivation by LSOA, postcodes, or outlines."
        ),
        "no_categories": _(
            "No column says whom each figure counts. The columns are: %(columns)s. Download the table with its "
            "categories."
        ),
        "no_category": _("The category is blank. Say whom the figure counts, or take the row out."),
        "several_dates": _("The figures are of several days: %(dates)s. Load one day at a time."),
        "no_date": _("“%(date)s” is no day. Write it as 2021-03-21."),
        "mixed_areas": _("The areas are of several kinds: %(kinds)s. Load one kind at a time."),
        "unknown_kind": _(
            "%(code)s is no output area, LSOA, MSOA, ward or borough. Download the table for one of these."
        ),
    }


def _cells() -> dict[str, str]:
    return {
        "blank": _("The figure is blank. Give it, or take the row out."),
        "not_a_number": _(
            "“%(cell)s” is no number. A figure that the publisher hides cannot be weighed to: download the "
            "table with fewer categories."
        ),
        "negative": _("%(cell)s is below zero. A count of people cannot be: look at the published table."),
        "no_whole_number": _("%(cell)s is not a whole number of people. Download the counts, not the percentages."),
        "only_totals": _("The file has totals and no categories. Download the table with its categories."),
        "twice": _("“%(category)s” of %(area)s stands here and in row %(first)s. Keep one of them."),
        "missing_cells": _(
            "%(area)s has no row for “%(category)s”, which others have (%(areas)s areas lack some). Download "
            "the whole table."
        ),
        "twice_in_lookup": _(
            "%(area)s stands a second time. Keep one row for each area, or load a lookup with shares."
        ),
        "no_share": _("“%(cell)s” is no share between 0 and 1. Correct it."),
        "no_decile": _("“%(cell)s” is no tenth from 1 to 10. Correct it."),
        "no_area_code": _(
            "“%(cell)s” is no area code of the kind that the column holds. Correct it or take the row out."
        ),
    }


def _areas() -> dict[str, str]:
    return {
        "not_ours": _("The file has nothing of %(area)s: it begins with %(first)s. Download it for your borough."),
        "areas_missing": _(
            "%(number)s areas lack, the first is %(first)s. Codes that nobody knows: %(unknown)s. Correct the "
            "codes or download the whole table."
        ),
        "areas_missing_only": _("%(number)s areas lack, the first is %(first)s. Download the whole table."),
        "no_outline": _("The shape of %(ward)s is not an area in degrees. Download the GeoJSON in WGS84."),
        "outside": _("%(areas)s other areas in the file were passed over."),
        "ended": _("%(areas)s postcodes that are no longer in use were passed over."),
        "lookup_needed": _(
            "Which %(kind)s lie in the borough, and in which of today’s wards, is not known yet. Load the "
            "lookup of them to wards first."
        ),
        "no_borough_column": _(
            "The file does not say which LSOAs are in your borough. Load one with the borough’s code."
        ),
        "wards_of_no_year": _(
            "The ward codes are of no year that is known (%(number)s of them, such as %(unknown)s). Use the "
            "wards of 2022 or 2023."
        ),
        "lookup_lacks_wards": _("No small area lies in %(first)s (%(number)s wards lack). Load the whole lookup."),
        "people_missing": _(
            "It is not known how many people live in %(areas)s LSOAs, the first is %(first)s. Load a table of "
            "people by LSOA first, with the LSOAs of the same Census as the index."
        ),
    }
