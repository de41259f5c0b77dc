"""Memory by voice: notes, what happens when it does not work, and what the core promises."""

from dataclasses import fields
from typing import get_args

import pytest

from skill.kept import (
    Effect,
    Figures,
    KeepPlan,
    LeaveNote,
    Plan,
    Record,
    Remembered,
    Settings,
    Unreachable,
)
from skill.memory.ports import Done
from skill.memory.schema import SHAPES, kept_table
from skill.state import from_json, to_json
from skill.turn import (
    Idle,
    InScript,
    Keeping,
    KeepingAbout,
    SlotValue,
    State,
    Turn,
    TurnKind,
)
from tests.memory.conftest import ME, Kept
from tests.memory.talking import (
    CATALOG,
    DIALOGUE,
    Talk,
)
from tests.memory.test_flows import FAR, WORDS, Broken, Forgetful, everything, talk, willing

# -- notes -----------------------------------------------------------------------------------------


def test_a_note_is_mentioned_once_on_its_day(sqlite: Kept) -> None:
    said = talk(sqlite).say("SetReminderIntent", when="tomorrow")
    assert said.startswith(WORDS.note_left.format(when="tomorrow"))
    assert WORDS.note_due not in talk(sqlite).launch()
    sqlite.days.pass_by(1)
    assert talk(sqlite).launch().startswith(WORDS.note_due)
    assert WORDS.note_due not in talk(sqlite).launch()


def test_a_note_can_be_taken_back(sqlite: Kept) -> None:
    talk(sqlite).say("SetReminderIntent")
    talk(sqlite).say("SetPreferenceIntent", preference="reminders", value="off")
    assert everything(sqlite).note is None


def test_the_service_leaves_no_notes(sqlite: Kept) -> None:
    assert talk(sqlite, FAR).say("SetReminderIntent", when="tomorrow").startswith(WORDS.no_notes)
    assert not sqlite.key_file.parent.exists()


# -- when it does not work -------------------------------------------------------------------------

REQUESTS: list[tuple[str, dict[str, str | int]]] = [
    ("SetPreferenceIntent", {"preference": "speed", "value": "slow"}),
    ("SetPreferenceIntent", {"preference": "memory"}),
    ("GetPreferenceIntent", {}),
    ("DeleteDataIntent", {}),
    ("RecallLastIntent", {}),
    ("SetReminderIntent", {}),
    ("PrivacyIntent", {}),
]


@pytest.mark.parametrize(("intent", "slots"), REQUESTS)
def test_unreachable_is_said_kindly_and_the_talk_goes_on(
    intent: str, slots: dict[str, str | int]
) -> None:
    session = Talk(DIALOGUE, Broken())
    assert session.launch()
    assert session.say(intent, **slots)
    assert session.reply is not None
    assert session.reply.after == "listen"
    assert session.say("BreathingIntent")


@pytest.mark.parametrize(("intent", "slots"), REQUESTS)
def test_without_a_memory_every_request_has_an_answer(
    intent: str, slots: dict[str, str | int]
) -> None:
    filled = {name: SlotValue(str(value), value) for name, value in slots.items()}
    reply, after = DIALOGUE.handle(Turn("intent", intent=intent, slots=filled), State())
    assert reply.speech
    assert not reply.effects
    assert not after.recalled


def test_nothing_is_said_to_be_done_that_was_not() -> None:
    known = Remembered(settings=Settings(), note_waiting=True, private=True)
    session = Talk(DIALOGUE, Forgetful(known))
    session.say("DeleteDataIntent")
    assert session.say("Yes").startswith(WORDS.not_forgotten)
    session = Talk(DIALOGUE, Forgetful(Remembered(private=True)))
    session.say("SetPreferenceIntent", preference="speed", value="slow")
    assert session.say("Yes").startswith(WORDS.not_kept)
    assert session.state.pace == 0.8
    assert session.say("SetReminderIntent").startswith(WORDS.note_not_left)


def test_help_comes_before_a_question_about_memory(sqlite: Kept) -> None:
    willing(sqlite)
    session = talk(sqlite)
    session.say("DeleteDataIntent")
    said = session.say("UrgentHelpIntent")
    assert WORDS.forgotten not in said
    assert everything(sqlite).settings is not None


# -- the core --------------------------------------------------------------------------------------

KNOWN: list[Remembered | Unreachable | None] = [
    None,
    Unreachable(),
    Remembered(),
    Remembered(settings=Settings(), days=2, note_waiting=True, private=True),
    Remembered(locked=True, figures=True, earlier=True, days=2, private=True),
    Remembered(settings=Settings(), plan=Plan(likes=("blanket",)), private=True),
]


@pytest.mark.parametrize("known", KNOWN)
@pytest.mark.parametrize("about", get_args(KeepingAbout))
def test_every_intent_is_answered_at_every_question(
    known: Remembered | Unreachable | None, about: str
) -> None:
    state = State(Keeping(about, InScript("paced-breathing", 5.0)))  # type: ignore[arg-type]  # every value there is
    for intent in CATALOG.intents:
        turn = Turn("intent", intent=intent, remembered=known)
        reply, after = DIALOGUE.handle(turn, state)
        assert reply.speech or reply.after == "end", intent
        assert from_json(to_json(after)) == after
        if reply.after == "listen":
            assert reply.reprompt, intent


@pytest.mark.parametrize("kind", ["proceed", "no_input", "no_match"])
def test_looking_ahead_changes_nothing(kind: TurnKind) -> None:
    for known in KNOWN:
        for position in (Idle(), InScript("paced-breathing", 5.0), Keeping("everything", Idle())):
            turn = Turn(kind, text="forget everything", remembered=known)
            reply, _ = DIALOGUE.handle(turn, State(position))
            assert reply.effects == ()


def test_the_table_of_what_is_kept_is_the_schema() -> None:
    rows = kept_table(CATALOG)
    assert [row.kind for row in rows] == [kind.name.lower() for kind in SHAPES]
    for row, shape in zip(rows, SHAPES.values(), strict=True):
        assert list(row.fields) == [field.name for field in fields(shape)]
        assert row.days == (1 if row.kind == "place" else 30)
    assert set(WORDS.table) == {row.kind for row in rows}
    for row in rows:
        assert set(WORDS.table[row.kind].fields) == set(row.fields)


def test_a_plan_and_figures_come_back_from_the_core_types(sqlite: Kept) -> None:
    keeper = sqlite.keeper()
    plan = Plan(likes=("water",), leaves=("touch",))
    effects: list[Effect] = [KeepPlan(plan), Record(Figures(rating=1)), LeaveNote("sunday")]
    assert keeper.apply(ME, effects) == Done()
    assert everything(sqlite).plan == plan
