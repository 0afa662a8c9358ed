"""Whole responses under load, beside a bare Flask application as the floor. `make load` runs it."""
