"""What is said beside a no, about the help that was given, and who asks for help lines."""

import pytest

from content.loader import load
from skill.dialogue import Dialogue
from skill.flows.context import paused
from skill.speech import as_text
from skill.state import from_json, to_json
from skill.turn import (
    Choosing,
    Helping,
    Idle,
    InCheckIn,
    InScript,
    Position,
    Request,
    SlotValue,
    State,
    Turn,
)
from skill.understanding.safety import Safety

CATALOG = load("en-US")
URGENT = CATALOG.urgent
DIALOGUE = Dialogue(CATALOG)
SAFETY = Safety(CATALOG)
WARY = Safety(CATALOG, unease=lambda _: 0.9)
RUNNING = InScript("box-breathing", 3)
NO = "AMAZON.NoIntent"
ALL = [flag.id for flag in URGENT.flags]


def given(flag: str = "help") -> State:
    return State(Helping(flag, asked=False, before=Idle()))


def asked(flag: str, before: Position = RUNNING) -> State:
    return State(Helping(flag, asked=True, before=before))


def said(text: str, state: State, intent: str | None = None) -> tuple[str, State]:
    turn = Turn("intent" if intent else "no_match", intent=intent, text=text)
    reply, after = DIALOGUE.handle(turn, state)
    return as_text(reply.speech), after


# -- a no with a reason ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flag", "text"),
    [
        ("help", "not really"),
        ("help", "no just stiff"),
        ("help", "no, a bit achy from yoga"),
        ("help", "no it's only cramps"),
        ("help", "no, nothing serious"),
        ("help", "no it stopped already"),
        ("help", "the bleeding has stopped"),
        ("danger", "no, i meant emotionally"),
        ("injury", "not really, just tender"),
        ("bleeding", "not that much"),
        ("numb", "not really"),
        ("chest-or-breath", "no just a little"),
        ("chest-or-breath", "no it's gone already"),
        ("chest-or-breath", "no i just got up too quickly"),
        ("chest-or-breath", "a bit woozy from lying down"),
        ("chest-or-breath", "i sat up too fast"),
        ("chest-or-breath", "no i haven't eaten much today"),
    ],
)
def test_a_no_may_have_a_reason(flag: str, text: str) -> None:
    words, after = said(text, asked(flag))
    assert words.startswith(URGENT.relieved)
    assert after.position == paused(RUNNING)


@pytest.mark.parametrize(
    ("flag", "text"),
    [
        ("help", "not really sure"),
        ("help", "not yet"),
        ("help", "a bit"),
        ("help", "no just a bit"),
        ("help", "no it's blue"),
        ("help", "no he stopped breathing"),
        ("help", "no he stopped"),
        ("help", "no i need my inhaler"),
        ("help", "no i want to go home"),
        ("help", "no i need help getting up"),
        ("help", "no can you call my sister"),
        ("help", "no just with him"),
        ("chest-or-breath", "a bit"),
        ("chest-or-breath", "no just my chest"),
        ("chest-or-breath", "not that much"),
        ("collapse", "not really"),
        ("overdose", "not really"),
        ("neck", "not really"),
        ("self-harm", "not really"),
        ("self-harm", "no i just want to sleep"),
        ("no-consent", "not really"),
        ("no-consent", "no i mean emotionally"),
        ("violence", "no i mean emotionally"),
    ],
)
def test_what_leaves_a_doubt_is_none(flag: str, text: str) -> None:
    assert not SAFETY.denies(text, flag)
    words, after = said(text, asked(flag), NO)
    assert URGENT.relieved not in words
    assert isinstance(after.position, Helping)


def test_a_reason_with_no_no_is_none_where_the_second_opinion_is_against_it() -> None:
    assert SAFETY.denies("i stood up too fast", "chest-or-breath")
    assert not WARY.denies("i stood up too fast", "chest-or-breath")
    assert WARY.denies("no i stood up too fast", "chest-or-breath")


