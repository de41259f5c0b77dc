"""The coach's steps, on the whole dialogue."""

from dataclasses import replace

import pytest

from content import load
from content.schema import Action
from skill.dialogue import Dialogue
from skill.flows.coach import MOST_OF_A_REQUEST, MOST_TRIES
from skill.speech import as_text
from skill.state import to_json
from skill.timing import speech_seconds
from skill.turn import (
    Confirming,
    Helping,
    Idle,
    InCoach,
    Request,
    SlotValue,
    State,
    Turn,
)
from tests.coach.playing import at, play

PRACTICE = State(InCoach(phase="practice"))
SENTENCE = "you never hold me after"
NONSENSE = "umbrellas yellow"
STATEMENT = "IStatementIntent"


@pytest.fixture(scope="module")
def dialogue() -> Dialogue:
    return Dialogue(load("en-US"))


def intent(name: str, text: str | None = None, **slots: str) -> Turn:
    return Turn(
        "intent",
        intent=name,
        text=text,
        slots={key: SlotValue(value) for key, value in slots.items()},
    )


def said(text: str) -> Turn:
    return Turn("no_match", text=text)


def test_the_lesson_goes_on_by_itself_and_takes_about_ninety_seconds(dialogue: Dialogue) -> None:
    reply, state = dialogue.handle(intent("HowToAskIntent"), State())
    seconds, parts = speech_seconds(reply.speech), 1
    while reply.after == "proceed":
        reply, state = dialogue.handle(Turn("proceed"), state)
        if reply.after == "proceed":
            seconds += speech_seconds(reply.speech)
            parts += 1
    assert parts == len(dialogue.catalog.coach.lesson.tips)
    assert 80 <= seconds <= 100
    assert at(state).phase == "practice"
    assert reply.expecting is not None
    assert reply.expecting.open_answer
    assert reply.expecting.intents[0] == STATEMENT


@pytest.mark.parametrize(
    ("question", "tip"),
    [
        ("when is a good time to bring it up", "talk-before"),
        ("i feel awkward asking", "awkward-is-fine"),
        ("what words should i use to ask", "be-specific"),
        ("how do i ask without sounding pushy", "able-and-willing"),
        ("how do i say it without blaming them", "i-statements"),
        ("what if we want different things", "listen"),
    ],
)
def test_a_question_gets_the_tip_that_fits(dialogue: Dialogue, question: str, tip: str) -> None:
    tips = dialogue.catalog.coach.lesson.tips
    reply, state = dialogue.handle(intent("HowToAskIntent", question), State())
    assert tips[at(state).step].id == tip
    assert tips[at(state).step].say in as_text(reply.speech)
    assert reply.after == "listen"


def test_a_yes_after_a_single_tip_goes_on_with_the_others(dialogue: Dialogue) -> None:
    turns = (intent("HowToAskIntent", "when is a good time"), intent("AMAZON.YesIntent"))
    replies, state = play(dialogue, State(), *turns)
    assert at(state) == InCoach(1, "lesson")
    assert replies[-1].after == "proceed"


def test_a_question_that_shows_force_gets_no_tips(dialogue: Dialogue) -> None:
    text = "my partner makes me do things how do i bring it up"
    reply, state = dialogue.handle(intent("HowToAskIntent", text), State())
    assert isinstance(state.position, Helping)
    assert dialogue.catalog.coach.lesson.opening not in as_text(reply.speech)


@pytest.mark.parametrize("name", ["lesson", "practice", "listen"])
def test_a_yes_to_an_offer_starts_it(dialogue: Dialogue, name: str) -> None:
    offered = State(Confirming(Action(coach=name), Idle()))
    _, state = dialogue.handle(intent("AMAZON.YesIntent"), offered)
    assert isinstance(state.position, InCoach)


def test_an_unknown_item_in_an_old_state_is_let_go(dialogue: Dialogue) -> None:
    for position in (InCoach(99), Confirming(Action(coach="gone"), Idle())):
        _, state = dialogue.handle(intent("AMAZON.YesIntent"), State(position))
        assert isinstance(state.position, Idle)


