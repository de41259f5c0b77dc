"""A complaint that was met with a question about danger: after a no to it the coach goes on."""

import pytest

from content import load
from skill.dialogue import Dialogue
from skill.flows.istatement.refusals import SURE, UNEASY
from skill.speech import as_text
from skill.state import to_json
from skill.turn import Helping, Idle, InCoach, SlotValue, State, Turn
from skill.understanding.safety import Safety
from tests.coach.playing import at, play

CATALOG = load("en-US")
URGENT, PRACTICE = CATALOG.urgent, CATALOG.coach.practice
PRACTISING = State(InCoach(phase="practice"))
STATEMENT, NO = "IStatementIntent", "AMAZON.NoIntent"

COMPLAINT = "you never hold me after"
OURS = "if we held each other for a while afterwards"
SIGNED = "you go all quiet on me and then i think i've done something wrong"
"""The signs ask about it whatever the second opinion is."""
SIDEWAYS = "umbrellas yellow"

UNEASE = {COMPLAINT: 0.5, SIDEWAYS: 0.5}
LIKELY = {theme: 0.9 - 0.3 * at for at, theme in enumerate(CATALOG.themes.ids[:2])}


@pytest.fixture(scope="module")
def dialogue() -> Dialogue:
    safety = Safety(CATALOG, unease=lambda text: UNEASE.get(text, 0.2))
    return Dialogue(CATALOG, safety)


def said(text: str) -> Turn:
    return Turn("no_match", text=text)


def asked_for(text: str) -> Turn:
    return Turn("intent", intent=STATEMENT, slots={"complaint": SlotValue(text)})


def no(text: str | None = None) -> Turn:
    return Turn("intent", intent=NO, text=text)


def helping(state: State) -> Helping:
    assert isinstance(state.position, Helping)
    return state.position


@pytest.mark.parametrize("answer", [no(), no("no"), said("no nobody is hurt"), said("we're okay")])
@pytest.mark.parametrize("sentence", [COMPLAINT, SIGNED])
def test_the_sentence_is_offered_after_a_no(
    dialogue: Dialogue, sentence: str, answer: Turn
) -> None:
    replies, state = play(dialogue, PRACTISING, said(sentence), answer)
    assert "Is anyone hurt" in as_text(replies[0].speech)
    last = as_text(replies[1].speech)
    assert last.startswith(URGENT.relieved)
    assert at(state).candidate
    assert at(state).candidate in last
    assert PRACTICE.check in last
    assert CATALOG.phrases.go_on not in last
    assert at(state).phase == "check"
    assert not at(state).paused
    assert replies[1].expecting is not None
    assert replies[1].expecting.open_answer


@pytest.mark.parametrize("before", [Idle(), InCoach(), InCoach(phase="check", candidate="Old.")])
def test_a_request_for_a_statement_is_carried_out_after_a_no(
    dialogue: Dialogue, before: Idle | InCoach
) -> None:
    replies, state = play(dialogue, State(before), asked_for(SIGNED), no())
    assert "Is anyone hurt" in as_text(replies[0].speech)
    assert "go all quiet on me" in at(state).candidate
    assert at(state).candidate in as_text(replies[1].speech)


def test_a_yes_and_a_no_to_the_offer_are_as_ever(dialogue: Dialogue) -> None:
    replies, _ = play(
        dialogue, PRACTISING, said(COMPLAINT), no(), Turn("intent", intent="AMAZON.YesIntent")
    )
    assert as_text(replies[2].speech).startswith(PRACTICE.kept)
    replies, state = play(dialogue, PRACTISING, said(COMPLAINT), no(), no())
    assert as_text(replies[2].speech).startswith(PRACTICE.another)
    assert (at(state).phase, at(state).tries) == ("practice", 1)


@pytest.mark.parametrize("answer", [said("umbrella"), said("no but i'm scared"), Turn("no_input")])
def test_no_clear_no_leads_to_help_and_the_sentence_is_gone(
    dialogue: Dialogue, answer: Turn
) -> None:
    replies, state = play(dialogue, PRACTISING, said(COMPLAINT), answer)
    assert "call" in as_text(replies[1].speech)
    assert state.position == Helping("help", asked=False, before=Idle())


def test_our_sentence_alone_is_kept(dialogue: Dialogue) -> None:
    _, state = play(dialogue, PRACTISING, said(COMPLAINT))
    kept = str(to_json(state))
    assert OURS in kept
    assert "never" not in kept


def test_what_is_not_followed_waits_as_before(dialogue: Dialogue) -> None:
    replies, state = play(dialogue, PRACTISING, said(SIDEWAYS), no())
    assert as_text(replies[1].speech).endswith(CATALOG.phrases.go_on)
    assert at(state) == InCoach(phase="practice", paused=True)


def test_a_guess_is_offered_as_one() -> None:
    safety = Safety(CATALOG, unease=lambda text: UNEASE.get(text, 0.2))
    guessing = Dialogue(CATALOG, safety, lambda text: LIKELY if text == SIDEWAYS else {})
    replies, state = play(guessing, PRACTISING, said(SIDEWAYS), no())
    assert any(lead in as_text(replies[1].speech) for lead in PRACTICE.guess)
    assert at(state).guesses == tuple(LIKELY)


def test_another_request_is_not_rewritten(dialogue: Dialogue) -> None:
    turn = Turn("intent", intent="BreathingIntent", text=COMPLAINT)
    _, state = play(dialogue, PRACTISING, turn)
    assert helping(state).before == PRACTISING.position


@pytest.mark.parametrize(
    ("unease", "offered"), [(UNEASY - 0.01, True), (UNEASY, False), (SURE, False)]
)
def test_what_is_too_uneasy_is_not_offered(unease: float, *, offered: bool) -> None:
    uneasy = Dialogue(CATALOG, Safety(CATALOG, unease=lambda _: unease))
    _, state = play(uneasy, PRACTISING, said(COMPLAINT))
    assert (helping(state).meant is not None) is offered


def test_what_the_rules_refuse_is_not_offered() -> None:
    plain = Dialogue(CATALOG)
    _, state = play(plain, PRACTISING, said(SIGNED))
    assert helping(state).meant is not None
    refused = SIGNED.replace("you go all quiet on me", "he gets nasty if i ask for a cuddle")
    replies, state = play(plain, PRACTISING, said(refused))
    assert "Is anyone hurt" in as_text(replies[0].speech)
    assert helping(state).before == PRACTISING.position
    assert helping(state).meant is None


@pytest.mark.parametrize(
    "text", ["i don't want to be left alone after a scene", "i cut myself after he left"]
)
def test_where_the_signs_name_a_danger_nothing_is_offered(text: str) -> None:
    plain = Dialogue(CATALOG)
    replies, state = play(plain, PRACTISING, said(text), no())
    assert "suicide" in as_text(replies[0].speech)
    assert at(state) == InCoach(phase="practice", paused=True)


def test_what_the_coach_declines_is_over_after_a_no() -> None:
    plain = Dialogue(CATALOG)
    for before in (Idle(), PRACTISING.position):
        turns = (asked_for("he gets nasty if i ask for a cuddle"), no())
        replies, state = play(plain, State(before), *turns)
        assert "number" in as_text(replies[0].speech)
        assert as_text(replies[1].speech).startswith(URGENT.relieved)
        assert state.position == Idle()
