"""Where tests keep their databases."""

import os
import shutil
from pathlib import Path


def quick() -> Path:
    """A folder that is memory, where there is room: databases write through at each commit, and most of the time of
    many tests would be the disk's. Else the usual one for temporary files."""
    memory = Path("/dev/shm")
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 4 * 2**30
    return memory if roomy else Path("/tmp")
