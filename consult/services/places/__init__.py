"""Wards: which one a postcode lies in, what their outlines are, and the files that both come from."""

from consult.services.places.lookup import finder, has_outlines, has_postcodes, outlines, ward_of
from consult.services.places.map import projection, rings
from consult.services.places.outline_files import load_outlines, read_outlines, store_outlines
from consult.services.places.postcode_files import load_postcodes, read_postcodes, store_postcodes
from consult.services.places.report import Refusal, Report

__all__ = [
    "Refusal",
    "Report",
    "finder",
    "has_outlines",
    "has_postcodes",
    "load_outlines",
    "load_postcodes",
    "outlines",
    "projection",
    "read_outlines",
    "read_postcodes",
    "rings",
    "store_outlines",
    "store_postcodes",
    "ward_of",
]
