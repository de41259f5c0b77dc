"""The garbage collector, and what it need not look at."""

import gc


def settle() -> None:
    """Leave what is loaded out of every later garbage collection.

    Content and patterns live as long as the process. A full collection that walks them stops
    everything for some 20 ms: the sound, and whoever is being answered.
    """
    gc.collect()
    gc.freeze()
