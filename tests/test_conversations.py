"""Every conversation file, held three ways: the same words on the handler and on both channels."""

from pathlib import Path

import pytest

from content import load
from skill.dialogue import Dialogue
from tests.conversation import Conversation, HandlerChannel, Heard, conversations, read

FILES = list(conversations())
IDS = [path.stem for path in FILES]


@pytest.fixture(scope="module")
def dialogue() -> Dialogue:
    return Dialogue(load("en-US"))


def held(dialogue: Dialogue, path: Path) -> tuple[Conversation, list[Heard]]:
    conversation = read(path)
    return conversation, HandlerChannel(dialogue).play(conversation)


def assert_replies(conversation: Conversation, heard: list[Heard]) -> None:
    for number, (step, back) in enumerate(zip(conversation.steps, heard, strict=True), start=1):
        at = 0
        for run in step.replies:
            found = back.text.find(run, at)
            assert found >= 0, f"step {number}: expected {run!r} in {back.text[at:]!r}"
            at = found + len(run)
        assert step.after in (None, back.after), f"step {number}: {back.after}"


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_on_the_handler(dialogue: Dialogue, path: Path) -> None:
    conversation, heard = held(dialogue, path)
    assert_replies(conversation, heard)


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_as_alexa_requests_over_a_socket(dialogue: Dialogue, path: Path) -> None:
    channel = pytest.importorskip("tests.channels.alexa", reason="needs aftercare[service]")
    conversation, script = held(dialogue, path)
    with channel.AlexaChannel(dialogue) as alexa:
        heard = alexa.play(conversation, script)
    assert len(heard) == len(conversation.steps) or conversation.steps[len(heard)].silence
    asks = dialogue.catalog.phrases.anything_else
    assert_same_words(channel.as_ssml_tells(script[: len(heard)]), heard, asks)


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_through_the_voice_loop_on_a_virtual_clock(dialogue: Dialogue, path: Path) -> None:
    channel = pytest.importorskip("tests.channels.loop", reason="needs aftercare[voice]")
    conversation, script = held(dialogue, path)
    heard = channel.LoopChannel(dialogue).play(conversation, script)
    assert_same_words(script, heard)


def assert_same_words(script: list[Heard], heard: list[Heard], asks: tuple[str, ...] = ()) -> None:
    """A channel says what the handler said; it may go on with further parts of a script.

    After a round of turns it may put one of `asks` in place of an end: see `skill.alexa.packing`.
    """
    assert len(heard) == len(script)
    for number, (expected, back) in enumerate(zip(script, heard, strict=True), start=1):
        if expected.after == "proceed":
            assert back.text.startswith(expected.text), f"step {number}"
        elif expected.after == "end" and back.after == "listen":
            assert back.text in {f"{expected.text} [0.8s] {ask}" for ask in asks}, f"step {number}"
        else:
            assert back.text == expected.text, f"step {number}"
            assert back.after == expected.after, f"step {number}"
