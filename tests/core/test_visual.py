"""What a screen shows keeps step with what is said."""

import pytest

from content import load
from skill.dialogue import Dialogue
from skill.speech import Say
from skill.timing import say_seconds
from skill.turn import InScript, Reply, State, Turn


def onset(reply: Reply, words: str) -> float:
    """Seconds into the reply at which `words` begin."""
    at = 0.0
    for item in reply.speech:
        if isinstance(item, Say):
            if item.text == words:
                return at
            at += say_seconds(item.text, item.pace)
        else:
            at += item.seconds
    raise AssertionError(words)


@pytest.mark.parametrize("intent", ["AMAZON.RepeatIntent", "SlowerIntent"])
def test_the_pacer_starts_with_the_cue_even_after_a_word_from_us(intent: str) -> None:
    dialogue = Dialogue(load("en-US"))
    state = State(InScript("box-breathing", 3.0, section=1))
    reply, _ = dialogue.handle(Turn("intent", intent=intent), state)
    assert reply.visual is not None
    assert reply.visual.breathing[0].breath == "in"
    assert reply.visual.breathing[0].at == pytest.approx(onset(reply, "Breathe in."), abs=0.01)


def test_progress_tells_how_far_a_script_is() -> None:
    dialogue = Dialogue(load("en-US"))
    state = State(InScript("box-breathing", 3.0, section=1, round=2, elapsed=40.0))
    reply, _ = dialogue.handle(Turn("proceed"), state)
    assert reply.visual is not None
    assert reply.visual.progress is not None
    assert reply.visual.progress.total == 180
    assert 50 < reply.visual.progress.elapsed < 62
