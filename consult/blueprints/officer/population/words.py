"""Words for kinds of files, areas, audiences and changes."""

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.services import population as service


def audiences() -> dict[str, str]:
    """Whom a margin is for."""
    return {"adults": _("Adults, 16 and over"), "young": _("Young people, 11 to 17")}


def units() -> dict[str, str]:
    """What a margin counts."""
    return {"usual residents": _("usual residents"), "households": _("households")}


def bases() -> dict[str, str]:
    """Whom it counts of them."""
    return {
        "16 and over": _("16 and over"),
        "11 to 17": _("11 to 17"),
        "all ages": _("all ages"),
        "all households": _("all households"),
    }


def levels() -> dict[str, str]:
    """What a note is, in a word."""
    return {"good": _("Checked"), "caution": _("Caution"), "refused": _("Not possible")}


def changes() -> dict[str, str]:
    """What became of a ward."""
    return {
        "same_code": _("Same code, same boundary"),
        "same_boundary": _("New code, same boundary"),
        "changed": _("Boundary changed"),
    }


def areas(number: int, kind: str) -> str:
    """ "21 wards"."""
    if kind == "borough":
        return _("The borough")
    return _("%(number)s %(kind)s", number=number, kind=service.kinds()[kind])


def recognised(file, tables) -> str:
    """What a file was recognised as."""
    if file.kind == "tables":
        layouts = {
            "columns": _("A Census table, one figure a row"),
            "wide": _("A Census table, one column a category"),
            "nomis": _("A Census table as Nomis gives it"),
            "dataset": _("A Census dataset as the ONS gives it"),
            "estimates": _("Population estimates, one column a year of age"),
        }
        more = ngettext("%(num)s table", "%(num)s tables", len(tables))
        return layouts[tables[0].layout] if len(tables) == 1 else f"{layouts[tables[0].layout]} ({more})"
    return {
        "lookup": held(file),
        "deprivation": _("The Index of Multiple Deprivation by LSOA"),
        "postcodes": _("An extract of the ONS Postcode Directory"),
        "outlines": held(file),
    }[file.kind]


def held(file) -> str:
    """What a kept file is."""
    kinds = service.kinds()
    if file.kind == "lookup" and file.data["year"] == "members":
        return _("Which %(kind)s lie in the borough", kind=kinds[file.data["kind"]])
    if file.kind == "lookup":
        how = _("by shares") if file.data["shared"] else _("by best fit")
        return _("Which ward of %(year)s each of the %(kind)s lies in, %(how)s", kind=kinds[file.data["kind"]],
                 year=_year(file.data["year"]), how=how)  # fmt: skip
    if file.kind == "people":
        return _("How many people live in each of the %(kind)s", kind=kinds[file.slot.split()[-1]])
    if file.kind == "outlines":
        return _("Outlines of the wards of %(year)s", year=_year(file.data["year"]))
    return _("The Index of Multiple Deprivation by LSOA")


def _year(year: str) -> str:
    return _("today") if year == "today" else year


def slot(file, tables) -> str | None:
    """What a waiting file would be kept as."""
    if file.kind == "lookup":
        return f"lookup {file.data['kind']} {file.data['year']}"
    if file.kind == "outlines":
        return f"outlines {file.data['year']}"
    if file.kind == "tables":
        return f"people {tables[0].geography}"
    return file.kind


def keeping(file, tables) -> str | None:
    """What keeping a file is good for; None for tables that only margins can be made of."""
    if tables and (tables[0].geography not in ("oa", "lsoa") or tables[0].unit == "households"):
        return None
    return {
        "tables": _("Consult keeps how many people live in each small area. Changed wards and deprivation need that."),
        "lookup": _("Consult keeps which small area lies in which ward. Changed wards are reckoned with it."),
        "deprivation": _("Consult keeps the tenths and shows how deprived each ward is."),
        "postcodes": _("People who type their postcode are placed in its ward. The postcode itself is never kept."),
        "outlines": _("The map that people choose their ward on is drawn from the outlines of today’s wards. "
                      "Those of earlier years are kept to compare."),
    }[file.kind]  # fmt: skip
