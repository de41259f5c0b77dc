"""Feelings told at the greeting, corrections, and questions about an answer just given."""

import pytest

from skill.flows.answers import PREFIX
from skill.speech import as_text
from skill.turn import (
    Choosing,
    Confirming,
    Helping,
    Idle,
    InPlan,
    InScript,
    Position,
    Reply,
    Request,
    SlotValue,
    State,
    Turn,
)
from tests.core.turns import CATALOG, DIALOGUE, told


def said(
    text: str,
    intent: str | None = None,
    state: State | None = None,
    *candidates: str,
    **slots: SlotValue,
) -> tuple[Reply, State]:
    return told(state or State(), text, intent, *candidates, **slots)


@pytest.mark.parametrize(
    "text",
    [
        "I feel so dirty now", "she went home right away", "he rolled over and went to sleep",
        "we had a huge fight", "i really regret tonight", "i feel odd about all that",
        "I wish we had waited", "i shouldn't have said yes", "i'm still a mess",
        "we said the safe word", "what's wrong with me", "is it wrong that i cried",
        "that was way too much", "i don't feel like myself", "i miss her",
    ],
)  # fmt: skip
def test_a_feeling_that_no_request_holds_is_met_with_a_choice(text: str) -> None:
    reply, state = said(text)
    assert state.position == Choosing(tuple(map(Request, CATALOG.feelings.choice)), Idle())
    assert as_text(reply.speech) in CATALOG.feelings.kinds[-1].say
    _, after = DIALOGUE.handle(Turn("intent", "en-US", intent="AMAZON.NoIntent"), state)
    assert after.position == Idle()


@pytest.mark.parametrize(
    "text",
    ["that brings back bad memories", "i'm really triggered", "it keeps playing in my head"],
)
def test_what_comes_back_is_met_with_grounding(text: str) -> None:
    _, state = said(text)
    assert isinstance(state.position, Confirming)
    assert state.position.action.script == "grounding"


@pytest.mark.parametrize("text", ["please stay with me", "don't leave me", "talk to me"])
def test_who_asks_for_company_has_it(text: str) -> None:
    reply, state = said(text)
    assert "here" in as_text(reply.speech)
    assert isinstance(state.position, Confirming)


@pytest.mark.parametrize(
    "text",
    [
        "i feel like having a sandwich", "she left the keys on the table", "it was a lot of money",
        "we had a good time", "i feel great", "i feel so loved", "turn left at the lights",
        "i was thinking about the movie", "what's wrong with the phone",
    ],
)  # fmt: skip
def test_other_talk_is_met_as_before(text: str) -> None:
    _, state = said(text)
    assert state.position == Idle()
    assert state.misses == 1


def test_a_likelier_request_is_asked_about_and_a_no_that_is_none_is_not() -> None:
    _, state = said("i feel sore all over", None, None, "PhysicalRecoveryIntent")
    assert state.position == Choosing((Request("PhysicalRecoveryIntent"),), Idle())
    _, state = said("i'm not so good", None, None, "AMAZON.NoIntent")
    assert state.position == Choosing(tuple(map(Request, CATALOG.feelings.choice)), Idle())


@pytest.mark.parametrize("text", ["i feel like i want to die", "i feel my chest is being crushed"])
def test_danger_comes_before_any_comfort(text: str) -> None:
    assert isinstance(said(text)[1].position, Helping)


