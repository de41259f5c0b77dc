"""Two wishes in one turn: a delay and a session, a wish taken back, a refusal with its reason."""

import pytest

from skill.understanding.matcher import Understanding
from skill.understanding.outcome import Recognized


@pytest.mark.parametrize(
    ("text", "minutes", "then"),
    [
        ("give us ten minutes and then the forest", 10, "forest"),
        ("starlight in about five minutes, we're brushing our teeth", 5, "starlight"),
        ("in four minutes start the body scan", 4, "body-scan"),
        ("we need three minutes, then muscle release", 3, "muscle-relaxation"),
        ("play the rain one but give me two minutes first", 2, "rain"),
        ("give us half an hour and then a check in", 30, "solo"),
    ],
)
def test_quiet_time_and_what_comes_after_it(
    plain: Understanding, text: str, minutes: int, then: str
) -> None:
    outcome = plain.recognize(text)
    assert isinstance(outcome, Recognized)
    assert outcome.request.intent == "SettleInIntent"
    slots = {name: slot.value for name, slot in outcome.request.slots.items()}
    assert slots == {"minutes": minutes, "then": then}


@pytest.mark.parametrize(
    ("text", "intent", "value"),
    [
        ("actually the candles", "StartWindDownIntent", "candlelight"),
        ("no i meant box breathing", "BreathingIntent", "box-breathing"),
        ("not that one, the stars", "StartWindDownIntent", "starlight"),
        ("skip the breathing, play the forest", "StartWindDownIntent", "forest"),
        ("no i said body scan", "BodyScanIntent", None),
        ("we can't do the breathing exercises, she has asthma", "NoBreathingIntent", None),
        ("something relaxing, but not a breathing exercise", "NoBreathingIntent", None),
        ("help me relax, just not the breathing one", "NoBreathingIntent", None),
    ],
)
def test_a_wish_taken_back_and_said_anew(
    plain: Understanding, text: str, intent: str, value: str | None
) -> None:
    outcome = plain.recognize(text)
    assert isinstance(outcome, Recognized)
    assert outcome.request.intent == intent
    assert [slot.value for slot in outcome.request.slots.values()] == [value] * (value is not None)


@pytest.mark.parametrize(
    "text", ["the film starts in ten minutes", "dinner and then the ocean", "he's not breathing"]
)
def test_what_nobody_wrote_down_is_no_half(plain: Understanding, text: str) -> None:
    outcome = plain.recognize(text)
    started = ("SettleInIntent", "StartWindDownIntent", "NoBreathingIntent")
    assert not (isinstance(outcome, Recognized) and outcome.request.intent in started)
