"""Questionnaires brought in from other programs' files and taken out as such."""
