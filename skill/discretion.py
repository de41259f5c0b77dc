"""Nothing of a conversation is left behind or sent away by the system or a library we use."""

import os
import resource


def leave_no_traces() -> None:
    """Forbid memory images of this process and its children, and the reports of libraries.

    Called before anything else is imported: ONNX Runtime reads its variable when it is loaded, and
    without it keeps an identifier and a database of events, and sends them.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["HF_HUB_OFFLINE"] = "1"
