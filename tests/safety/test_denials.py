"""What is a clear no to a question about danger, and what is none.

The two lists were written before the patterns, as answers to each kind of question: `asked` is the
flag that is asked about.
"""

import json
from pathlib import Path

import pytest

from content.loader import load
from skill.dialogue import Dialogue
from skill.flows.context import paused
from skill.speech import as_text
from skill.turn import Helping, Idle, InScript, Position, Request, SlotValue, State, Turn
from skill.understanding.matcher import Understanding
from skill.understanding.safety import Safety
from skill.understanding.turns import to_turn

CATALOG = load("en-US")
URGENT = CATALOG.urgent
DIALOGUE = Dialogue(CATALOG)
SAFETY = Safety(CATALOG)
RUNNING = InScript("box-breathing", 3)
NO, STOP = "AMAZON.NoIntent", "AMAZON.StopIntent"


def lines(name: str) -> list[tuple[str, str]]:
    rows = map(json.loads, (Path(__file__).parent / f"{name}.jsonl").open(encoding="utf-8"))
    return [(row["asked"], row["text"]) for row in rows]


DENIALS, OTHERS = lines("denials"), lines("no-denials")


def asked(flag: str, meant: Request | None = None) -> State:
    return State(Helping(flag, asked=True, before=RUNNING, meant=meant))


def answered(flag: str, turn: Turn, dialogue: Dialogue = DIALOGUE) -> tuple[str, Position]:
    reply, state = dialogue.handle(turn, asked(flag))
    return as_text(reply.speech), state.position


def helped(flag: str, said: str, position: Position) -> bool:
    ends = next(one for one in URGENT.flags if one.id == flag).ends
    return isinstance(position, Helping) != ends and URGENT.relieved not in said


def test_there_are_sixty_of_each_and_they_differ() -> None:
    assert len(set(DENIALS)) == len(set(OTHERS)) == 60
    assert not set(DENIALS) & set(OTHERS)
    assert {flag for flag, _ in DENIALS} == {flag.id for flag in URGENT.flags}
    assert {flag for flag, _ in OTHERS} == {flag.id for flag in URGENT.flags}


@pytest.mark.parametrize(("flag", "text"), DENIALS)
@pytest.mark.parametrize("understood", [None, NO, STOP, "UrgentHelpIntent"])
def test_a_clear_no_goes_back_whatever_it_was_understood_as(
    flag: str, text: str, understood: str | None
) -> None:
    kind = "intent" if understood else "no_match"
    said, position = answered(flag, Turn(kind, intent=understood, text=text))  # type: ignore[arg-type]  # one of the two
    assert said.startswith(URGENT.relieved)
    assert position == paused(RUNNING)


@pytest.mark.parametrize(("flag", "text"), OTHERS)
@pytest.mark.parametrize("understood", [None, NO])
def test_anything_else_leads_to_help_also_where_it_was_understood_as_a_no(
    flag: str, text: str, understood: str | None
) -> None:
    kind = "intent" if understood else "no_match"
    said, position = answered(flag, Turn(kind, intent=understood, text=text))  # type: ignore[arg-type]  # one of the two
    assert helped(flag, said, position)


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    found = Understanding(CATALOG)
    if found.missing:
        pytest.skip(f"the trained model cannot be loaded: {found.missing}")
    return found


def test_as_the_local_voice_hears_them(understanding: Understanding) -> None:
    dialogue = Dialogue(CATALOG, Safety(CATALOG, unease=understanding.unease), understanding.themes)

    def relieved(flag: str, text: str) -> bool:
        repeat = Turn("intent", intent="AMAZON.RepeatIntent")
        reply, _ = dialogue.handle(repeat, asked(flag))
        outcome = understanding.recognize(text, reply.expecting)
        said, _ = answered(flag, to_turn(outcome, text, "en-US"), dialogue)
        return said.startswith(URGENT.relieved)

    assert [line for line in DENIALS if not relieved(*line)] == []
    assert [line for line in OTHERS if relieved(*line)] == []


@pytest.mark.parametrize(
    "beside",
    [
        "{} but i'm scared",
        "{} i think",
        "{} for now",
        "{} maybe",
        "{} i guess",
        "{} but",
        "{} and",
        "{} please help",
        "{} don't tell him",
        "{} he's here",
        "{} i can't move",
        "he says {}",
        "i guess {}",
        "perhaps {}",
        "tell him {}",
        "yes {}",
        "i don't know {}",
    ],
)
def test_nothing_else_may_be_said(beside: str) -> None:
    taken = [line for line in DENIALS if SAFETY.denies(beside.format(line[1]), line[0])]
    assert taken == []


@pytest.mark.parametrize(
    "polite", ["{} thank you", "um {}", "{} honestly", "{} carry on", "NO {}!"]
)
def test_what_changes_nothing_may(polite: str) -> None:
    lost = [line for line in DENIALS if not SAFETY.denies(polite.format(line[1]), line[0])]
    assert lost == []


@pytest.mark.parametrize("flag", ["overdose", "neck", "self-harm", "no-consent", "minor"])
def test_being_fine_is_no_answer_to_some_questions(flag: str) -> None:
    assert not SAFETY.denies("i'm fine", flag)
    assert SAFETY.denies("i'm fine", "help")
    assert SAFETY.denies("no i'm fine", flag)


@pytest.mark.parametrize(
    "text", ["no i didn't", "no we didn't", "no he didn't", "no it wasn't", "no i wasn't"]
)
def test_a_no_that_may_mean_it_was_not_wanted_is_none(text: str) -> None:
    assert not SAFETY.denies(text, "no-consent")
    assert SAFETY.denies("no i wanted it", "no-consent")


def test_a_sign_in_the_same_words_wins() -> None:
    kinds = (CATALOG.signs.denials.kinds[0].model_copy(update={"after": ("he hit me",)}),)
    denials = CATALOG.signs.denials.model_copy(update={"kinds": kinds})
    signs = CATALOG.signs.model_copy(update={"denials": denials})
    careless = Dialogue(CATALOG.model_copy(update={"signs": signs}))
    said, position = answered("help", Turn("no_match", text="no he hit me"), careless)
    assert helped("help", said, position)


@pytest.mark.parametrize("position", [Idle(), Helping("help", asked=False, before=Idle())])
def test_only_an_answer_to_the_question_is_one(position: Position) -> None:
    for text in ("no nobody is hurt", "we're both safe"):
        reply, _ = DIALOGUE.handle(Turn("no_match", text=text), State(position))
        assert URGENT.relieved not in as_text(reply.speech)


def test_what_was_asked_for_is_done_after_it() -> None:
    technique = {"technique": SlotValue("box-breathing", "box-breathing")}
    before = asked("help", Request("BreathingIntent", technique))
    reply, state = DIALOGUE.handle(Turn("no_match", text="no nobody is hurt"), before)
    assert as_text(reply.speech).startswith(URGENT.relieved)
    assert isinstance(state.position, InScript)
    assert not state.position.paused


def test_a_hesitation_that_was_understood_as_a_no_is_one() -> None:
    said, _ = answered("help", Turn("intent", intent=NO, text="uh uh"))
    assert said.startswith(URGENT.relieved)
    said, position = answered("help", Turn("no_match", text="uh uh"))
    assert helped("help", said, position)
