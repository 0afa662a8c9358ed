"""The types of XLSForm: which of ours each becomes, and which have no equal."""

from __future__ import annotations

import re

TEXT = ("text", "string", "q string", "add text prompt", "phone number")
INTEGER = ("integer", "int", "q int", "add integer prompt", "number of days in last month",
           "number of days in last six months", "number of days in last year")
DECIMAL = ("decimal", "q decimal", "add decimal prompt")
NOTE = ("note", "q note", "add note prompt")
AGREED = ("acknowledge", "trigger", "q acknowledge", "add acknowledge prompt")
DATE = ("date", "q date", "add date prompt")

# Type -> why it has no equal, as a code of remarks.
NO_EQUAL = {
    **dict.fromkeys((
        "start", "end", "today", "start time", "end time", "get start time", "get end time", "get today", "deviceid",
        "device id", "get device id", "imei", "simserial", "sim id", "get sim id", "subscriberid", "subscriber id",
        "get subscriber id", "phonenumber", "get phone number", "username", "uri:subscriberid", "uri:phonenumber",
        "uri:simserial", "uri:deviceid", "uri:username", "uri:email", "email", "audit", "start-geopoint",
        "background-audio", "background-geopoint"), "no_equal_device"),
    **dict.fromkeys(("calculate", "q calculate", "add calculate prompt", "hidden", "xml-external", "csv-external"),
                    "no_equal_computed"),
    **dict.fromkeys((
        "geopoint", "q geopoint", "geoshape", "q geoshape", "geotrace", "q geotrace", "location", "q location", "gps",
        "add location prompt", "osm"), "no_equal_map"),
    **dict.fromkeys((
        "image", "photo", "q image", "q picture", "add image prompt", "add photo prompt", "audio", "q audio",
        "add audio prompt", "video", "q video", "add video prompt", "file", "add file prompt", "barcode", "q barcode",
        "add barcode prompt"), "no_equal_file"),
    **dict.fromkeys(("time", "datetime", "date time", "q datetime", "add date time prompt", "add datetime prompt"),
                    "no_equal_time"),
}

_ONE = ("select_one", "select one", "select one from", "select1", "add select one prompt using", "select one using",
        "q select1")
_SEVERAL = ("select_multiple", "select multiple", "select multiple from", "select all that apply",
            "select all that apply from", "add select multiple prompt using", "select multiple using", "q select")
_OUTSIDE = ("select_one_external", "select one external", "select_one_from_file", "select_multiple_from_file",
            "select one from file", "select multiple from file")
_SELECTS = {**dict.fromkeys(_ONE, "single"), **dict.fromkeys(_SEVERAL, "several"), "rank": "ranking",
            **dict.fromkeys(_OUTSIDE, "outside")}
_SELECT = re.compile(
    "(" + "|".join(re.escape(one) for one in sorted(_SELECTS, key=len, reverse=True)) + r")\s+(\S+)"
    r"(?:\s+(or specify other|or_other|or other))?", re.IGNORECASE)
_GROUP = re.compile(r"(begin|end)[\s_]+(group|lgroup|repeat|loop|looped group)\b.*", re.IGNORECASE)


def select(found: str) -> tuple[str, str, bool] | None:
    """(type of ours or "outside", name of the list, whether "other" may be specified); None for no select."""
    match = _SELECT.fullmatch(found.strip())
    return (_SELECTS[match[1].lower()], match[2], bool(match[3])) if match else None


def group(found: str) -> tuple[str, str] | None:
    """("begin" or "end", "group", "repeat" or "loop"); None for what is no group."""
    match = _GROUP.fullmatch(found.strip())
    if not match:
        return None
    kind = match[2].lower()
    return match[1].lower(), {"lgroup": "repeat", "looped group": "repeat"}.get(kind, kind)


def plain(found: str) -> str:
    """The type of ours of a question without choices, a code "no_equal...", or "type_unknown"."""
    found = " ".join(found.split())
    for names, ours in ((TEXT, "text"), (INTEGER, "integer"), (DECIMAL, "decimal"), (NOTE, "info"),
                        (AGREED, "agreed"), (DATE, "month"), (("range",), "range"), (("percentage",), "percentage")):
        if found.lower() in names:
            return ours
    return NO_EQUAL.get(found.lower(), "type_unknown")
