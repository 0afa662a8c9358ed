"""The files of an edition, each set from its one frozen document: Word, PDF, workbook, CSV with metadata, JSON."""

from consult.services.files.data import csv, csv_metadata, json
from consult.services.files.look import Look, is_rtl
from consult.services.files.paper import pdf
from consult.services.files.word import docx
from consult.services.files.workbook import xlsx

__all__ = ["Look", "csv", "csv_metadata", "docx", "is_rtl", "json", "pdf", "xlsx"]
