"""Whatever is said while something is under way: it goes on where it was, its length true."""

from dataclasses import replace

import pytest

from content import load
from content.schema import Action
from skill.dialogue import Dialogue
from skill.flows.script import PREFIX
from skill.speech import as_text
from skill.timing import speech_seconds
from skill.turn import (
    Choosing,
    Confirming,
    Idle,
    InCheckIn,
    InFeedback,
    InPlan,
    InScript,
    Rated,
    Rating,
    Reply,
    Request,
    Settling,
    SlotValue,
    State,
    Turn,
)

CATALOG = load("en-US")
DIALOGUE = Dialogue(CATALOG)
SEA = InScript("ocean", 10.0, section=2, elapsed=60.0)
"""A part of six sentences; the third one begins after some twenty seconds."""
FASTER, SLOWER = Request("FasterIntent"), Request("SlowerIntent")


def said(
    position: object, intent: str, heard: float | None = None, **slots: str | int
) -> tuple[Reply, State]:
    filled = {name: SlotValue(str(value), value) for name, value in slots.items()}
    turn = Turn("intent", intent=intent, slots=filled, heard=heard)
    return DIALOGUE.handle(turn, State(position))  # type: ignore[arg-type]  # any position


def missed(position: object, *candidates: Request, text: str = "hm") -> tuple[Reply, State]:
    return DIALOGUE.handle(Turn("no_match", text=text, candidates=candidates), State(position))  # type: ignore[arg-type]  # any position


def texts(reply: Reply) -> str:
    return as_text(reply.speech)


# -- a script goes on with the sentence that was interrupted ---------------------------------------


@pytest.mark.parametrize("intent", ["SlowerIntent", "WhisperIntent", "QuieterIntent"])
def test_a_script_goes_on_with_the_sentence_that_was_interrupted(intent: str) -> None:
    reply, after = said(SEA, intent, heard=30.0)
    assert "A wave comes in." not in texts(reply)
    assert "You might let your breath keep them company." in texts(reply)
    assert isinstance(after.position, InScript)
    assert after.position.elapsed == pytest.approx(90.0)


def test_a_pause_and_what_was_asked_meanwhile_lose_no_time_and_no_sentence() -> None:
    _, waiting = said(SEA, "AMAZON.PauseIntent", heard=30.0)
    answered, waiting = DIALOGUE.handle(Turn("intent", intent="FaqIntent"), waiting)
    assert texts(answered).endswith("Shall we go on?")
    reply, after = DIALOGUE.handle(Turn("intent", intent="AMAZON.YesIntent"), waiting)
    assert "A wave comes in." not in texts(reply)
    assert "You might let your breath keep them company." in texts(reply)
    assert isinstance(after.position, InScript)
    assert after.position.elapsed == pytest.approx(90.0)


def test_repeat_says_the_sentence_before_again() -> None:
    reply, _ = said(SEA, "AMAZON.RepeatIntent", heard=30.0)
    assert texts(reply).startswith("Here's another.")


def test_a_round_of_breath_is_whole() -> None:
    breathing = InScript("paced-breathing", 5.0, section=1, round=2, elapsed=40.0)
    reply, _ = said(breathing, "SlowerIntent", heard=6.0)
    assert "In, down to your belly." in texts(reply)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.9])
@pytest.mark.parametrize("name", ["ocean", "rain", "settle-for-sleep", "safe-place", "grounding"])
def test_the_length_stays_true_whenever_it_is_interrupted(name: str, share: float) -> None:
    length = float(CATALOG.scripts[name].default)
    reply, state = said(Idle(), "StartWindDownIntent", script=name, minutes=int(length))
    if name == "grounding":
        reply, state = said(Idle(), "GroundingIntent")
    seconds = 0.0
    interruptions = 4
    while reply.after == "proceed":
        spoken = speech_seconds(reply.speech)
        turn = Turn("proceed")
        if interruptions:
            interruptions -= 1
            spoken *= share
            turn = Turn("intent", intent="AMAZON.ResumeIntent", heard=spoken)
            _, state = DIALOGUE.handle(turn, state)
            turn = Turn("intent", intent="AMAZON.ResumeIntent", heard=0.0)
        seconds += spoken
        reply, state = DIALOGUE.handle(turn, state)
    assert seconds == pytest.approx(length * 60, rel=0.05)


# -- a question of ours that nobody needs to answer ------------------------------------------------


