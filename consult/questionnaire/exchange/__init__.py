"""Questionnaires as other programs write them: XLSForm both ways, LimeSurvey one way, and what is said of each.

Standard library only. Reading and writing the files themselves is for whoever calls.
"""
