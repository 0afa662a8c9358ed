"""Work that a device does before it sends: cheap to check, dear to do for thousands of made-up answers."""

import hashlib

# 65,536 digests on average: under a second on a computer, a few on an old phone, while its owner reads.
BITS = 16
LONGEST = 20


def is_done(token: str, answer: str) -> bool:
    """Whether SHA-256 of "token:answer" begins with BITS bits of nought. The token is the form's, for one device."""
    if not 0 < len(answer) <= LONGEST or not (token + answer).isascii():
        return False
    digest = hashlib.sha256(f"{token}:{answer}".encode()).digest()
    return int.from_bytes(digest) >> (256 - BITS) == 0
