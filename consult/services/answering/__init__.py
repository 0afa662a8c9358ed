"""Answering: a sealed draft while it lasts, one response when it is sent, and its withdrawal.

The respondent's cookie holds one random secret. From it alone come the draft's id, half of its key, and the
receipt, so nothing stored leads from a response to a draft, or from either to a person.
"""