def test_the_doubt_that_was_asked_about_is_no_second_one() -> None:
    text = "no, i felt dizzy from getting up"
    assert SAFETY.look(text) is not None
    assert SAFETY.denies(text, "chest-or-breath")
    assert not WARY.denies(text, "chest-or-breath")


# -- a no with a wish ------------------------------------------------------------------------------

WISHES = [
    "no, i need help winding down",
    "not that kind, help me relax",
    "just with unwinding",
    "no can we do the body scan",
    "not really, i'd like something calming please",
]


@pytest.mark.parametrize("text", WISHES)
def test_a_wish_beside_a_no_is_done_where_it_was_understood(text: str) -> None:
    words, after = said(text, asked("help", Idle()), "StartWindDownIntent")
    assert words.startswith(URGENT.relieved)
    assert isinstance(after.position, InScript)


@pytest.mark.parametrize("text", WISHES)
def test_it_is_asked_about_where_it_was_nearly_understood(text: str) -> None:
    turn = Turn("no_match", text=text, candidates=(Request("StartWindDownIntent"),))
    reply, after = DIALOGUE.handle(turn, asked("help", Idle()))
    assert as_text(reply.speech).startswith(URGENT.relieved)
    assert isinstance(after.position, Choosing)


def test_and_what_there_is_follows_where_it_was_not() -> None:
    words, after = said("not that kind, i need help with the app", asked("help", Idle()))
    assert words == f"{URGENT.relieved} [0.8s] {CATALOG.phrases.launch_reprompt}"
    assert after.position == Idle()


# -- back to the check-in --------------------------------------------------------------------------

SOLO = next(one for one in CATALOG.checkins.values() if one.who == "solo")
SCALE = next(at for at, one in enumerate(SOLO.questions) if one.kind == "scale")
AT_SCALE = InCheckIn(SOLO.id, SCALE)


def test_after_a_no_the_question_of_the_check_in_is_asked_again() -> None:
    words, after = said("no", asked("help", AT_SCALE), NO)
    assert words.startswith(URGENT.relieved)
    assert any(words.endswith(ask) for ask in SOLO.questions[SCALE].ask)
    assert after.position == AT_SCALE


def number(state: State) -> State:
    slots = {"number": SlotValue("three", 3)}
    turn = Turn("intent", intent="ScaleAnswerIntent", slots=slots, text="three")
    return DIALOGUE.handle(turn, state)[1]


def test_the_number_it_had_asked_for_is_taken() -> None:
    after = number(asked("help", AT_SCALE))
    assert after.position == InCheckIn(SOLO.id, SCALE + 1)
    assert after.rated is not None
    assert after.rated.value == 3


@pytest.mark.parametrize(
    "state", [asked("help"), asked("help", Idle()), asked("chest-or-breath", AT_SCALE)]
)
def test_any_other_number_leads_to_help(state: State) -> None:
    assert isinstance(state.position, Helping)
    assert number(state).position == Helping(state.position.flag, asked=False, before=Idle())


# -- after the help --------------------------------------------------------------------------------


@pytest.mark.parametrize("flag", [flag for flag in ALL if flag != "minor"])
def test_who_asks_what_to_do_hears_one_thing(flag: str) -> None:
    known = next(one for one in URGENT.flags if one.id == flag)
    for text in ("so what do i do now", "and then what", "i don't know what to do"):
        words, after = said(text, given(flag), "AMAZON.HelpIntent")
        assert words == known.next.format(emergency="nine one one", crisis="nine eight eight")
        assert after.position == given(flag).position


@pytest.mark.parametrize(
    "text",
    ["ok", "okay got it", "cheers", "thanks for that", "i'll call them", "i see", "no thanks"],
)
def test_who_has_heard_enough_is_not_told_again(text: str) -> None:
    reply, after = DIALOGUE.handle(Turn("no_match", text=text), given("violence"))
    assert as_text(reply.speech) in URGENT.stays
    assert reply.after == "listen"
    assert after.position == given("violence").position


