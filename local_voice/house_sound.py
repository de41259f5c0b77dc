"""What this machine can do with its own sound, and what the conversation wants of it.

The dialogue is told that it may ask for sounds beside the voice, for tones and for less than a
whisper; once a reply counts, the speaker does what the session's state says.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from local_voice.ports import Handler, LoopState, Notice, Observer, Speaker
from local_voice.tones import TonedVoice
from skill.turn import Reply, State, Turn

HUSH = 0.5
"""Each step below a whisper halves the volume: six decibels."""


@dataclass(frozen=True, slots=True)
class UsualSound:
    """What the machine is set to."""

    background: str = ""
    """A name of `local_voice.background`; "" for none."""
    tones: bool = False


VOICE_ALONE = UsualSound()


class AccompaniedSpeaker(Speaker, Protocol):
    """A speaker that can be turned up and down and accompanied."""

    def volume(self, volume: float) -> None:
        """Make everything so loud."""

    def accompany(self, name: str) -> None:
        """Let a sound be heard under the words."""


class OwnSound:
    """Passes every turn to the dialogue, and learns from the replies what leads a breath."""

    def __init__(self, handler: Handler, voice: TonedVoice, usual: UsualSound) -> None:
        self._handler = handler
        self._voice = voice
        self._usual = usual

    def handle(self, turn: Turn, state: State) -> tuple[Reply, State]:
        """Answer one turn."""
        reply, after = self._handler.handle(replace(turn, own_sound=True), state)
        tones = self._usual.tones if after.tones is None else after.tones
        self._voice.expect(reply, tones=tones)
        return reply, after


class SoundKeeper:
    """Sees each reply that counts, and has the speaker do what the session wants."""

    def __init__(
        self,
        observer: Observer,
        speaker: AccompaniedSpeaker,
        session: Callable[[], State],
        usual: UsualSound,
    ) -> None:
        self._observer = observer
        self._speaker = speaker
        self._session = session
        self._usual = usual

    def state(self, state: LoopState) -> None:
        """Let the sound go at the end."""
        if state is LoopState.ENDED:
            self._speaker.accompany("")
        self._observer.state(state)

    def heard(self, text: str, *, acted: bool) -> None:
        """The person's words."""
        self._observer.heard(text, acted=acted)

    def replying(self, reply: Reply) -> None:
        """Turn the sound to what the session wants."""
        session = self._session()
        self._speaker.volume(HUSH**session.hush)
        self._speaker.accompany("" if reply.after == "end" else self._wanted(session))
        self._observer.replying(reply)

    def saying(self, text: str) -> None:
        """A sentence begins."""
        self._observer.saying(text)

    def tick(self, spoken_seconds: float) -> None:
        """Time goes by."""
        self._observer.tick(spoken_seconds)

    def notice(self, notice: Notice) -> None:
        """Something happened to the machine."""
        self._observer.notice(notice)

    def _wanted(self, session: State) -> str:
        match session.sound:
            case "usual":
                return self._usual.background if session.background else ""
            case "none":
                return ""
            case named:
                return named