@pytest.mark.parametrize(
    "turn",
    [
        said(SENTENCE),
        intent(STATEMENT, SENTENCE),
        intent(STATEMENT, complaint=SENTENCE),
        intent(STATEMENT, complaint="never hold me after"),
        intent("AftercareIdeasIntent", SENTENCE),
        intent("NeedAnswerIntent", SENTENCE, need="hold"),
        replace(said(SENTENCE), candidates=(Request("FaqIntent"),)),
    ],
    ids=["words", "intent", "slot", "slot-alone", "mistaken", "answer", "unsure"],
)
def test_a_sentence_is_rewritten_however_it_arrives(dialogue: Dialogue, turn: Turn) -> None:
    reply, state = dialogue.handle(turn, PRACTICE)
    assert "if we held each other for a while afterwards" in as_text(reply.speech)
    assert at(state).phase == "check"


def test_only_our_sentence_is_kept_and_only_while_we_ask(dialogue: Dialogue) -> None:
    for answer in ("AMAZON.YesIntent", "AMAZON.NoIntent", "AMAZON.NextIntent"):
        replies, state = play(dialogue, PRACTICE, said(SENTENCE))
        assert "never" not in at(state).candidate
        assert at(state).candidate in as_text(replies[0].speech)
        _, after = dialogue.handle(intent(answer), state)
        assert at(state).candidate not in str(to_json(after))


@pytest.mark.parametrize(
    "name", ["BreathingIntent", "StartCheckInIntent", "SlowerIntent", "AMAZON.HelpIntent"]
)
def test_another_request_is_no_sentence(dialogue: Dialogue, name: str) -> None:
    _, state = dialogue.handle(intent(name, "can we do that slower"), PRACTICE)
    assert not isinstance(state.position, InCoach) or at(state).phase != "check"


def test_a_no_asks_again_and_the_next_sentence_is_put_another_way(dialogue: Dialogue) -> None:
    first, _ = play(dialogue, PRACTICE, said(SENTENCE))
    replies, state = play(
        dialogue, PRACTICE, said(SENTENCE), intent("AMAZON.NoIntent"), said(SENTENCE)
    )
    assert as_text(replies[-1].speech) != as_text(first[0].speech)
    assert at(state).phase == "check"


def test_what_is_not_followed_is_asked_differently_and_then_left(dialogue: Dialogue) -> None:
    turns = [said(NONSENSE)] * (MOST_TRIES + 1)
    replies, state = play(dialogue, PRACTICE, *turns)
    spoken = [as_text(reply.speech) for reply in replies]
    assert len(set(spoken)) == len(spoken)
    practice = dialogue.catalog.coach.practice
    assert practice.unclear in spoken[0]
    assert practice.frame in spoken[1]
    assert practice.leave in spoken[2]
    assert isinstance(state.position, Idle)


def test_whoever_says_much_is_not_asked_about_a_request(dialogue: Dialogue) -> None:
    near = (Request("BreathingIntent"), Request("GroundingIntent"))
    unclear = dialogue.catalog.coach.practice.unclear
    for words, asked in ((2, False), (MOST_OF_A_REQUEST, False), (MOST_OF_A_REQUEST + 1, True)):
        turn = replace(said(" ".join(["umbrellas"] * words)), candidates=near)
        (reply,), _ = play(dialogue, PRACTICE, turn)
        assert (unclear in as_text(reply.speech)) is asked


def test_what_is_plainly_for_a_partner_is_no_request(dialogue: Dialogue) -> None:
    for name, text in (
        ("SetReminderIntent", "you forgot we said we'd ring on monday"),
        ("RecallLastIntent", "stop comparing me with the last one"),
        ("StartWindDownIntent", "she never plays the rain for me"),
    ):
        reply, state = dialogue.handle(intent(name, text), PRACTICE)
        assert at(state).phase == "check", text
        assert at(state).candidate in as_text(reply.speech)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("SetReminderIntent", "remind me on monday"),
        ("RecallLastIntent", "what did i say last time"),
        ("AMAZON.HelpIntent", "you never tell me what to do"),
        ("UrgentHelpIntent", "nobody helps me now"),
        ("BreathingIntent", "you can breathe with me"),
    ],
)
def test_what_is_for_us_stays_a_request(dialogue: Dialogue, name: str, text: str) -> None:
    _, state = dialogue.handle(intent(name, text), PRACTICE)
    assert not isinstance(state.position, InCoach) or not state.position.candidate


