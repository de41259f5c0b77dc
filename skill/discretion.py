"""Nothing of a conversation is left behind or sent away by the system or a library we use."""

import ctypes
import os
import resource
import sys
import traceback

_PR_SET_DUMPABLE = 4


def leave_no_traces() -> None:
    """Forbid memory images of this process and its children, and the reports of libraries.

    Called before anything else is imported: ONNX Runtime reads its variable when it is loaded, and
    without it keeps an identifier and a database of events, and sends them.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
    if sys.platform == "linux":
        # Where the system hands memory images to a program of its own, it does not ask the limit.
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["HF_HUB_OFFLINE"] = "1"


def without_words(error: BaseException) -> str:
    """Where an error happened and its kind; not its text, which may hold what was said."""
    where = "".join(traceback.format_tb(error.__traceback__))
    return f"{where}{type(error).__name__}"
