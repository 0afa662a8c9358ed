"""What a new password must be: long, not one that everybody tries first, and not the person's own name.

No list is asked on the network. Length does most of it; what is refused beside are the shapes that lists of leaked
passwords begin with.
"""

import re
import unicodedata

from flask_babel import gettext as _

SHORTEST, LONGEST = 12, 256
# Repeated or nearly so: aaaaaaaaaaaa, 121212121212.
FEWEST_KINDS = 5
# Parts of a name shorter than this stand in too many good passwords.
SHORTEST_NAME = 4

# What the long ones among the most common passwords are made of, with digits and marks around it taken away.
COMMON = frozenset("""
abc abcd abcdef admin administrator asdf asdfgh asdfghjkl asdfghjklqwertyuiop azerty baseball changeme
changemenow charlie chocolate consult consultadmin correcthorsebatterystaple default donald dragon
england football freedom greatermanchester hello helloworld iloveyou
iloveyouverymuch january jennifer jordan letmein letmeinnow liverpool login loveyou
manchester manchestercity manchesterunited manutd master michael monkey mypassword newpassword ninja
nopassword officer pass password passwd princess qazwsx qazwsxedc
qazwsxedcrfv qwer qwerasdf qwerty qwertyui qwertyuiop qwertyuiopasdfghjkl qwertyuiopasdfghjklzxcvbnm
secret shadow starwars stockport summer sunshine superman testing
thepassword thisismypassword trafford traffordcouncil trustno trustnoone user username welcome
welcometo whatever winter zaq zaqxsw zxcvbn zxcvbnm
""".split())
# The rows of keys, both ways: a password that is a stretch of one is as good as none.
_ROWS = ("0123456789012345678901234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm",
         "1q2w3e4r5t6y7u8i9o0p", "1qaz2wsx3edc4rfv5tgb6yhn7ujm")  # fmt: skip
_STRETCHES = tuple(row for one in _ROWS for row in (one, one[::-1]))
_LEET = str.maketrans("013457@$!", "oleastasi")


def normal(password: str) -> str:
    """The one form of a password however a keyboard composes its letters (NFKD, as the accounts library's)."""
    return unicodedata.normalize("NFKD", password)


def problem_with(password: str, user_email: str, user_name: str) -> str | None:
    """Why a password will not do, in the reader's language; None: it will."""
    password = normal(password)
    if len(password) < SHORTEST:
        return _("Use at least 12 characters. A few words that do not belong together are easy to remember.")
    if len(password) > LONGEST:
        return _("Use at most 256 characters.")
    small = password.casefold()
    if _holds_name(small, user_email, user_name):
        return _("Do not use your own name or email address in your password.")
    if _is_common(small):
        return _("This password is one that is tried first. Use a few words that do not belong together.")
    return None


def _holds_name(small: str, email: str, name: str) -> bool:
    parts = {*re.split(r"[\W_]+", normal(name).casefold()), *re.split(r"[\W_]+", email.casefold().split("@")[0])}
    return email.casefold() in small or any(len(part) >= SHORTEST_NAME and part in small for part in parts)


def _is_common(small: str) -> bool:
    if len(set(small)) < FEWEST_KINDS or any(small in row for row in _STRETCHES):
        return True
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", small)
    # Digits alone are somebody's telephone number or birthday.
    return not bare or any(_core(one) in COMMON for one in (bare, bare.translate(_LEET)))


def _core(small: str) -> str:
    """What is left when the digits and marks that a rule about them makes people add are gone, said once."""
    letters = re.sub(r"[\W\d_]+", "", small)
    sizes = range(1, len(letters) + 1)
    return next((letters[:size] for size in sizes if letters == letters[:size] * (len(letters) // size)), "")
