"""Words of one's own for the way out: in every state, on the raw words, and never said aloud."""

from dataclasses import replace

import pytest

from skill.cli import main
from skill.dialogue import Dialogue
from skill.kept import KeepSettings, Settings
from skill.memory.ports import Done, Everything, Person
from skill.speech import as_text
from skill.turn import Idle, InScript, Phrasing, SlotValue, State, Turn
from skill.understanding import Recognized
from skill.understanding.matcher import Understanding
from skill.understanding.safety import Safety
from tests.core.test_dialogue import IDS, POSITIONS
from tests.memory.conftest import ME, Kept
from tests.memory.talking import CATALOG, DIALOGUE, Talk, understanding

WORDS = CATALOG.memory.exit
OWN = "purple elephants dance"
ASKED = {"preference": "quick exit phrase"}


def talk(kept: Kept) -> Talk:
    return Talk(DIALOGUE, kept.keeper())


def choose(session: Talk) -> str:
    session._take(
        Turn("intent", intent="SetPreferenceIntent", text="change my quick exit phrase",
             slots={"preference": SlotValue("quick exit phrase", "quick exit phrase")})
    )  # fmt: skip
    session.words(OWN)
    return session.words(OWN)


@pytest.mark.parametrize("position", POSITIONS, ids=IDS)
@pytest.mark.parametrize("said", [OWN, f"oh {OWN} now", "read me the weather"])
@pytest.mark.parametrize("kind", ["intent", "no_match"])
def test_own_words_end_it_in_every_state(position: object, said: str, kind: str) -> None:
    state = State(position, exit=OWN, pace=0.8)  # type: ignore[arg-type]  # one of all positions
    intent = "StartWindDownIntent" if kind == "intent" else None
    reply, after = DIALOGUE.handle(Turn(kind, intent=intent, text=said), state)  # type: ignore[arg-type]  # both kinds
    assert reply.after == "end"
    assert as_text(reply.speech) in CATALOG.phrases.quick_exit
    assert after == State()
    assert reply.effects == ()


def test_nobody_else_s_words_do() -> None:
    state = State(InScript("paced-breathing", 5.0))
    reply, _ = DIALOGUE.handle(Turn("no_match", text=OWN), state)
    assert reply.after == "proceed"


def test_the_usual_words_end_it_from_within_a_slot() -> None:
    slots = {"complaint": SlotValue("read me the weather")}
    reply, after = DIALOGUE.handle(Turn("intent", intent="IStatementIntent", slots=slots), State())
    assert reply.after == "end"
    assert after == State()


def test_they_are_chosen_by_saying_them_twice_and_hold_at_the_next_start(sqlite: Kept) -> None:
    session = talk(sqlite)
    assert choose(session).startswith(WORDS.set)
    assert session.state.exit == OWN
    session.say("Yes")  # to keeping settings
    found = sqlite.keeper().everything(ME)
    assert isinstance(found, Everything)
    assert found.settings == Settings(exit=OWN)
    again = talk(sqlite)
    again.say("BreathingIntent")
    assert again.not_understood(OWN) in CATALOG.phrases.quick_exit


def test_they_are_kept_at_once_where_settings_are(sqlite: Kept) -> None:
    assert sqlite.keeper().apply(ME, [KeepSettings(Settings(pace=0.8))]) == Done()
    assert CATALOG.memory.kept_too in choose(talk(sqlite))
    found = sqlite.keeper().everything(ME)
    assert isinstance(found, Everything)
    assert found.settings == Settings(pace=0.8, exit=OWN)
    session = talk(sqlite)
    said = session._take(
        Turn("intent", intent="SetPreferenceIntent", text="reset my quick exit phrase",
             slots={"preference": SlotValue("quick exit phrase", "quick exit phrase"),
                    "value": SlotValue("reset", "normal")})
    )  # fmt: skip
    assert said.startswith(WORDS.back)
    assert session.state.exit == ""


@pytest.mark.parametrize("said", ["elephants", "a b c d e f g", "gate 7 please", "word " * 30])
def test_what_would_not_serve_is_asked_again(sqlite: Kept, said: str) -> None:
    session = talk(sqlite)
    session.state = State(Phrasing(Idle()), recalled=True)
    assert session.words(said) == WORDS.unclear
    session.words(said)
    assert session.words(said).startswith(WORDS.leave)
    assert session.state.exit == ""


def test_other_words_the_second_time_change_nothing(sqlite: Kept) -> None:
    session = talk(sqlite)
    session.state = State(Phrasing(Idle(), words=OWN), recalled=True)
    assert session.words("green elephants dance") == WORDS.differ
    assert session.say("No")
    assert session.state.exit == ""


def test_words_that_show_danger_bring_help_and_are_never_chosen(sqlite: Kept) -> None:
    session = talk(sqlite)
    session.state = State(Phrasing(Idle()), recalled=True)
    session.words("he is choking me")
    assert session.state.position.kind == "helping"
    assert session.state.exit == ""


def test_where_no_words_are_heard_the_usual_ones_hold(sqlite: Kept) -> None:
    session = Talk(DIALOGUE, sqlite.keeper(), Person("service", "somebody"))
    assert session.say("SetPreferenceIntent", **ASKED).startswith(WORDS.fixed)
    assert session.say("GetPreferenceIntent", **ASKED).startswith(WORDS.usual)


def test_own_words_are_not_said_aloud(sqlite: Kept) -> None:
    session = talk(sqlite)
    session.state = replace(session.state, exit=OWN)
    said = session.say("GetPreferenceIntent", **ASKED)
    assert said.startswith(WORDS.own)
    for intent in CATALOG.intents:
        for position in (Phrasing(Idle(), words=OWN), Idle()):
            reply, _ = DIALOGUE.handle(Turn("intent", intent=intent), State(position, exit=OWN))
            assert OWN not in as_text((*reply.speech, *reply.reprompt, *reply.unkept)).lower()


def test_words_are_heard_as_they_are_but_commands_stay_commands() -> None:
    reply, _ = DIALOGUE.handle(
        Turn("intent", intent="AMAZON.RepeatIntent"), State(Phrasing(Idle()))
    )
    outcome = understanding().recognize("Purple elephants, dance!", reply.expecting)
    assert isinstance(outcome, Recognized)
    assert outcome.request.slots["words"].text == OWN
    for said, intent in (("stop", "AMAZON.StopIntent"), ("read me the weather", "QuickExitIntent")):
        outcome = understanding().recognize(said, reply.expecting)
        assert isinstance(outcome, Recognized)
        assert outcome.request.intent == intent


def test_the_option_s_words_act_everywhere_and_on_partial_results() -> None:
    taught = Understanding(CATALOG, exits=(OWN,))
    outcome = taught.recognize("purple elephants dance")
    assert isinstance(outcome, Recognized)
    assert outcome.request.intent == "QuickExitIntent"
    dialogue = Dialogue(CATALOG, Safety(CATALOG, exits=(OWN,)))
    for position in POSITIONS:
        reply, _ = dialogue.handle(Turn("no_match", text=f"oh {OWN}"), State(position))
        assert reply.after == "end"


@pytest.mark.parametrize("phrase", ["elephants", "help me i am bleeding", ""])
def test_the_option_takes_no_single_word_and_no_call_for_help(
    phrase: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["talk", "--text", "--no-wait", "--quick-exit", phrase]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