@pytest.mark.parametrize("intent", [NO, "ThanksIntent"])
def test_nor_where_there_are_no_words(intent: str) -> None:
    reply, after = DIALOGUE.handle(Turn("intent", intent=intent), given("violence"))
    assert as_text(reply.speech) in URGENT.stays
    assert reply.after == "listen"
    assert after.position == given("violence").position


def test_a_no_to_the_danger_after_the_help_stays_too() -> None:
    words, _ = said("no i mean emotionally", given("danger"))
    assert words in URGENT.stays


@pytest.mark.parametrize("text", ["i'm going to do it", "i will", "it's getting worse", "help"])
def test_what_may_be_worse_is_no_thanks(text: str) -> None:
    words, _ = said(text, given("self-harm"))
    assert words not in URGENT.stays


def test_yes_still_reads_it_again_and_stop_ends() -> None:
    assert "Call nine eight eight" in said("yes", given("self-harm"), "AMAZON.YesIntent")[0]
    reply, after = DIALOGUE.handle(Turn("intent", intent="AMAZON.StopIntent", text="stop"), given())
    assert (reply.after, after.position) == ("end", Idle())


# -- help lines ------------------------------------------------------------------------------------

ASKS = [
    "a hotline please",
    "could you give me a helpline",
    "what's the number of a crisis line",
    "is there a number i can ring",
    "who can i talk to",
    "who should i call tonight",
    "read me the help lines",
]


@pytest.mark.parametrize("position", [Idle(), RUNNING, AT_SCALE, asked("help").position])
@pytest.mark.parametrize("text", ASKS)
def test_who_asks_for_help_lines_hears_them_at_once(text: str, position: Position) -> None:
    reply, after = DIALOGUE.handle(Turn("no_match", text=text), State(position))
    words = as_text(reply.speech)
    assert words.startswith(URGENT.listed.format(country="the United States"))
    assert "nine eight eight" in words
    assert words.endswith(URGENT.elsewhere)
    assert reply.visual is not None
    assert reply.visual.asked_for
    assert isinstance(after.position, Helping)
    assert not after.position.asked


@pytest.mark.parametrize(
    "text",
    [
        "i volunteer for a helpline",
        "my sister works on a hotline",
        "who can i call my friend",
        "the number three",
        "give me a number",
    ],
)
def test_who_only_speaks_of_them_does_not(text: str) -> None:
    words, after = said(text, State())
    assert not isinstance(after.position, Helping)
    assert "nine eight eight" not in words


def test_a_danger_that_is_named_comes_first() -> None:
    words, _ = said("suicide hotline", State())
    assert words.startswith("Thank you for saying it. Call nine eight eight now.")
    assert words.endswith(URGENT.elsewhere)


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("i'm in the uk", "GB", "one one six, one two three"),
        ("no, we live in scotland", "GB", "one one six, one two three"),
        ("australia", "AU", "thirteen, eleven, fourteen"),
        ("what about canada", "CA", "nine eight eight"),
        ("i'm calling from india", "IN", "one four four one six"),
        ("i'm in new zealand", "ZZ", "find a helpline dot com"),
    ],
)
def test_a_country_that_is_spoken_has_its_own_lines(text: str, country: str, number: str) -> None:
    words, after = said(text, given())
    assert words.startswith(URGENT.listed.format(country=URGENT.countries[country]))
    assert number in words
    assert after.country == country
    assert from_json(to_json(after)) == after


def test_it_may_be_said_with_the_request_and_stays_for_the_session() -> None:
    _, state = said("who can i call, i'm in wales", State())
    words, _ = said("he's not breathing", State(country=state.country))
    assert words.startswith("Call nine nine nine now")


@pytest.mark.parametrize(
    "text", ["my ex lives in france", "i'm in bed", "i dreamt of paris", "london was lovely"]
)
def test_a_place_that_is_not_where_one_is_changes_nothing(text: str) -> None:
    assert said(text, State())[1].country == ""


def test_every_country_with_lines_can_be_named_and_has_a_name() -> None:
    assert set(CATALOG.helplines.countries) == set(CATALOG.signs.help_words.places)
    assert set(CATALOG.helplines.countries) == set(URGENT.countries)
