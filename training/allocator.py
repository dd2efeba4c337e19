"""Tell glibc to keep freed memory: a training step frees and takes the same large blocks each time."""

import os
import sys

SETTINGS = {"MALLOC_MMAP_THRESHOLD_": str(2**32), "MALLOC_TRIM_THRESHOLD_": str(2**34)}


def keep_memory() -> None:
    """Start this script anew with the allocator set, once; glibc reads the settings at start-up."""
    if not all(os.environ.get(key) for key in SETTINGS):
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **SETTINGS})
