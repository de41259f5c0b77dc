"""The estimate of how long speech takes, against durations the default voice was measured at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.speech import Pause, Say
from skill.timing import SENTENCE_GAP_SECONDS, say_seconds, sentences, speech_seconds


def test_sentences_keep_their_ends() -> None:
    assert sentences(" Breathe in. And out! Then? ") == ("Breathe in.", "And out!", "Then?")
    assert sentences("") == ()
    assert sentences(" Breathe in. ") == ("Breathe in.",)
    assert sentences("Say \u201cyes.\u201d Or no") == ("Say \u201cyes.", "Or no")


@given(st.text(st.sampled_from("ab .!?'\"\u201d\n"), max_size=20))
def test_a_text_of_one_sentence_is_what_it_is_among_others(text: str) -> None:
    # Alone, it is told from several on a shorter way.
    assert sentences(f"One. {text}") == ("One.", *sentences(text))


def test_the_gap_between_sentences_counts_and_does_not_change_with_the_pace() -> None:
    one, two = say_seconds("Breathe in."), say_seconds("And out.")
    assert say_seconds("Breathe in. And out.") == pytest.approx(one + two + SENTENCE_GAP_SECONDS)
    assert say_seconds("Breathe in.", 0.5) == pytest.approx(2 * one)


def test_words_and_silences_add_up() -> None:
    speech = (Say("Breathe in."), Pause(4), Say("And out.", pace=0.8))
    expected = say_seconds("Breathe in.") + 4 + say_seconds("And out.", 0.8)
    assert speech_seconds(speech) == pytest.approx(expected)


def test_a_calm_minute_holds_about_a_hundred_words() -> None:
    text = " ".join(["You can let the bed hold you. It is warm here."] * 10)
    words = len(text.split())
    assert 95 <= words / say_seconds(text) * 60 <= 125
