"""Every content file is reachable by voice and is played to its end, whatever the wording."""

import pytest

from content import load, locales
from content.schema import Action, Answer, Catalog, CheckIn, Feedback, Question, Script, Trigger
from skill.dialogue import Dialogue
from skill.speech import as_text
from skill.timing import speech_seconds
from skill.turn import Confirming, Idle, InCheckIn, Reply, SlotValue, State, Turn
from skill.wording import number

CATALOGS = {locale: load(locale) for locale in locales()}
DIALOGUES = {locale: Dialogue(catalog) for locale, catalog in CATALOGS.items()}
TOLERANCE = 0.05
MOST_PARTS = 400


def scripts() -> list[object]:
    return [
        pytest.param(locale, script, minutes, id=f"{locale}-{script.id}-{minutes}")
        for locale, catalog in CATALOGS.items()
        for script in catalog.scripts.values()
        for minutes in script.minutes
    ]


def items(kind: str) -> list[object]:
    return [
        pytest.param(locale, item, id=f"{locale}-{name}")
        for locale, catalog in CATALOGS.items()
        for name, item in getattr(catalog, kind).items()
    ]


def launched(locale: str) -> State:
    _, state = DIALOGUES[locale].handle(Turn("launch", locale), State())
    return state


def say(
    locale: str, state: State, intent: str, variant: int = 0, **slots: str | int
) -> tuple[Reply, State]:
    filled = {
        name: SlotValue(words(CATALOGS[locale], intent, name, value), value)
        for name, value in slots.items()
    }
    turn = Turn("intent", locale, intent=intent, slots=filled, variant=variant)
    return DIALOGUES[locale].handle(turn, state)


def words(catalog: Catalog, intent: str, slot: str, value: str | int) -> str:
    """How people first say a slot's value."""
    known = catalog.lists.get(catalog.intents[intent].slots.get(slot, ""))
    says = {entry.id: entry.says[0] for entry in known.values} if known else {}
    return says.get(str(value), str(value))


def ask(locale: str, trigger: Trigger, variant: int = 0, **more: int) -> tuple[Reply, State]:
    slots: dict[str, str | int] = dict(more)
    if trigger.slot is not None and trigger.value is not None:
        slots[trigger.slot] = trigger.value
    return say(locale, launched(locale), trigger.intent, variant, **slots)


def heard(reply: Reply) -> str:
    return as_text(reply.speech)


# -- reachable -------------------------------------------------------------------------------------


def reachable(catalog: Catalog) -> set[tuple[str, str]]:
    """What a request leads to, and what a yes leads to from there: two turns from launch."""
    asked = {
        (kind, name)
        for kind in ("scripts", "checkins", "feedback", "answers")
        for name, item in getattr(catalog, kind).items()
        if item.on
    }
    offered = {
        target(answer.then.yes)
        for answer in catalog.answers.values()
        if answer.then and ("answers", answer.id) in asked
    }
    return asked | offered


def target(action: Action) -> tuple[str, str]:
    found = {
        "scripts": action.script,
        "answers": action.answer,
        "checkins": action.checkin,
        "feedback": action.feedback,
        "coach": action.coach,
    }
    return next((kind, name) for kind, name in found.items() if name is not None)


@pytest.mark.parametrize("locale", CATALOGS)
def test_everything_is_reached_in_two_turns_from_launch(locale: str) -> None:
    catalog = CATALOGS[locale]
    there = {
        (kind, name)
        for kind in ("scripts", "checkins", "feedback", "answers")
        for name in getattr(catalog, kind)
    }
    assert there - reachable(catalog) == set()


@pytest.mark.parametrize("locale", CATALOGS)
def test_every_request_leads_where_content_says(locale: str) -> None:
    catalog = CATALOGS[locale]
    kinds = {"scripts": "script", "checkins": "checkin", "feedback": "feedback"}
    for kind, key in kinds.items():
        for item in getattr(catalog, kind).values():
            for trigger in item.on:
                _, state = ask(locale, trigger)
                position = state.position
                if isinstance(position, Confirming):
                    assert item.opt_in.yes == position.action, trigger
                else:
                    assert getattr(position, key) == item.id, trigger
    for answer in catalog.answers.values():
        for trigger in answer.on:
            reply, _ = ask(locale, trigger)
            assert answer.say[0][0] in heard(reply), trigger


# -- answers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("locale", "answer"), items("answers"))
def test_an_answer_is_heard_in_every_wording_and_leads_on(locale: str, answer: Answer) -> None:
    wordings = max(len(texts) for texts in answer.say)
    for trigger in answer.on:
        for variant in range(wordings):
            reply, state = ask(locale, trigger, variant)
            text, at = heard(reply), 0
            for texts in answer.say:
                at = text.index(texts[variant % len(texts)], at)
            assert reply.after == "listen"
            assert reply.reprompt
            if answer.then is None:
                assert isinstance(state.position, Idle)
                continue
            assert answer.then.ask[variant % len(answer.then.ask)] in text
            led, after = say(locale, state, "AMAZON.YesIntent")
            assert heard(led)
            assert not isinstance(after.position, Confirming) or after.position != state.position


