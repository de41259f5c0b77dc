"""The program, but for a transcriber that fails once after each SIGUSR1."""

import signal
import sys

from local_voice.ports import Transcript
from local_voice.transcribers.whisper import WhisperTranscriber
from skill.cli import main


class FailsOnCall:
    """Stands before the transcriber's `finish`."""

    def __init__(self) -> None:
        self._finish = WhisperTranscriber.finish
        self._due = 0
        outer = self

        def finish(transcriber: WhisperTranscriber) -> Transcript:
            if outer._due:
                outer._due -= 1
                transcriber.reset()
                raise RuntimeError
            return outer._finish(transcriber)

        WhisperTranscriber.finish = finish  # type: ignore[assignment, method-assign]  # the point of it
        signal.signal(signal.SIGUSR1, self._called)

    def _called(self, *_: object) -> None:
        self._due += 1


if __name__ == "__main__":
    FailsOnCall()
    sys.exit(main())