def test_under_way_nothing_changes() -> None:
    running = InScript("ocean", 5.0, section=1, elapsed=60.0)
    assert isinstance(said("she left right after", None, State(running))[1].position, InScript)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("no that's not what i said", "AMAZON.NoIntent"),
        ("that's not right", "AMAZON.NoIntent"),
        ("you got me all wrong", None),
        ("that's not what i meant", "AMAZON.CancelIntent"),
        ("never mind what i said", "AMAZON.CancelIntent"),
        ("ignore what i just told you", "AMAZON.StopIntent"),
    ],
)
@pytest.mark.parametrize(
    "position", [Idle(), Confirming(CATALOG.answers["drop"].then.yes, Idle())]  # type: ignore[union-attr]  # it has one
)  # fmt: skip
def test_a_correction_ends_nothing(text: str, intent: str | None, position: Position) -> None:
    reply, state = said(text, intent, State(position))
    assert reply.after == "listen"
    assert state.position == Idle()


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("no thanks", "AMAZON.NoIntent"),
        ("stop", "AMAZON.StopIntent"),
        ("never mind", "AMAZON.CancelIntent"),
        ("that's not what i meant stop", "AMAZON.StopIntent"),
        ("cancel what i said", "AMAZON.CancelIntent"),
    ],
)
def test_a_plain_no_and_a_stop_still_end_it(text: str, intent: str) -> None:
    assert said(text, intent)[0].after == "end"


def asked(name: str, text: str, intent: str | None = None) -> tuple[str, State]:
    then = CATALOG.answers[name].then
    assert then is not None
    before = State(Confirming(then.yes, Idle()), last=PREFIX + name)
    reply, state = said(text, intent, before)
    return as_text(reply.speech), state


@pytest.mark.parametrize(
    ("name", "text", "intent", "field"),
    [
        ("drop", "and how long will it last", "FaqIntent", "lasts"),
        ("feeling-low", "will it pass", None, "lasts"),
        ("feeling-low", "what helps", "AftercareIdeasIntent", "helps"),
        ("drop", "how do i cope with it", None, "helps"),
        ("drop", "a bit shorter please", "ShorterIntent", "short"),
    ],
)
def test_a_question_about_an_answer_keeps_its_subject(
    name: str, text: str, intent: str | None, field: str
) -> None:
    heard, state = asked(name, text, intent)
    assert heard.startswith(getattr(CATALOG.answers[name], field))
    assert state.last == PREFIX + name
    assert isinstance(state.position, Confirming)


def test_another_set_of_ideas_is_another_set() -> None:
    for text, intent in (("another", "MoreIntent"), ("one more please", "AMAZON.NextIntent")):
        assert asked("ideas", text, intent)[1].last == PREFIX + "ideas"
    # and where there is no other, it is the yes that it was
    assert isinstance(asked("feeling-low", "more", "MoreIntent")[1].position, InScript)


def plan(position: InPlan, text: str, intent: str | None = None) -> InPlan:
    _, state = said(text, intent, State(position))
    assert isinstance(state.position, InPlan)
    return state.position


@pytest.mark.parametrize(
    ("text", "intent", "two"),
    [
        ("it's only me", None, False), ("for myself", None, False),
        ("no just me tonight", "AMAZON.NoIntent", False),
        ("yes for one", "AMAZON.YesIntent", False),
        ("the two of us", None, True), ("me and her", "AftercarePlanIntent", True),
        ("for my wife and me", None, True),
    ],
)  # fmt: skip
def test_a_plan_hears_how_many_they_are(text: str, intent: str | None, *, two: bool) -> None:
    position = plan(InPlan(), text, intent)
    assert (position.phase, position.two) == ("asking", two)


def test_comforts_that_are_named_are_in_the_plan_of_one() -> None:
    position = plan(InPlan("asking"), "tea and a blanket", "NeedAnswerIntent")
    assert set(position.likes) == {"blanket", "food"}
    assert plan(position, "no", "AMAZON.NoIntent").leaves  # and none is asked about again
    assert plan(InPlan("asking"), "no blanket", "NeedAnswerIntent").likes == ()


def test_with_two_a_comfort_that_one_names_still_needs_the_other() -> None:
    first = plan(InPlan("asking", two=True), "a hug", "NeedAnswerIntent")
    assert (first.speaker, first.likes) == (1, ())
    other = plan(InPlan("asking", two=True), "a blanket", "NeedAnswerIntent")
    assert (other.speaker, other.likes) == (0, ())


def test_remembering_a_wish_makes_it() -> None:
    wish = {
        "preference": SlotValue("remember", "memory"),
        "value": SlotValue("slow", "slow"),
    }
    assert said("remember i like it slow", "SetPreferenceIntent", None, **wish)[1].pace < 1