def test_a_no_to_every_sentence_ends_as_well(dialogue: Dialogue) -> None:
    state = PRACTICE
    for _ in range(MOST_TRIES + 1):
        _, state = play(dialogue, state, said(SENTENCE), intent("AMAZON.NoIntent"))
    assert isinstance(state.position, Idle)


def test_silence_asks_once_and_then_ends(dialogue: Dialogue) -> None:
    replies, state = play(dialogue, PRACTICE, Turn("no_input"), Turn("no_input"))
    assert [reply.after for reply in replies] == ["listen", "end"]
    assert isinstance(state.position, Idle)


def test_fear_leads_to_help_and_not_back_to_the_practice(dialogue: Dialogue) -> None:
    _, state = dialogue.handle(said("he makes me do things afterwards"), PRACTICE)
    assert isinstance(state.position, Helping)
    reply, after = dialogue.handle(intent("AMAZON.NoIntent"), state)
    assert reply.after == "listen"
    assert after.position == Helping("no-consent", asked=False, before=Idle())


LONG = "you won't stop chatting and i need a minute to come round"


def test_a_long_sentence_to_a_partner_is_no_command(dialogue: Dialogue) -> None:
    reply, state = dialogue.handle(
        intent("AMAZON.PauseIntent", LONG), State(InCoach(phase="practice"))
    )
    assert "I need a minute to come round" in as_text(reply.speech)
    assert not at(state).paused


@pytest.mark.parametrize(
    "text", ["you can wait a minute", "hold on a moment please i need a while"]
)
def test_a_command_stays_one(dialogue: Dialogue, text: str) -> None:
    _, state = dialogue.handle(intent("AMAZON.PauseIntent", text), State(InCoach(phase="practice")))
    assert at(state).paused


THREAT = "you said you'd find me and finish me if i left"


def test_a_threat_said_to_a_partner_is_asked_about(dialogue: Dialogue) -> None:
    for turn, state in (
        (said(THREAT), State(InCoach(phase="practice"))),
        (said(THREAT), State(InCoach(phase="check", candidate="I would love a hug."))),
        (intent("IStatementIntent", f"turn {THREAT} into something kinder"), State()),
        (said(THREAT), State()),
    ):
        _, state = dialogue.handle(turn, state)
        assert isinstance(state.position, Helping)
        assert state.position.flag == "danger"
        assert state.position.asked


def test_explicit_words_are_asked_for_in_others(dialogue: Dialogue) -> None:
    reply, state = dialogue.handle(said("you never go down on me"), PRACTICE)
    assert "plain" in as_text(reply.speech)
    assert at(state).phase == "practice"


def test_a_yes_after_an_interruption_resumes_and_agrees_to_nothing(dialogue: Dialogue) -> None:
    replies, state = play(
        dialogue,
        PRACTICE,
        said(SENTENCE),
        intent("AMAZON.HelpIntent"),
        intent("AMAZON.YesIntent"),
    )
    assert at(state).phase == "check"
    assert not at(state).paused
    assert at(state).candidate in as_text(replies[-1].speech)


def test_a_paused_lesson_waits(dialogue: Dialogue) -> None:
    lesson = State(InCoach(2))
    _, state = play(dialogue, lesson, intent("AMAZON.PauseIntent"), Turn("no_input"))
    assert at(state) == InCoach(2, paused=True)
    reply, state = dialogue.handle(Turn("proceed"), state)
    assert reply.speech == ()
    assert at(state).step == 2


@pytest.mark.parametrize("phase", ["lesson", "tip", "practice", "check"])
def test_stop_always_works(dialogue: Dialogue, phase: str) -> None:
    position = InCoach(phase=phase, candidate="I would love a hug.")  # type: ignore[arg-type]  # one of the four
    for name in ("AMAZON.StopIntent", "AMAZON.CancelIntent"):
        reply, state = dialogue.handle(intent(name), State(position))
        assert reply.after == "end"
        assert isinstance(state.position, Idle)