def test_a_command_instead_of_an_answer_to_did_you_mean_is_done() -> None:
    _, asked = missed(SEA, FASTER, SLOWER)
    assert isinstance(asked.position, Choosing)
    reply, after = DIALOGUE.handle(Turn("intent", intent="AMAZON.NextIntent"), asked)
    assert isinstance(after.position, InScript)
    assert after.position.section == SEA.section + 1
    assert reply.after == "proceed"


@pytest.mark.parametrize(
    ("turn", "note"),
    [
        (Turn("intent", intent="AMAZON.YesIntent"), "A little faster."),
        (Turn("intent", intent="AMAZON.NoIntent"), "That's fine."),
        (Turn("no_input"), ""),
        (Turn("no_match", text="hm hm"), ""),
    ],
    ids=["yes", "no", "silence", "a noise"],
)
def test_after_did_you_mean_a_script_goes_on(turn: Turn, note: str) -> None:
    _, asked = missed(SEA, FASTER)
    reply, after = DIALOGUE.handle(turn, asked)
    assert reply.after == "proceed"
    assert texts(reply).startswith(note)
    assert isinstance(after.position, InScript)
    assert not after.position.paused


def test_what_may_have_been_meant_goes_by_the_name_of_what_it_leads_to() -> None:
    men = Request("FaqIntent", {"angle": SlotValue("do guys", "men")})
    three = Request("ScaleAnswerIntent", {"number": SlotValue("three", 3)})
    rain = Request("StartWindDownIntent", {"script": SlotValue("rain", "rain")})
    cards = Request("PartnerFeedbackIntent", {"format": SlotValue("cards", "cards")})
    asked = [texts(missed(Idle(), request)[0]) for request in (men, rain, cards)]
    asked.append(texts(missed(InCheckIn("solo"), three)[0]))
    assert asked == [
        "Did you mean who needs aftercare?",
        "Did you mean the rain?",
        "Did you mean question cards?",
        "Did you mean three?",
    ]


# -- check-ins -------------------------------------------------------------------------------------


def test_a_vague_answer_is_no_command() -> None:
    reply, after = missed(InCheckIn("solo"), Request("DeleteDataIntent"), text="bit of everything")
    assert "Any number from zero to ten" in texts(reply)
    assert isinstance(after.position, InCheckIn)
    reply, _ = missed(InCheckIn("solo", question=1), Request("AMAZON.NoIntent"), text="dunno")
    assert texts(reply).startswith("Thank you. That tells me how it is.")


def test_a_good_and_a_sad_feeling_are_mixed() -> None:
    feeling = {"feeling": SlotValue("happy", "happy")}

    def reaction(text: str) -> str:
        turn = Turn("intent", intent="FeelingAnswerIntent", slots=feeling, text=text)
        return texts(DIALOGUE.handle(turn, State(InCheckIn("solo", question=1)))[0])

    assert reaction("happy but also sad").startswith("That makes sense.")
    assert reaction("happy and calm").startswith("I'm glad.")
    assert reaction("happy, not sad").startswith("I'm glad.")


def test_the_offer_at_the_end_fits_the_need() -> None:
    last = InCheckIn("solo", question=4)
    _, after = said(last, "NeedAnswerIntent", need="sleep")
    assert isinstance(after.position, Confirming)
    assert after.position.action.script == "settle-for-sleep"
    _, after = said(last, "AMAZON.NextIntent")
    assert isinstance(after.position, Confirming)
    assert after.position.action.script == "paced-breathing"


@pytest.mark.parametrize(
    ("now", "told"), [(6, "From four to six."), (4, "Four, "), (1, "From four to one.")]
)
def test_the_change_of_a_rating_is_told(now: int, told: str) -> None:
    reply, _ = said(Rating(Rated("solo", 4)), "ScaleAnswerIntent", number=now)
    assert texts(reply).startswith(told)


# -- partners --------------------------------------------------------------------------------------

TURNS = InFeedback("loved-change-need", ready=2)


@pytest.mark.parametrize("words", ["I'm done.", "okay, that's me", "um done thanks"])
def test_whoever_is_done_hands_over(words: str) -> None:
    turn = Turn("intent", intent="AMAZON.StopIntent", text=words)
    reply, after = DIALOGUE.handle(turn, State(TURNS))
    assert (reply.after, after.position) == ("proceed", replace(TURNS, speaker=1))
    reply, _ = DIALOGUE.handle(turn, State(SEA))
    assert reply.after == "end"


