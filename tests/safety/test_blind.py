"""Sets by authors who never saw the detector, in every kind of place of the dialogue.

How they were made: README.md. The whole way is gone: words, understanding, handler.
"""

import json
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

import pytest

from content.loader import load
from skill.dialogue import Dialogue
from skill.speech import as_text
from skill.turn import (
    Helping,
    Idle,
    InCheckIn,
    InCoach,
    InFeedback,
    InPlan,
    InScript,
    Position,
    State,
    Turn,
)
from skill.understanding.lines import Alarm, LineReader
from skill.understanding.matcher import Model, Understanding
from skill.understanding.reading import Reader
from skill.understanding.safety import Safety
from skill.understanding.templates import expand
from skill.understanding.training.sentences import told
from skill.understanding.turns import to_turn

HERE = Path(__file__).parent
LINES = {
    1: {"urgent": 100, "lookalikes": 100},
    2: {"urgent": 100, "lookalikes": 100},
    3: {"urgent": 98, "lookalikes": 96},
    4: {"urgent": 59, "lookalikes": 57},
    5: {"urgent": 96, "lookalikes": 99},
    6: {"urgent": 97, "lookalikes": 100},
    7: {"urgent": 96, "lookalikes": 99},
    **{number: {"urgent": 100, "lookalikes": 100} for number in range(11, 25)},
}
SETS = tuple(LINES)
MOST_ASKED = {1: 1, 2: 0, 3: 3, 4: 4, 5: 8, 6: 3, 7: 1} | {
    **dict.fromkeys(range(11, 25), 2),
    20: 5,
    23: 3,
    24: 3,
}
"""Look-alikes of a set: two in a hundred is the aim, which the later ones do not reach yet."""
HELPED_TO = {"i feel like i'm sixteen again"}
"""Is answered as somebody under age, who would say it with a doubt as well."""
MOST_WEIGHED = dict.fromkeys(SETS, 9)
"""Look-alikes that the coach alone asks about."""
MOST_KNOWN = dict.fromkeys(SETS, 0) | dict(
    zip(range(11, 25), (2, 6, 6, 8, 9, 6, 6, 4, 5, 5, 5, 9, 6, 5), strict=True)
)
"""Sentences that content had already: what many people say in the same words ("I'm fifteen")."""
CATALOG = load("en-US")
PLACES: dict[str, Position] = {
    "idle": Idle(),
    "script": InScript("box-breathing", 3),
    "mood": InCheckIn("solo", 1),
    "feedback": InFeedback("cards", ready=2),
    "coach": InCoach(phase="practice"),
    "plan": InPlan("asking"),
}
COACH = "coach"
"""Where words are said to a partner: what may be fear of one is asked about sooner."""
OPEN = "mood"
"""Where any words are taken as an answer; elsewhere they are heard as when nothing is under way."""
HELPED: dict[str, Position] = {
    "asked": Helping("help", asked=True, before=Idle()),
    "helped": Helping("help", asked=False, before=Idle()),
}
Answer: TypeAlias = Literal["help", "question", "nothing"]


def texts(kind: str, number: int) -> list[str]:
    lines = (HERE / f"blind-{number}-{kind}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


class Listener:
    """Answers words at a place as the local voice does."""

    def __init__(self) -> None:
        self._understanding = Understanding(CATALOG)
        if self._understanding.missing:
            pytest.skip(f"the trained model cannot be loaded: {self._understanding.missing}")
        unease = self._understanding.unease
        assert unease is not None
        self._dialogue = Dialogue(CATALOG, Safety(CATALOG, unease=cache(unease)))
        self._understanding.model = _Remembering(self._understanding.model)
        # What the dialogue expects at a place is what it says when it repeats itself there.
        again = Turn("intent", intent="AMAZON.RepeatIntent")
        self._expecting = {
            name: self._dialogue.handle(again, State(PLACES[name]))[0].expecting
            for name in ("idle", OPEN)
        }
        self._heard = cache(self._hear)
        self._lines = LineReader(CATALOG, self._understanding)

    def _hear(self, text: str, place: str) -> Turn:
        return to_turn(
            self._understanding.recognize(text, self._expecting[place]), text, CATALOG.locale
        )

    def alarm(self, text: str) -> Alarm:
        """What `aftercare understand` tells of `text`."""
        return self._lines.hear(text, None)[1]

    def answer(self, text: str, place: str) -> Answer:
        """What is answered to `text` at a place."""
        heard = self._heard(text, OPEN if place == OPEN else "idle")
        reply, state = self._dialogue.handle(heard, State((PLACES | HELPED)[place]))
        if isinstance(state.position, Helping):
            return "question" if state.position.asked else "help"
        endings = [CATALOG.urgent.partner, *(f.say[:40] for f in CATALOG.urgent.flags if f.ends)]
        said = as_text(reply.speech)
        return "help" if any(words in said for words in endings) else "nothing"


class _Remembering:
    """A model that works out each text once."""

    def __init__(self, model: Model) -> None:
        self.probabilities = cache(model.probabilities)


@pytest.fixture(scope="module")
def listener() -> Listener:
    return Listener()


@pytest.mark.parametrize("number", SETS)
def test_nobody_who_calls_for_help_is_missed_anywhere(listener: Listener, number: int) -> None:
    said = texts("urgent", number)
    assert len(said) == LINES[number]["urgent"]
    missed = [
        (text, place)
        for text in said
        for place in PLACES | HELPED
        if listener.answer(text, place) == "nothing"
    ]
    assert missed == []


@pytest.mark.parametrize("number", SETS)
def test_what_only_sounds_like_it_is_left_alone(listener: Listener, number: int) -> None:
    said = texts("lookalikes", number)
    assert len(said) == LINES[number]["lookalikes"]
    answers = {(text, place): listener.answer(text, place) for text in said for place in PLACES}
    asked = {text for (text, _), answer in answers.items() if answer == "question"}
    # What would be asked elsewhere ends a round of both: safety is not asked about before both.
    helped = {
        where for where, answer in answers.items() if answer == "help" and where[0] not in HELPED_TO
    }
    assert {where for where in helped if where[0] not in asked or where[1] != "feedback"} == set()
    weighed = asked - {
        text for (text, place), answer in answers.items() if place != COACH and answer == "question"
    }
    assert len(asked - weighed) <= MOST_ASKED[number], asked - weighed
    assert len(weighed) <= MOST_WEIGHED[number], weighed


@pytest.mark.parametrize("number", SETS)
def test_understand_tells_what_the_dialogue_does(listener: Listener, number: int) -> None:
    told = {"nothing": "none", "question": "ask", "help": "rule"}
    said = [*texts("urgent", number), *texts("lookalikes", number)]
    assert [listener.alarm(text) for text in said] == [
        told[listener.answer(text, "idle")] for text in said
    ]


def test_nothing_was_learnt_from_them() -> None:
    reader = Reader(CATALOG.hearing, CATALOG.numbers)

    def key(text: str) -> str:
        return reader.clean(text).replace("'", "")

    learnt = {key(sentence) for source in told(CATALOG) for sentence in source.sentences}
    learnt |= {key(sentence) for line in CATALOG.out_of_scope for sentence in expand(line)}
    for number in SETS:
        blind = [text for kind in LINES[number] for text in texts(kind, number)]
        known = [text for text in blind if key(text) in learnt]
        assert len(known) <= MOST_KNOWN[number], known
