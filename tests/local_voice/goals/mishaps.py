"""A script of fifteen minutes in real time, with real engines, and thirty mishaps in it.

The same events as `test_soak` has on virtual time: people who talk to each other, coughs, requests,
a sound card that vanishes, a voice whose process is killed, a transcriber that fails, a machine
that sleeps. After each one it has to be where it ought to be; at the end a stop ends it.
"""

import contextlib
import os
import signal
import time
from collections import Counter
from collections.abc import Callable

import numpy as np

from local_voice.ports import HEARING_RATE, Samples
from tests.local_voice.goals import Goal
from tests.local_voice.goals.live import SETTLED_SECONDS, TwoSided, children, session, spoken
from tests.local_voice.goals.rooms import recordings
from tests.local_voice.support import AUDIO
from tests.local_voice.test_sound_card import PYTHON, Talk

EVENTS = (
    *["talk"] * 7, *["cough"] * 4, *["slower"] * 3, *["pause"] * 3,
    *["card gone"] * 3, *["voice killed"] * 4, *["deaf"] * 3, *["asleep"] * 2,
)  # fmt: skip
"""With the stop at the end thirty."""
BETWEEN_SECONDS = 28.0
GOES_ON_SECONDS = 15.0
"""Within so long words have to sound again; the script's own silences are shorter."""
PAUSED_SECONDS = 9.0
ASLEEP_SECONDS = 9.0
LEVEL = 2000
"""Root mean square of people who speak."""
SEED = 6


