"""What becomes of words heard beside a speaker: the person's, ours, or both in one breath.

With headphones everything heard is the person's. Beside a speaker our own words are taken out; of
what holds some of ours, and of all that is heard over our voice before the canceller has learnt the
room, only a stop, a pause, the way out or danger acts.
"""

from collections.abc import Callable
from dataclasses import dataclass

from local_voice.own_words import ECHO_TAIL_SECONDS, OwnWords
from local_voice.ports import Transcript
from local_voice.utterance import Utterance

ANSWER_SECONDS = 0.4
"""Who begins to speak so long after our last word is answering, even in a room not yet learnt."""


@dataclass(frozen=True, slots=True)
class Persons:
    """The person's part of what was heard."""

    text: str
    """Empty when all of it was ours."""
    urgent_only: bool
    """Whether only what acts at once, or danger, is believed."""
    others: tuple[str, ...] = ()
    """What else they may have said."""


class BesideSpeaker:
    """Knows when we sounded and what we said."""

    def __init__(self, hears_itself: Callable[[], bool] | None) -> None:
        """`hears_itself` as the loop has it; None means headphones."""
        self._hears_itself = hears_itself
        self._own = OwnWords()
        self._sounded_at = float("-inf")

    def sounds(self, now: float) -> None:
        """Our words sound at this moment."""
        self._sounded_at = now

    def says(self, sentence: str, now: float) -> None:
        """A sentence of ours begins."""
        if self._hears_itself is not None:
            self._own.remember(sentence, now)

    def mark(self, utterance: Utterance, now: float) -> None:
        """Somebody begins to speak, or we are heard: tell what can be told of it."""
        if self._hears_itself is None:
            return
        since = now - self._sounded_at
        utterance.maybe_own = since < ECHO_TAIL_SECONDS
        utterance.unsure = since < ANSWER_SECONDS and self._hears_itself()

    def person_after_all(self, utterance: Utterance) -> bool:
        """Whether an utterance that may have been ours turns out to be a person's."""
        return utterance.unsure and self._hears_itself is not None and not self._hears_itself()

    def persons(self, utterance: Utterance, heard: Transcript, now: float) -> Persons:
        """The person's part of an utterance."""
        text = heard.text
        if utterance.told_apart and not text and len(heard.faint.split()) == 1:
            # Somebody said one word over us, in all likelihood a stop: it counts if it sounds so.
            return Persons(heard.faint, urgent_only=True)
        if not utterance.maybe_own:
            return Persons(text, urgent_only=False, others=heard.others)
        if utterance.unsure and not heard.certain:
            return Persons("", urgent_only=True)  # our voice through a room can sound like anything
        rest, share = self._own.rest(text, utterance.began, now)
        if not utterance.unsure and len(text.split()) == 1:
            # Of our sentences more would have been heard, so a stop is one, whatever we said.
            return Persons(text, urgent_only=share > 0)
        return Persons(rest, urgent_only=utterance.unsure or share > 0)
