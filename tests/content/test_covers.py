"""Each row of the mission is reached by voice in at most two turns from launch."""

from pathlib import Path

import pytest

from content import load
from content.checks.coverage import ALL_ROWS
from content.checks.spoken import TITLES, pieces, spoken_fields
from content.loader import root_folder
from content.schema import Model
from skill.dialogue import Dialogue
from skill.speech import as_text
from skill.turn import Expectation, State, Turn
from skill.understanding import NotRecognized, Recognized, Unsure
from skill.understanding.matcher import Understanding
from tests.conversation import FOLDER, read

MOST_TURNS = 2
"""A launch counts as none; a yes to "did you mean" counts as one."""


def _said() -> dict[str, set[str]]:
    """For each row, the sentences of the content that covers it."""
    found: dict[str, set[str]] = {row: set() for row in ALL_ROWS}

    def look(item: object) -> None:
        match item:
            case Model():
                for row in getattr(item, "covers", ()):
                    found[row] |= {
                        text for _, _, field, text in spoken_fields(item) if field not in TITLES
                    }
                look(tuple(getattr(item, name) for name in type(item).model_fields))
            case tuple():
                for member in item:
                    look(member)
            case dict():
                look(tuple(item.values()))

    for piece in pieces(root_folder(), "en-US", []):
        look(piece.source.item)
    return found


SAID = _said()
FILES = sorted(FOLDER.glob("*/covers-*.yaml"))


def test_every_row_is_reached_by_a_short_conversation() -> None:
    short = {
        row
        for path in FILES
        for conversation in [read(path)]
        if conversation.steps[0].launch and len(conversation.steps) <= 1 + MOST_TURNS
        for row in conversation.covers
    }
    assert [row for row in ALL_ROWS if row not in short] == []


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding(load("en-US"))


@pytest.fixture(scope="module")
def dialogue() -> Dialogue:
    return Dialogue(load("en-US"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_the_words_alone_lead_there(
    understanding: Understanding, dialogue: Dialogue, path: Path
) -> None:
    conversation = read(path)
    state, expecting, turns = State(), None, 0
    everything = ""
    for step in conversation.steps:
        if step.user is None:
            reply, state = dialogue.handle(step.turn(conversation.locale), state)
        else:
            turn = heard(understanding, step.user, expecting, conversation.locale)
            reply, state = dialogue.handle(turn, state)
            turns += 1
            if turn.kind == "no_match":
                yes = Turn("intent", conversation.locale, intent="AMAZON.YesIntent", text="yes")
                reply, state = dialogue.handle(yes, state)
                turns += 1
        text = as_text(reply.speech)
        parts = 1
        while reply.after == "proceed" and (step.parts == "all" or parts < step.parts):
            reply, state = dialogue.handle(Turn("proceed", conversation.locale), state)
            text += as_text(reply.speech)
            parts += 1
        assert all(run in text for run in step.replies), (step.user, text)
        expecting = reply.expecting
        everything += text
    assert turns <= MOST_TURNS
    unsaid = [row for row in conversation.covers if not any(t in everything for t in SAID[row])]
    assert unsaid == [], "rows of which nothing that covers them was heard"


def heard(
    understanding: Understanding, words: str, expecting: Expectation | None, locale: str
) -> Turn:
    """What a channel makes of the words, with nothing but the words to go by."""
    match understanding.recognize(words, expecting):
        case Recognized(request=request):
            return Turn("intent", locale, request.intent, request.slots, words)
        case Unsure(candidates=candidates):
            return Turn("no_match", locale, text=words, candidates=candidates[:1])
        case NotRecognized():
            return Turn("no_match", locale, text=words)
