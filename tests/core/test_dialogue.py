"""The handler in every state: it answers every intent, stop ends, help comes first, exit wipes."""

import json
from dataclasses import replace

import pytest

from content import load
from content.schema import Action
from skill.dialogue import Dialogue
from skill.speech import as_text
from skill.state import StateError, from_json, to_json
from skill.turn import (
    Choosing,
    Confirming,
    Helping,
    Idle,
    InCheckIn,
    InCoach,
    InFeedback,
    InPlan,
    InScript,
    Locking,
    Phrasing,
    Position,
    Rated,
    Rating,
    Request,
    Settling,
    SlotValue,
    State,
    Turn,
    TurnKind,
)
from skill.understanding.safety import Danger, Safety, Words

CATALOG = load("en-US")
DIALOGUE = Dialogue(CATALOG)
RUNNING = InScript("paced-breathing", 5.0, section=1, round=2, elapsed=40.0)
FLAG = CATALOG.urgent.flags[0].id
POSITIONS: list[Position] = [
    Idle(),
    RUNNING,
    replace(RUNNING, paused=True),
    replace(RUNNING, own_pace=True),
    replace(RUNNING, no_holds=True, pattern=(4.0, 0.0, 6.0, 0.0)),
    InScript("settle-for-sleep", 10.0),
    InCheckIn("solo"),
    InCheckIn("solo", question=4, paused=True),
    InFeedback("loved-change-need"),
    InFeedback("loved-change-need", ready=2, prompt=2, speaker=1),
    InFeedback("loved-change-need", ready=2, breaks=1, paused=True),
    InCoach(),
    Settling(120.0, Idle()),
    Settling(60.0, RUNNING),
    Rating(Rated("solo", 4)),
    Locking("look", RUNNING),
    Locking("again", Idle(), digits="1234"),
    Phrasing(Idle()),
    Phrasing(RUNNING, words="purple elephants"),
    InPlan(),
    InPlan("asking", two=True, item=3, speaker=1, likes=("cuddle",), leaves=("blanket",)),
    InPlan("asking", item=2, paused=True),
    InPlan("agreeing", two=True, likes=("cuddle", "kiss", "smile", "talk")),
    InPlan("keeping", likes=("cuddle",)),
    Confirming(Action(script="paced-breathing", minutes=3.0), Idle()),
    Choosing((Request("BreathingIntent"),), Idle()),
    Choosing((Request("BreathingIntent"), Request("GroundingIntent")), RUNNING),
    Helping(FLAG, asked=True, before=RUNNING),
    Helping(FLAG, asked=False, before=Idle()),
]
IDS = [f"{n}-{position.kind}" for n, position in enumerate(POSITIONS)]
VALUES: dict[str, str | int] = {"minutes": 3, "number": 7}


def slots_of(intent: str) -> list[dict[str, SlotValue]]:
    """No slots, and every slot with each value its list has, or with an unknown one."""
    filled: list[dict[str, SlotValue]] = [{}]
    for name, kind in CATALOG.intents[intent].slots.items():
        listed = CATALOG.lists.get(kind)
        values: list[str | int | None] = [value.id for value in listed.values] if listed else []
        values += [VALUES.get(kind), None]
        filled += [{name: SlotValue(str(value), value)} for value in values]
    return filled


@pytest.mark.parametrize("position", POSITIONS, ids=IDS)
def test_every_intent_gets_an_answer_and_the_state_survives_json(position: Position) -> None:
    state = State(position)
    for intent in CATALOG.intents:
        for slots in slots_of(intent):
            reply, after = DIALOGUE.handle(Turn("intent", intent=intent, slots=slots), state)
            assert reply.speech or reply.after == "end", intent
            assert "{" not in as_text(reply.speech), (intent, as_text(reply.speech))
            assert from_json(json.loads(json.dumps(to_json(after)))) == after
            if reply.after == "listen":
                assert reply.reprompt, intent
                assert reply.expecting is not None


@pytest.mark.parametrize("position", POSITIONS, ids=IDS)
@pytest.mark.parametrize("kind", ["launch", "proceed", "no_input", "no_match", "end"])
def test_every_kind_of_turn_gets_an_answer(position: Position, kind: TurnKind) -> None:
    reply, after = DIALOGUE.handle(Turn(kind, text="the blue one over there"), State(position))
    assert reply.after in ("listen", "proceed", "end")
    assert from_json(json.loads(json.dumps(to_json(after)))) == after


@pytest.mark.parametrize("position", POSITIONS, ids=IDS)
@pytest.mark.parametrize("intent", ["AMAZON.StopIntent", "AMAZON.CancelIntent"])
def test_stop_ends_in_every_state(position: Position, intent: str) -> None:
    reply, after = DIALOGUE.handle(Turn("intent", intent=intent, text="stop"), State(position))
    assert reply.after == "end"
    assert after.position == Idle()


