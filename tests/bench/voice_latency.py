"""Times and memory of the local voice on a sound card of null sinks, end to end.

    python -m tests.bench.voice_latency [ROUNDS]

From the start of the process to the first word and to an open microphone, from the end of a
request to the first sound of the answer (the endpoint of 0.5 s included), from a stop to silence,
and the memory after a script.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from local_voice.ports import HEARING_RATE, Samples
from local_voice.wav import read_wav
from tests.local_voice.pulse import PulseCard
from tests.local_voice.support import AUDIO
from tests.local_voice.test_sound_card import Talk

LOUD = 300


def loud_seconds(sound: Samples, rate: int) -> "np.typing.NDArray[np.float64]":
    return np.flatnonzero(np.abs(sound.astype(int)) > LOUD) / rate


def clip(name: str) -> tuple[Samples, float]:
    """A request and the second at which its last sound ends."""
    sound = read_wav(AUDIO / f"{name}.wav")
    return sound, float(loud_seconds(sound, HEARING_RATE)[-1])


def resident_megabytes(process: int) -> float:
    """Memory of the process and its children."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
        except OSError:
            continue
        fields = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
        if int(fields["Pid"]) == process or int(fields["PPid"]) == process:
            total += int(fields.get("VmRSS", "0 kB").split()[0])
    return total / 1024


def one_round() -> dict[str, float]:
    """One session: greeting, a request, a script for a while, stop."""
    with tempfile.TemporaryDirectory() as folder, PulseCard(Path(folder)) as card:
        # What the microphone hears is recorded too: both sides on one clock.
        card.record()
        began_at = len(card.heard()) / card.rate
        talk = Talk(card.env, "--headphones")
        talk.wait_for("")
        greeting = loud_seconds(card.heard(), card.rate)
        while not len(greeting):
            time.sleep(0.01)
            greeting = loud_seconds(card.heard(), card.rate)
        time.sleep(8)
        figures = {"start to first word": float(greeting[greeting > began_at][0]) - began_at}
        request, end = clip("start-box-breathing")
        said_at = _said(card, request) + end
        talk.wait_for("> start box breathing")
        time.sleep(1.5)
        answer = loud_seconds(card.heard(), card.rate)
        figures["end of request to first sound"] = float(answer[answer > said_at][0]) - said_at
        time.sleep(12)
        figures["memory MB"] = resident_megabytes(talk.process.pid)
        request, end = clip("stop")
        said_at = _said(card, request) + end
        talk.wait_for("> stop")
        talk.process.wait(20)
        return figures


def _said(card: PulseCard, sound: Samples) -> float:
    """Speak, and tell the second of the speaker's recording at which it began to be heard.

    paplay returns when its last sample has been played.
    """
    card.say(sound, HEARING_RATE)
    return len(card.heard()) / card.rate - len(sound) / HEARING_RATE


def main(rounds: int) -> None:
    """Print the figures of some rounds as JSON lines, then their medians."""
    all_figures = []
    for _ in range(rounds):
        all_figures.append(one_round())
        print(json.dumps(all_figures[-1]), flush=True)
    medians = {
        name: round(float(np.median([figures[name] for figures in all_figures])), 3)
        for name in all_figures[0]
    }
    print(json.dumps({"medians": medians}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
