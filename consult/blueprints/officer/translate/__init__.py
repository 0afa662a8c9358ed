"""A questionnaire in other languages: how far each has come, text beside text, and files for translators."""

from consult.blueprints.officer.translate import files, overview, parts  # noqa: F401  (they add their routes)