@pytest.mark.parametrize("position", POSITIONS, ids=IDS)
@pytest.mark.parametrize("kind", ["intent", "no_match"])
def test_urgent_help_comes_before_everything(position: Position, kind: TurnKind) -> None:
    """Whatever the matcher made of the words."""
    turn = Turn(
        kind, intent="StartCheckInIntent" if kind == "intent" else None, text="i can't breathe"
    )
    reply, after = DIALOGUE.handle(turn, State(position))
    flag = next(flag for flag in CATALOG.urgent.flags if flag.id == "chest-or-breath")
    assert as_text(reply.speech).startswith(flag.say.format(emergency="nine one one", crisis=""))
    assert after.position == Helping(flag.id, asked=False, before=Idle())


@pytest.mark.parametrize(
    ("locale", "number"),
    [("en-US", "nine one one"), ("en-GB", "nine nine nine"), ("en-AU", "triple zero"),
     ("en-NZ", "your local emergency number")],
)  # fmt: skip
def test_urgent_help_names_the_number_of_the_country(locale: str, number: str) -> None:
    turn = Turn("no_match", locale=locale, text="i can't breathe")
    reply, _ = DIALOGUE.handle(turn, State())
    assert f"Call {number} now." in as_text(reply.speech)
    assert reply.visual is not None
    assert reply.visual.help_lines


@pytest.mark.parametrize("turn", [
    Turn("intent", intent="AMAZON.YesIntent", text="yes"),
    Turn("intent", intent="AMAZON.HelpIntent", text="help"),
    Turn("no_match", text="i'm not sure"),
    Turn("no_input"),
], ids=["yes", "help", "unclear", "silence"])  # fmt: skip
def test_all_but_a_no_to_a_question_about_danger_leads_to_help(turn: Turn) -> None:
    asked = Helping("collapse", asked=True, before=RUNNING)
    reply, after = DIALOGUE.handle(turn, State(asked))
    assert as_text(reply.speech).startswith("Call nine one one now")
    assert after.position == Helping("collapse", asked=False, before=Idle())


def test_help_after_help_reads_every_line() -> None:
    helped = Helping("violence", asked=False, before=Idle())
    reply, _ = DIALOGUE.handle(
        Turn("intent", intent="AMAZON.HelpIntent", text="help"), State(helped)
    )
    again, _ = DIALOGUE.handle(Turn("intent", intent="AMAZON.YesIntent", text="yes"), State(helped))
    assert reply == again


def test_danger_in_a_slot_is_heard_where_there_are_no_raw_words() -> None:
    turn = Turn(
        "intent",
        intent="IStatementIntent",
        slots={"complaint": SlotValue("he hit me and i can't breathe")},
    )
    _, after = DIALOGUE.handle(turn, State())
    assert isinstance(after.position, Helping)


@pytest.mark.parametrize("position", POSITIONS, ids=IDS)
def test_quick_exit_wipes_the_session_in_every_state(position: Position) -> None:
    state = State(position, pace=0.8, style="soft", last="answer:men", rated=Rated("solo", 3))
    for turn in (
        Turn("intent", intent="QuickExitIntent"),
        Turn("no_match", text="read me the weather"),
    ):
        reply, after = DIALOGUE.handle(turn, state)
        assert after == State()
        assert reply.after == "end"
        assert as_text(reply.speech) in CATALOG.phrases.quick_exit
        assert reply.visual is None


@pytest.mark.parametrize(
    "position",
    [
        InScript("no-such-script", 5.0),
        InScript("paced-breathing", 5.0, section=99),
        InCheckIn("solo", question=99),
        InCheckIn("gone"),
        InFeedback("gone"),
        InFeedback("loved-change-need", ready=2, prompt=99),
        Confirming(Action(script="gone"), Idle()),
        Confirming(Action(script="paced-breathing"), InScript("gone", 1.0)),
        Choosing((), Idle()),
        Choosing((Request("NoSuchIntent"),), Idle()),
        Helping("gone", asked=True, before=Idle()),
        Settling(60.0, InScript("gone", 1.0)),
        Rating(Rated("gone", 3)),
    ],
    ids=lambda position: position.kind,
)
def test_a_state_that_names_what_is_gone_starts_afresh(position: Position) -> None:
    for kind in ("proceed", "no_input", "no_match"):
        _, after = DIALOGUE.handle(Turn(kind), State(position))
        assert after.position == Idle()
    reply, _ = DIALOGUE.handle(Turn("intent", intent="AMAZON.RepeatIntent"), State(position))
    assert reply.after == "listen"


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "state",
        {},
        {"version": 0},
        {"version": 2, "position": {"kind": "idle"}},
        {"version": 1, "position": {"kind": "elsewhere"}},
        {"version": 1, "position": {"kind": "script"}},
        {"version": 1, "position": {"kind": "script", "script": "x", "minutes": 1e9}},
        {"version": 1, "pace": float("nan")},
        {"version": 1, "pace": 99},
        {"version": 1, "style": "loud"},
        {"version": 1, "misses": -1},
    ],
)
def test_a_foreign_state_is_refused_without_telling_its_values(data: object) -> None:
    with pytest.raises(StateError) as error:
        from_json(data)
    assert "elsewhere" not in str(error.value)
    assert "loud" not in str(error.value)


