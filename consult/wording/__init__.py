"""Whether words say more than the figures behind them carry.

Pure: the standard library only. What is found is a warning for whoever wrote the words, with a code; the words of the
warning are the caller's.
"""

from consult.wording.carried import Carried
from consult.wording.checker import Flag, check

__all__ = ["Carried", "Flag", "check"]
