"""Printed things: posters, letters with codes, and the sheet of those who bring young people along."""

from consult.services.print.typeset import CannotPrint, pdf, qr_svg

__all__ = ["CannotPrint", "pdf", "qr_svg"]