def test_after_a_no_to_a_doubt_the_request_is_answered() -> None:
    doubtful = Turn(
        "intent",
        intent="PhysicalRecoveryIntent",
        slots={"symptom": SlotValue("a little light bleeding", "light bleeding")},
        text="there is a little light bleeding what helps",
    )
    doubt = Danger("bleeding", certain=False)
    dialogue = Dialogue(CATALOG, Doubting(doubt))
    reply, state = dialogue.handle(doubtful, State())
    assert isinstance(state.position, Helping)
    assert "a little" not in json.dumps(to_json(state))
    reply, state = Dialogue(CATALOG).handle(Turn("intent", intent="AMAZON.NoIntent"), state)
    assert as_text(reply.speech).startswith(CATALOG.urgent.relieved)
    assert state.last == "answer:body-light-bleeding"


class Doubting(Safety):
    """A safety tier that has the same doubt about everything."""

    def __init__(self, doubt: Danger) -> None:
        super().__init__(CATALOG)
        self._doubt = doubt

    def look(self, text: str, words: Words | None = None, *, second: bool = True) -> Danger | None:  # noqa: ARG002 - as it is called
        return self._doubt if text else None


def test_the_handler_is_a_function_of_its_arguments() -> None:
    turn = Turn("intent", intent="BreathingIntent", slots={"minutes": SlotValue("five", 5)})
    assert DIALOGUE.handle(turn, State()) == DIALOGUE.handle(turn, State())


def test_the_channel_chooses_the_wording() -> None:
    heard = {
        as_text(DIALOGUE.handle(Turn("launch", variant=n), State())[0].speech) for n in range(6)
    }
    assert heard == set(CATALOG.phrases.launch)


def test_what_may_have_been_meant_is_asked_once_then_there_is_a_choice() -> None:
    guesses = (Request("BreathingIntent"), Request("GroundingIntent"), Request("BodyScanIntent"))
    reply, state = DIALOGUE.handle(Turn("no_match", candidates=guesses), State())
    assert isinstance(state.position, Choosing)
    assert state.position.options == guesses[:1]
    reply, state = DIALOGUE.handle(Turn("no_match", candidates=guesses), state)
    assert isinstance(state.position, Choosing)
    assert state.position.options == guesses
    for name in ("BreathingIntent", "GroundingIntent", "BodyScanIntent"):
        assert CATALOG.utterances[name].title in as_text(reply.speech)


def test_a_yes_to_did_you_mean_does_it() -> None:
    guess = Request("BreathingIntent", {"minutes": SlotValue("one", 1)})
    _, state = DIALOGUE.handle(Turn("no_match", candidates=(guess,)), State())
    _, state = DIALOGUE.handle(Turn("intent", intent="AMAZON.YesIntent", text="yes"), state)
    assert state.position == InScript("paced-breathing", 1.0)


def test_minutes_answer_an_offer() -> None:
    state = State(Confirming(Action(script="paced-breathing", minutes=3.0), Idle()))
    slots = {"minutes": SlotValue("ten", 10)}
    _, state = DIALOGUE.handle(Turn("intent", intent="StartWindDownIntent", slots=slots), state)
    assert state.position == InScript("paced-breathing", 10.0)


def test_a_paused_flow_waits_without_a_word_and_ends_at_last() -> None:
    state = State(replace(RUNNING, paused=True))
    for turns in range(1, 60):
        reply, state = DIALOGUE.handle(Turn("no_input"), state)
        if reply.after == "end":
            assert turns > 30
            return
        assert reply.speech == ()
    pytest.fail("it waits for ever")


def test_what_is_given_again_is_not_announced_again() -> None:
    turn = Turn(
        "intent", intent="BreathingIntent", slots={"technique": SlotValue("box", "box-breathing")}
    )
    reply, state = DIALOGUE.handle(turn, State())
    assert "Say stop any time." in as_text(reply.speech)
    for intent in ("SlowerIntent", "AMAZON.RepeatIntent", "QuieterIntent"):
        again, _ = DIALOGUE.handle(Turn("intent", intent=intent, heard=6.0), state)
        assert "Let your shoulders drop" in as_text(again.speech)
        assert "Say stop any time." not in as_text(again.speech)
    _, paused = DIALOGUE.handle(Turn("intent", intent="AMAZON.PauseIntent", heard=6.0), state)
    resumed, _ = DIALOGUE.handle(Turn("intent", intent="AMAZON.ResumeIntent"), paused)
    assert "Say stop any time." not in as_text(resumed.speech)
    over, _ = DIALOGUE.handle(Turn("intent", intent="AMAZON.StartOverIntent", heard=6.0), state)
    assert "Say stop any time." in as_text(over.speech)
