"""Shapes what the templates show."""