@pytest.mark.parametrize("words", ["That's it.", "okay, that's all", "thats it"])
def test_whoever_has_named_enough_for_a_plan_hears_it(words: str) -> None:
    making = InPlan("asking", item=1, likes=("blanket",))
    turn = Turn("intent", intent="AMAZON.StopIntent", text=words)
    reply, state = DIALOGUE.handle(turn, State(making))
    assert reply.after == "listen"
    assert isinstance(state.position, InPlan)
    assert state.position.phase == "agreeing"
    again, _ = DIALOGUE.handle(Turn("intent", intent="ReadPlanIntent"), state)
    assert texts(again) == texts(reply)
    stop, _ = DIALOGUE.handle(replace(turn, text="stop"), State(making))
    assert stop.after == "end"


@pytest.mark.parametrize("words", ["stop", "stop now please", "we're done, stop", None])
def test_stop_ends_a_turn_as_it_ends_anything(words: str | None) -> None:
    turn = Turn("intent", intent="AMAZON.StopIntent", text=words)
    assert DIALOGUE.handle(turn, State(TURNS))[0].after == "end"


def test_nobody_is_taken_to_have_agreed() -> None:
    gate = InFeedback("loved-change-need", ready=1)
    reply, state = missed(gate, Request("AMAZON.YesIntent"))
    assert "would you like to do this now?" in texts(reply)
    reply, state = DIALOGUE.handle(Turn("no_match", text="hm"), state)
    assert isinstance(state.position, InScript)


def test_a_pack_of_cards_begins_anywhere_and_holds_each_card_once() -> None:
    cards = CATALOG.feedback["cards"]
    heard: list[str] = []
    _, state = DIALOGUE.handle(
        Turn(
            "intent",
            intent="PartnerFeedbackIntent",
            slots={"format": SlotValue("cards", "cards")},
            variant=5,
        ),
        State(),
    )
    for _ in range(2):
        reply, state = DIALOGUE.handle(Turn("intent", intent="AMAZON.YesIntent"), state)
    while reply.after == "proceed":
        heard.append(texts(reply))
        reply, state = DIALOGUE.handle(Turn("intent", intent="MoreIntent"), state)
    assert [line.partition(" [45s]")[0] for line in heard] == [
        prompt.first for prompt in (*cards.prompts[5:], *cards.prompts[:5])
    ]


# -- small things ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("position", "word"),
    [(SEA, "quieter"), (InCheckIn("solo"), "skip"), (TURNS, "breathing")],
    ids=["script", "check-in", "turns"],
)
def test_help_under_way_is_short_and_goes_back(position: object, word: str) -> None:
    reply, after = said(position, "AMAZON.HelpIntent")
    assert word in texts(reply)
    assert texts(reply).endswith("Shall we go on?")
    assert speech_seconds(reply.speech) < 15
    reply, _ = DIALOGUE.handle(Turn("intent", intent="AMAZON.YesIntent"), after)
    assert "What would you like?" not in texts(reply)


@pytest.mark.parametrize("intent", ["WhisperIntent", "QuieterIntent", "SlowerIntent"])
def test_a_wish_about_the_voice_is_followed_by_a_question(intent: str) -> None:
    reply, _ = said(Idle(), intent)
    assert texts(reply).endswith("?")


def test_quiet_time_before_what_was_offered() -> None:
    offer = Confirming(Action(script="rain", minutes=3.0), Idle())
    _, state = said(offer, "SettleInIntent", minutes=1)
    assert isinstance(state.position, Settling)
    reply, state = DIALOGUE.handle(Turn("proceed"), state)
    assert texts(reply).endswith("Shall we go on now?")
    reply, state = DIALOGUE.handle(Turn("intent", intent="AMAZON.YesIntent"), state)
    assert texts(reply).startswith("Three minutes of the rain.")


def test_one_count_is_that_of_the_whole_breath() -> None:
    box = InScript("box-breathing", 3.0, section=1, elapsed=20.0)
    reply, state = said(box, "BreathPatternIntent", inhale=3)
    assert texts(reply).startswith("In for three, hold for three, out for three, rest for three.")
    reply, state = said(box, "BreathPatternIntent", exhale=6)
    assert texts(reply).startswith("In for four, hold for four, out for six, rest for four.")
    assert isinstance(state.position, InScript)
    assert state.position.pattern == (4.0, 4.0, 6.0, 4.0)


