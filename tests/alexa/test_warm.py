"""What is ready before the first request: nobody in need waits for patterns to be made."""

import json
from typing import Any

import pytest

from content import load
from skill.alexa.app import create_app
from skill.alexa.wsgi import prepared
from skill.understanding import safety
from tests.alexa.requests import envelope, intent, launch, slot


def test_the_first_request_makes_no_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    dialogue = prepared()

    def too_late(pattern: str) -> Any:  # noqa: ANN401 - never returns
        raise AssertionError(f"made in somebody's request: {pattern}")

    monkeypatch.setattr(safety, "compile_regex", too_late)
    client = create_app(dialogue, dev=True, choose=lambda: 0).test_client()
    said = (
        "i can't breathe and my chest hurts", "my partner won't let me leave", "he like hit me",
        "the condom broke last night", "i am not bleeding any more", "i want to die",
        "i'm fifteen", "she choked me in the film", "kind of wobbly and a bit sore",
    )  # fmt: skip
    for words in said:
        for name, kind in (("UrgentHelpIntent", "danger"), ("FeelingAnswerIntent", "feeling")):
            request = intent(name, {kind: slot(kind, words)})
            answer = client.post("/alexa", data=json.dumps(envelope(request)))
            assert "outputSpeech" in json.loads(answer.data)["response"]
    assert client.post("/alexa", data=json.dumps(envelope(launch()))).status_code == 200


def test_without_it_patterns_are_made_when_they_are_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So that the test above can fail."""
    made: list[str] = []
    monkeypatch.setattr(safety, "compile_regex", made.append)
    looking = safety.Safety(load("en-US"))
    with pytest.raises(AttributeError):
        looking.look("i can't breathe")
    assert made
