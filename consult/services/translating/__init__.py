"""Translations text by text: their states, what is saved and read, and the files that translators work in."""