class Evening:
    """One session and what happens in it."""

    def __init__(self, card: TwoSided, talk: Talk) -> None:
        self.card, self.talk = card, talk
        self._random = np.random.default_rng(SEED)
        folder = AUDIO.parent / "bystanders"
        self._people = [levelled(sound) for sound in recordings(folder)]
        self._said = {
            word: spoken(f"{word}, please.".capitalize()) for word in ("slower", "pause", "stop")
        } | {"resume": spoken("Resume.")}
        self.wrong: list[str] = []

    def run(self) -> None:
        """Live through it all, in an order that chance chose."""
        order = [str(event) for event in self._random.permutation(EVENTS)]
        happen: dict[str, Callable[[], None]] = {
            "talk": self.talks, "cough": self.coughs, "slower": self.asks_for_slower,
            "pause": self.pauses, "card gone": self.card_goes, "voice killed": self.voice_dies,
            "deaf": self.fails_to_hear, "asleep": self.sleeps,
        }  # fmt: skip
        began = time.monotonic()
        for number, event in enumerate(order):
            at = began + number * BETWEEN_SECONDS + self._random.uniform(0, 8)
            time.sleep(max(0.0, at - time.monotonic()))
            try:
                happen[event]()
                self.goes_on()
            except AssertionError as error:
                self.wrong.append(f"{number + 1} {event}: {error}")
        self._say(self._said["stop"])
        self.talk.wait_for("> stop", 20)
        self.talk.process.wait(20)

    def talks(self) -> None:
        """People talk to each other."""
        before = self._acted()
        self._say(self._people[int(self._random.integers(len(self._people)))])
        time.sleep(3)
        assert self._acted() == before, "acted on it"

    def coughs(self) -> None:
        """A burst of noise."""
        before = self._acted()
        length = round(self._random.uniform(0.15, 0.4) * HEARING_RATE)
        noise = self._random.normal(0, 4000, length) * np.hanning(length)
        self._say(noise.astype(np.int16))
        time.sleep(2)
        assert self._acted() == before, "acted on it"

    def asks_for_slower(self) -> None:
        """A request that is answered once."""
        self._ask("slower")

    def pauses(self) -> None:
        """It falls silent for as long as they like, and goes on when asked."""
        self._ask("pause")
        self.card.wait_until_quiet(20)
        silent_from = self.card.now()
        time.sleep(PAUSED_SECONDS)
        spoke = bool((self.card.loud() > silent_from).any())
        self._ask("resume")
        assert not spoke, "spoke while it was to wait"

    def card_goes(self) -> None:
        """The sound card is unplugged, and plugged in again."""
        lost, back = self._notices("microphone is gone"), self._notices("microphone is back")
        gone = time.monotonic()
        self.card.stop()
        try:
            self._until(lambda: self._notices("microphone is gone") > lost, 5, "no notice")
            time.sleep(max(0.0, gone + self._random.uniform(3, 6) - time.monotonic()))
        finally:
            self.card.start()
            self.card.listen()
        self._until(lambda: self._notices("microphone is back") > back, 5, "not back in time")

    def voice_dies(self) -> None:
        """The process that is to speak the next sentence is killed."""
        for child in children(self.talk.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def fails_to_hear(self) -> None:
        """The transcriber raises an exception."""
        told = self._notices("could not be made out")
        self.talk.process.send_signal(signal.SIGUSR1)
        time.sleep(0.2)
        self._say(self._people[0])
        self._until(lambda: self._notices("could not be made out") > told, 6, "not told")

    def sleeps(self) -> None:
        """The machine stands still, and its clock jumps."""
        told = self._notices("was asleep")
        self.talk.process.send_signal(signal.SIGSTOP)
        time.sleep(ASLEEP_SECONDS)
        self.talk.process.send_signal(signal.SIGCONT)
        self._until(lambda: self._notices("was asleep") > told, 5, "not noticed")

    def goes_on(self) -> None:
        """The script is where it was: words sound again."""
        assert self.talk.process.poll() is None, "it has ended"
        since = self.card.now() + 0.5
        self._until(lambda: bool((self.card.loud() > since).any()), GOES_ON_SECONDS, "fell silent")

    def _ask(self, word: str) -> None:
        before = self._lines(f"> {word}")
        self._say(self._said[word])
        self._until(lambda: self._lines(f"> {word}") > before, 6, f"{word!r} was not heard")
        time.sleep(1)
        assert self._lines(f"> {word}") == before + 1, f"{word!r} was answered twice"

    def _say(self, sound: Samples) -> None:
        self.card.say(sound, HEARING_RATE)

    def _acted(self) -> int:
        return sum(
            line.startswith("> ") and not line.startswith("> (") for line in self.talk.shown()
        )

    def _lines(self, begin: str) -> int:
        return sum(line.startswith(begin) for line in self.talk.shown())

    def _notices(self, text: str) -> int:
        return sum(text in line for line in self.talk.shown())

    def _until(self, true: Callable[[], bool], seconds: float, otherwise: str) -> None:
        until = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < until, otherwise
            time.sleep(0.05)


def levelled(sound: Samples) -> Samples:
    """As loud as somebody in the room."""
    level = np.sqrt((sound[np.abs(sound) > 200].astype(float) ** 2).mean())
    return np.asarray(sound * min(LEVEL / max(level, 1.0), 8.0), np.int16)


def mishaps(*options: str) -> list[Goal]:
    """One evening of them."""
    command = (PYTHON, "-m", "tests.local_voice.goals.failing")
    with session("--headphones", *options, command=command) as (card, talk):
        talk.wait_for("")
        time.sleep(SETTLED_SECONDS)
        began = time.monotonic()
        card.speak(spoken("Slow breathing for fifteen minutes."))
        talk.wait_for("> slow breathing for fifteen")
        evening = Evening(card, talk)
        evening.run()
        minutes = (time.monotonic() - began) / 60
        code = talk.process.poll()
    count = len(EVENTS) + 1
    kinds = ", ".join(f"{number} {event}" for event, number in Counter(EVENTS).items())
    wrong = "; ".join(evening.wrong) or "nothing wrong"
    return [
        Goal(f"mishaps in a script of fifteen minutes: {kinds}, 1 stop",
             "the right state after each",
             f"{count - len(evening.wrong)} of {count} in {minutes:.0f} min, exit {code}; {wrong}",
             not evening.wrong and code == 0)
    ]  # fmt: skip
