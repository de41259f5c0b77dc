"""One sentence, spoken by pyttsx3 in a process of its own that then ends.

pyttsx3's espeak driver is not safe to use twice in one process, so the parent starts this file
anew for every sentence. A request is one JSON line on standard input (text, voice, rate, pitch,
volume); the answer is a WAV on standard output. Started ahead of time it waits, warmed up, and ends
quietly when standard input closes.
"""

import ctypes
import json
import os
import sys
import time
from collections.abc import Callable

ENGINE_MISSING = 3
NOT_SPOKEN = 4
SETTINGS_SECONDS = 2.0
LONGEST_SENTENCE_SECONDS = 20.0


def _preload_espeak() -> ctypes.CDLL:
    """Make the espeak-ng that came with pip the one pyttsx3 opens."""
    import espeakng_loader

    library = espeakng_loader.get_library_path()
    data = espeakng_loader.get_data_path()
    # espeak-ng cuts paths at 160 characters, so its data is named relative to the working folder.
    os.chdir(os.path.dirname(data))  # noqa: PTH120 - pathlib costs start-up time here
    os.environ["ESPEAK_DATA_PATH"] = os.path.basename(data)  # noqa: PTH119
    espeak = ctypes.CDLL(library, mode=ctypes.RTLD_GLOBAL)
    load = ctypes.cdll.LoadLibrary
    # Where the library's own name is not found again (macOS), any espeak is answered with ours.
    ctypes.cdll.LoadLibrary = (  # type: ignore[method-assign]  # this process ends with the sentence
        lambda name: load(library if "espeak" in str(name) else name)
    )
    return espeak


def _wait(condition: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.001)


def main() -> int:
    """Speak one request and say by the exit status how it went."""
    answer = os.dup(sys.stdout.fileno())  # pyttsx3 prints to stdout; the WAV must stay alone
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, sys.stdout.fileno())
    try:
        espeak = _preload_espeak()
        import pyttsx3

        engine = pyttsx3.init("espeak")
        # With nothing to say this returns at once and leaves the engine open for settings. Settings
        # made before it would be dropped at random: ending a loop cancels what espeak has queued.
        engine.runAndWait()
    except (ImportError, OSError, RuntimeError):
        return ENGINE_MISSING
    line = sys.stdin.readline()
    if not line:
        return 0
    request = json.loads(line)
    finished: list[bool] = []
    engine.connect(
        "finished-utterance",
        lambda name, completed: finished.append(completed),  # noqa: ARG005 - called by name
    )
    failed: list[bool] = []
    engine.connect("error", lambda **_: failed.append(True))  # a setting was refused

    def idle() -> bool:
        return not espeak.espeak_IsPlaying()

    try:
        # espeak applies settings in a thread of its own, one after the other; a voice that is
        # loaded meanwhile, or a sentence that overtakes them, comes out silent or too fast.
        for name in ("voice", "pitch", "volume", "rate"):
            _wait(idle, SETTINGS_SECONDS)
            engine.setProperty(name, request[name])
        _wait(lambda: engine.getProperty("rate") == request["rate"] and idle(), SETTINGS_SECONDS)
        engine.save_to_file(request["text"], f"/dev/fd/{answer}")
        engine.runAndWait()
        _wait(lambda: bool(finished), LONGEST_SENTENCE_SECONDS)
    except (ValueError, RuntimeError, TimeoutError):
        return NOT_SPOKEN
    return 0 if finished[0] and not failed else NOT_SPOKEN


if __name__ == "__main__":
    status = main()
    os._exit(status)  # espeak's own clean-up at exit can crash
