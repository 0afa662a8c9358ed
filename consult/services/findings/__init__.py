"""Findings: figures that officers choose to tell, each worked out and protected anew, in words by honest rules.

Only this package writes the model Finding.
"""

from consult.services.findings.keeping import CannotReword, block, find, listed, make, remove, reword
from consult.services.findings.wanted import CannotTell, Wanted

__all__ = ["CannotReword", "CannotTell", "Wanted", "block", "find", "listed", "make", "remove", "reword"]
