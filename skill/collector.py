"""What is done once everything is loaded, for the time and memory of all that follows."""

import ctypes
import gc
import sys


def settle() -> None:
    """Leave what is loaded out of every later garbage collection, and give back what loading took.

    Content and patterns live as long as the process. A full collection that walks them stops
    everything for some 20 ms: the sound, and whoever is being answered. The C library keeps what
    models were read through, unless it is told: some 20 MB.
    """
    gc.collect()
    gc.freeze()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc alone has it
        if trim is not None:
            trim(0)
