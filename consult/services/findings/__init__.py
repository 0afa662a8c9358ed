"""Findings: figures that officers choose to tell, each worked out and protected anew, in words of four honest rules.

Only this package writes the model Finding.
"""