# -- scripts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("locale", "script", "minutes"), scripts())
def test_a_script_runs_to_its_end_and_takes_its_time(
    locale: str, script: Script, minutes: int
) -> None:
    assert script.on, "nobody can ask for it"
    reply, state = ask(locale, script.on[0], minutes=minutes)
    if script.opt_in is not None:
        assert script.opt_in.ask[0] in heard(reply)
        reply, state = say(locale, state, "AMAZON.YesIntent")
    if script.opt_in is None or script.opt_in.yes.minutes is None:
        assert script.title in heard(reply)
    spoken = reply.speech
    for _ in range(MOST_PARTS):
        if reply.after != "proceed":
            break
        reply, state = DIALOGUES[locale].handle(Turn("proceed", locale), state)
        if reply.after == "proceed":
            spoken += reply.speech
    assert reply.after == ("end" if script.ends == "silence" else "listen")
    assert bool(reply.speech) == (script.ends == "question")
    if script.opt_in is None:
        assert abs(speech_seconds(spoken) / (minutes * 60) - 1) <= TOLERANCE


# -- check-ins -------------------------------------------------------------------------------------

INTENTS = {
    "scale": ("ScaleAnswerIntent", "number"),
    "feeling": ("FeelingAnswerIntent", "feeling"),
    "ease": ("EaseAnswerIntent", "ease"),
    "connection": ("ConnectionAnswerIntent", "connection"),
    "need": ("NeedAnswerIntent", "need"),
}
NUMBERS = {"low": 0, "middle": 5, "high": 10}


def answers_to(catalog: Catalog, question: Question) -> dict[str, str | int]:
    """An answer for each group a question reacts to."""
    if question.kind == "scale":
        return dict(NUMBERS)
    named = {reaction.to for reaction in question.reactions}
    values = catalog.lists[question.kind].values
    own = {value.id: value.id for value in values if value.id in named}
    groups = {value.group: value.id for value in values if value.group and value.id not in own}
    answers = {**groups, **own}
    return {name: answers[name] for name in named if name in answers}


@pytest.mark.parametrize(("locale", "checkin"), items("checkins"))
def test_a_check_in_reacts_to_every_answer_and_every_question_can_be_skipped(
    locale: str, checkin: CheckIn
) -> None:
    catalog = CATALOGS[locale]
    reply, state = ask(locale, checkin.on[0])
    assert checkin.opening in heard(reply)
    for index, question in enumerate(checkin.questions):
        assert question.ask[0] in heard(reply)
        intent, slot = INTENTS[question.kind]
        answers = answers_to(catalog, question)
        assert {r.to for r in question.reactions} - set(answers) <= {"other"}, (
            "no answer leads here"
        )
        for group, value in answers.items():
            reaction = next(r for r in question.reactions if r.to == group)
            for variant, words in enumerate(reaction.say):
                answered, after = say(locale, state, intent, variant, **{slot: value})
                assert words in heard(answered)
                assert answered.after == "end" or after != state
        reply, state = say(locale, state, "AMAZON.NextIntent")
        assert checkin.skipped[0] in heard(reply)
        if index + 1 < len(checkin.questions):
            assert isinstance(state.position, InCheckIn)
    assert checkin.closing[0] in heard(reply)


# -- feedback --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("locale", "feedback"), items("feedback"))
def test_a_round_of_feedback_gives_each_a_turn_at_every_prompt(
    locale: str, feedback: Feedback
) -> None:
    reply, state = ask(locale, feedback.on[0])
    assert feedback.opening in heard(reply)
    declined, _ = say(locale, state, "AMAZON.NoIntent")
    assert feedback.gate.declined in heard(declined)
    assert feedback.gate.first in heard(reply)
    reply, state = say(locale, state, "AMAZON.YesIntent")
    assert feedback.gate.second in heard(reply)
    reply, state = say(locale, state, "AMAZON.YesIntent")
    text = heard(reply)
    for _ in range(MOST_PARTS):
        if reply.after != "proceed":
            break
        reply, state = DIALOGUES[locale].handle(Turn("proceed", locale), state)
        text += f" {heard(reply)}"
    at = 0
    for prompt in feedback.prompts:
        for words in (prompt.first, prompt.second):
            at = text.index(words, at)
            at = min(text.index(said, at) for said in feedback.listen_back if said in text[at:])
    assert text.index(feedback.closing, at)


def test_numbers_of_scales_have_words() -> None:
    for catalog in CATALOGS.values():
        assert all(number(catalog, value).isalpha() for value in range(11))
