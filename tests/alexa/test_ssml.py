import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.alexa.limits import BASE_RATE_PERCENT
from skill.alexa.ssml import inner, ssml
from skill.speech import Pause, Say, Speech
from tests.channels.alexa import spoken


def test_words_and_pauses_share_one_prosody_as_long_as_the_manner_stays() -> None:
    speech = (Say("Breathe in."), Pause(4), Say("And out."), Pause(3.5))
    assert ssml(speech) == (
        f'<speak><prosody rate="{BASE_RATE_PERCENT}%">Breathe in. <break time="4s"/> And out. '
        '<break time="3500ms"/></prosody></speak>'
    )


def test_pace_scales_the_rate_within_the_bounds() -> None:
    slow = f'<prosody rate="{round(BASE_RATE_PERCENT * 0.8)}%">Slow.</prosody>'
    assert inner((Say("Slow.", pace=0.8),)) == slow
    assert 'rate="20%"' in inner((Say("a", pace=0.01),))
    assert 'rate="200%"' in inner((Say("a", pace=9.0),))


def test_soft_and_whispered_words() -> None:
    soft = f'<prosody rate="{BASE_RATE_PERCENT}%" volume="soft">Soft.</prosody>'
    assert inner((Say("Soft.", "soft"),)) == soft
    assert inner((Say("Low.", "whisper"),)) == (
        '<amazon:effect name="whispered">'
        f'<prosody rate="{BASE_RATE_PERCENT}%">Low.</prosody></amazon:effect>'
    )


def test_markup_in_words_is_escaped() -> None:
    words = 'Me & <you> say "yes".'
    assert "Me &amp; &lt;you&gt;" in ssml((Say(words),))
    assert spoken(ssml((Say(words),))) == [words]


@pytest.mark.parametrize(
    ("seconds", "breaks"),
    [
        (10, ['"10s"']),
        (12, ['"10s"', '"2s"']),
        (45, ['"10s"'] * 4 + ['"5s"']),
        (10.25, ['"10s"', '"250ms"']),
        (0, []),
    ],
)
def test_a_long_silence_is_split_into_allowed_breaks(seconds: float, breaks: list[str]) -> None:
    assert inner((Pause(seconds),)) == "".join(f"<break time={part}/>" for part in breaks)


_WORDS = st.text(st.characters(codec="ascii", categories=("L", "P", "S")), min_size=1, max_size=20)
_ITEMS = st.one_of(
    st.builds(Say, _WORDS, st.sampled_from(["plain", "soft", "whisper"]), st.floats(0.5, 2)),
    st.builds(Pause, st.floats(0.1, 120)),
)


@given(st.lists(_ITEMS, max_size=12))
def test_every_speech_is_well_formed_and_loses_no_word_and_no_second(items: Speech) -> None:
    document = ssml(tuple(items))
    ET.fromstring(document.replace("amazon:", ""))  # noqa: S314 - our own document
    back = spoken(document)
    words = " ".join(item for item in back if isinstance(item, str))
    assert words.split() == [w for i in items if isinstance(i, Say) for w in i.text.split()]
    seconds = sum(item for item in back if isinstance(item, float))
    assert seconds == pytest.approx(sum(i.seconds for i in items if isinstance(i, Pause)), abs=0.05)
