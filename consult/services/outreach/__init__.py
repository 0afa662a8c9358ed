"""Outreach: tablets that are paired, the keys that answers are sealed to, sessions, and what tablets send back."""