def test_counts_lead_again_whoever_breathed_at_their_own_pace() -> None:
    own = InScript("paced-breathing", 5.0, section=2, elapsed=40.0, own_pace=True)
    reply, state = said(own, "BreathPatternIntent", inhale=5, exhale=8)
    assert texts(reply).startswith("In for five, out for eight.")
    assert isinstance(state.position, InScript)
    assert not state.position.own_pace


def test_four_rounds_of_long_holds_are_the_most() -> None:
    done = State(last=PREFIX + "four-seven-eight")
    _, after = DIALOGUE.handle(Turn("intent", intent="MoreIntent"), done)
    assert after.position == Confirming(Action(script="paced-breathing", minutes=3.0), Idle())


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(20, "That's longer than"), (1, "This one takes"), (7, "I'll take the nearest"), (5, "Five")],
)
def test_a_length_that_is_not_offered_is_told_in_a_word(minutes: int, told: str) -> None:
    reply, _ = said(Idle(), "StartWindDownIntent", script="ocean", minutes=minutes)
    assert texts(reply).startswith(told)


@pytest.mark.parametrize(
    ("intent", "wanted", "length"),
    [
        ("LengthIntent", 15, 15.0),
        ("LengthIntent", 6, 5.0),
        ("LengthIntent", 40, 15.0),
        ("SetPreferenceIntent", 15, 15.0),
    ],
)
def test_a_length_named_while_a_script_runs_is_that_of_the_script(
    intent: str, wanted: int, length: float
) -> None:
    reply, after = said(SEA, intent, minutes=wanted)
    assert isinstance(after.position, InScript)
    assert (after.position.script, after.position.minutes) == ("ocean", length)
    assert after.minutes is None, "what holds for every session is set between sessions"
    assert reply.after == "proceed"


def test_a_length_that_is_over_already_is_the_shortest_there_is() -> None:
    reply, after = said(replace(SEA, elapsed=400.0), "LengthIntent", minutes=5)
    assert texts(reply).startswith(CATALOG.phrases.shortest)
    assert isinstance(after.position, InScript)
    assert after.position.minutes == 10.0


def test_a_length_by_itself_is_a_wind_down_of_that_length() -> None:
    _, after = said(Idle(), "LengthIntent", minutes=3)
    assert after.position == InScript("wind-down", 3.0, lead=after.position.lead)  # type: ignore[union-attr]  # equal only if it has one


def test_a_length_in_answer_to_an_offer_takes_it_at_that_length() -> None:
    offered = Confirming(Action(script="rain", minutes=3), Idle())
    _, after = said(offered, "LengthIntent", minutes=10)
    assert isinstance(after.position, InScript)
    assert (after.position.script, after.position.minutes) == ("rain", 10.0)


def test_ones_own_pace_can_be_how_it_begins() -> None:
    reply, after = said(Idle(), "OwnPaceIntent")
    assert isinstance(after.position, InScript)
    assert after.position.own_pace
    assert after.position.script == "paced-breathing"
    assert reply.after == "proceed"
    reply, after = said(InCheckIn("solo"), "OwnPaceIntent")
    assert isinstance(after.position, InCheckIn), "a check-in is not left for it"


def test_going_on_is_a_yes_to_did_you_mean_and_no_yes_to_taking_part() -> None:
    _, after = said(Choosing((Request("BodyScanIntent"),), Idle()), "AMAZON.ResumeIntent")
    assert isinstance(after.position, Confirming)
    for intent in ("AMAZON.YesIntent", "AMAZON.ResumeIntent"):
        _, after = said(InFeedback("cards", paused=True), intent)
        assert after.position == InFeedback("cards"), "the first is asked once more"


def test_nobody_is_asked_about_an_answer_to_no_question() -> None:
    four = Request("ScaleAnswerIntent", {"number": SlotValue("four", 4)})
    reply, state = missed(SEA, four, text="four")
    assert isinstance(state.position, InScript)
    assert reply.after == "proceed"
    _, state = missed(InCheckIn("solo"), four, text="four hm")
    assert isinstance(state.position, Choosing)


def test_words_that_are_not_for_us_do_not_end_a_pause_or_complain() -> None:
    paused = State(replace(SEA, paused=True))
    reply, state = DIALOGUE.handle(Turn("no_match", text="sorry that was the phone"), paused)
    assert as_text(reply.speech) in CATALOG.phrases.paused
    assert state.position == paused.position
