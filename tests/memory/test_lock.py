"""The digits that close figures: without them nothing opens, and they are nowhere to be found."""

from datetime import date

import pytest
from sqlalchemy import text

from skill.flows import lock
from skill.kept import (
    Effect,
    Figures,
    Forget,
    KeepFigures,
    KeepSettings,
    Lock,
    Record,
    Remembered,
    Settings,
)
from skill.memory import locking
from skill.memory.figures import day_of
from skill.memory.keys import Keys
from skill.memory.ports import Done, Everything, Lost, Opened, Person, Problem, Recalled, Refused
from skill.memory.records import Records
from skill.memory.schema import MOST_TRIES, Kind
from skill.memory.sealing import SealError, filed_under, unseal
from skill.speech import as_text
from skill.turn import (
    Idle,
    InFeedback,
    InScript,
    Keeping,
    Locking,
    SlotValue,
    State,
    Turn,
)
from tests.memory.conftest import ME, PIN, Kept
from tests.memory.talking import ASK_FIGURES, CATALOG, DIALOGUE, Talk

WORDS = CATALOG.memory
OTHER = Person("local", "two")
DAY = Figures(rating=4, mood="tense", need="water")
IN_EARNEST = locking.COST


def keep(kept: Kept, *effects: Effect, person: Person = ME) -> None:
    assert kept.keeper().apply(person, effects) == Done()


def closed(kept: Kept) -> None:
    """Figures from the day before today."""
    keep(kept, KeepSettings(Settings()), Lock(PIN), KeepFigures(), Record(DAY))
    kept.days.pass_by(1)


def talk(kept: Kept) -> Talk:
    return Talk(DIALOGUE, kept.keeper())


# -- what is closed --------------------------------------------------------------------------------


def test_a_try_is_work() -> None:
    assert IN_EARNEST >= 2**16


def test_without_the_digits_the_keys_of_the_store_open_nothing(kept: Kept) -> None:
    closed(kept)
    ring = Keys(kept.key_file).load()
    assert ring is not None
    with kept.database().reading() as connection:
        found = Records(connection).of(filed_under(ring, ME.channel, ME.id))
    (figures,) = (record for record in found if record.kind is Kind.FIGURES)
    (kept_lock,) = (record for record in found if record.kind is Kind.LOCK)
    unsealed = unseal(ring, figures.identity, figures.key, figures.value)
    assert b"tense" not in unsealed
    assert b"rating" not in unsealed
    about = unseal(ring, kept_lock.identity, kept_lock.key, kept_lock.value)
    assert PIN.encode() not in about
    assert kept.figures()[0].figures == DAY


def test_each_partner_has_digits_of_their_own(kept: Kept) -> None:
    keep(kept, Lock(PIN), Record(DAY))
    keep(kept, Lock("1357"), Record(Figures(rating=9)), person=OTHER)
    assert kept.keeper().unlock(OTHER, PIN) == Refused(MOST_TRIES - 1)
    assert kept.keeper().unlock(ME, "1357") == Refused(MOST_TRIES - 1)
    assert kept.figures(OTHER, "1357")[0].figures == Figures(rating=9)
    assert kept.figures()[0].figures == DAY


def test_a_check_in_needs_no_digits_and_none_are_kept_without_a_lock(kept: Kept) -> None:
    keep(kept, Record(DAY))
    assert kept.keeper().everything(ME) == Everything()
    keep(kept, Lock(PIN))
    keep(kept, Record(DAY))
    assert kept.keeper().everything(ME) == Everything(locked=True, closed=1)


def test_figures_moved_to_another_person_do_not_open(kept: Kept) -> None:
    closed(kept)
    key = locking.opened(locking.new_lock(PIN), PIN)
    mine = locking.new_lock(PIN)
    assert key is not None
    with pytest.raises(SealError):
        locking.look_in(key, b"here", locking.close(mine, b"here", b"value"))
    right = locking.opened(mine, PIN)
    assert right is not None
    with pytest.raises(SealError):
        locking.look_in(right, b"there", locking.close(mine, b"here", b"value"))
    with pytest.raises(SealError):
        locking.look_in(right, b"here", b"short")


# -- tries -----------------------------------------------------------------------------------------


def test_after_five_wrong_tries_it_stays_shut_for_the_day(kept: Kept) -> None:
    closed(kept)
    for left in (4, 3, 2, 1, 0):
        assert kept.keeper().unlock(ME, "0000") == Refused(left)
    assert kept.keeper().unlock(ME, PIN) == Refused(0)
    kept.days.pass_by(1)
    assert kept.figures()[0].figures == DAY


def test_a_clock_set_back_gives_no_new_tries(kept: Kept) -> None:
    closed(kept)
    for _ in range(MOST_TRIES):
        kept.keeper().unlock(ME, "0000")
    kept.days.pass_by(-1)
    assert kept.keeper().unlock(ME, PIN) == Refused(0)


def test_the_right_digits_give_all_tries_back(kept: Kept) -> None:
    closed(kept)
    for _ in range(2):
        assert kept.keeper().unlock(ME, "0000") == Refused(4)
        assert kept.figures()


def test_a_try_counts_before_it_is_made(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    closed(kept)

    class Ended(BaseException):
        pass

    def end(*_: object) -> None:
        raise Ended

    monkeypatch.setattr("skill.memory.locking.opened", end)
    for _ in range(MOST_TRIES):
        with pytest.raises(Ended):
            kept.keeper().unlock(ME, "0000")
    monkeypatch.undo()
    assert kept.keeper().unlock(ME, PIN) == Refused(0)


# -- other digits ----------------------------------------------------------------------------------


def test_other_digits_open_what_there_was(kept: Kept) -> None:
    closed(kept)
    keep(kept, Lock("97531", old=PIN))
    assert kept.keeper().unlock(ME, PIN) == Refused(4)
    assert kept.figures(digits="97531")[0].figures == DAY


def test_with_the_wrong_old_ones_nothing_changes(kept: Kept) -> None:
    closed(kept)
    assert kept.keeper().apply(ME, [Lock("97531", old="0000")]) == Lost(Problem.LOCKED)
    assert kept.figures()[0].figures == DAY


def test_whoever_has_forgotten_them_has_lost_what_they_close(kept: Kept) -> None:
    closed(kept)
    keep(kept, Lock("97531"))
    assert kept.keeper().everything(ME).closed == 0  # type: ignore[union-attr]  # it is reachable
    assert kept.figures(digits="97531") == ()


def test_forgetting_the_check_ins_takes_the_lock_along(kept: Kept) -> None:
    closed(kept)
    keep(kept, Forget("figures"))
    assert kept.keeper().everything(ME) == Everything(settings=Settings())
    outcome = kept.keeper().recall(ME)
    assert outcome == Recalled(Remembered(settings=Settings(), private=True))


def test_the_lock_lives_as_long_as_somebody_comes(kept: Kept) -> None:
    keep(kept, Lock(PIN))
    for _ in range(3):
        kept.days.pass_by(20)
        keep(kept, Record(DAY))
        kept.keeper().recall(ME)
    assert [day.day for day in kept.figures()] == [date(2026, 4, 19), date(2026, 5, 9)]


def test_a_new_key_of_the_store_leaves_the_digits_as_they_are(kept: Kept) -> None:
    closed(kept)
    assert kept.keeper().rotate() == Done()
    assert kept.figures()[0].figures == DAY


def test_a_store_from_before_has_its_figures_forgotten_and_keeps_the_rest(kept: Kept) -> None:
    from alembic import command
    from alembic.config import Config

    keep(kept, KeepSettings(Settings(pace=0.8)), Lock(PIN), Record(DAY))
    config = Config()
    config.set_main_option("script_location", "skill.memory:migrations")
    config.set_main_option("path_separator", "os")
    with kept.database().writing() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
    keep(kept, Lock(PIN), Record(DAY))
    left = kept.keeper().everything(ME)
    assert left == Everything(settings=Settings(pace=0.8), locked=True, closed=1)
    with kept.database().reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM kept WHERE kind = 6")).scalar() == 1


def test_an_item_belongs_to_its_day(kept: Kept) -> None:
    keep(kept, Lock(PIN), *(Record(Figures(rating=n % 11)) for n in range(12)))
    assert kept.figures()[0].figures == Figures(rating=0)
    ring = Keys(kept.key_file).load()
    assert ring is not None
    with kept.database().reading() as connection:
        found = Records(connection).of(filed_under(ring, ME.channel, ME.id), {Kind.FIGURES})
    assert len(found) == 12
    assert {day_of(record.item) for record in found} == {kept.days.day.toordinal()}


# -- by voice --------------------------------------------------------------------------------------


def test_digits_are_chosen_by_saying_them_twice(sqlite: Kept) -> None:
    session = talk(sqlite)
    asked = session.say("SetPreferenceIntent", "remember my answers", preference="memory")
    assert asked == ASK_FIGURES
    assert session.say("Yes") == WORDS.lock.choose
    assert session.digits("1111") == WORDS.lock.again
    assert session.digits("2222") == WORDS.lock.differ
    assert session.digits(PIN) == WORDS.lock.again
    assert session.digits(PIN).startswith(WORDS.kept_figures)
    assert isinstance(session.state.position, Idle)
    left = sqlite.keeper().everything(ME)
    assert left == Everything(locked=True)
    assert sqlite.figures() == ()


def test_a_no_or_no_digits_keeps_nothing(sqlite: Kept) -> None:
    keep(sqlite, KeepSettings(Settings()))
    for told in ("no", "unclear", "differ"):
        session = talk(sqlite)
        session.say("SetPreferenceIntent", preference="memory")
        session.say("Yes")
        match told:
            case "no":
                said = session.say("No")
            case "unclear":
                assert session.digits("12") == WORDS.lock.unclear
                assert session.not_understood("the blue one") == WORDS.lock.unclear
                said = session.say("ScaleAnswerIntent", number=4)
            case _:
                for digits_said in ("1111", "2222", "3333", "4444", "5555"):
                    session.digits(digits_said)
                said = session.digits("6666")
        assert said.startswith(WORDS.lock.leave)
        assert sqlite.keeper().everything(ME) == Everything(settings=Settings())


def test_who_has_typed_digits_before_is_not_asked_for_any(sqlite: Kept) -> None:
    keep(sqlite, KeepSettings(Settings()), Lock(PIN))
    session = talk(sqlite)
    session.say("SetPreferenceIntent", preference="memory")
    assert session.say("Yes").startswith(WORDS.kept_figures)


def test_looking_back_asks_each_time_and_takes_nothing_but_the_digits(sqlite: Kept) -> None:
    closed(sqlite)
    session = talk(sqlite)
    for _ in range(2):
        assert session.say("RecallLastIntent") == WORDS.lock.look
        assert session.digits("0000") == WORDS.lock.wrong
        assert "you said four" in session.digits(PIN)
    assert session.say("RecallLastIntent") == WORDS.lock.look
    assert session.say("No").startswith(WORDS.lock.leave_closed)


def test_shut_is_said_and_the_talk_goes_on(sqlite: Kept) -> None:
    closed(sqlite)
    for _ in range(MOST_TRIES):
        sqlite.keeper().unlock(ME, "0000")
    session = talk(sqlite)
    session.say("RecallLastIntent")
    assert session.digits(PIN).startswith(WORDS.lock.shut)
    assert session.say("BreathingIntent")


def test_other_digits_by_voice(sqlite: Kept) -> None:
    closed(sqlite)
    session = talk(sqlite)
    assert session.say("SetPreferenceIntent", preference="pin") == WORDS.lock.old
    assert session.digits(PIN) == WORDS.lock.choose
    session.digits("1357")
    assert session.digits("1357").startswith(WORDS.lock.changed)
    assert sqlite.figures(digits="1357")[0].figures == DAY


def test_nothing_closed_is_told_while_partners_are_at_it(sqlite: Kept) -> None:
    closed(sqlite)
    session = talk(sqlite)
    session.state = State(Locking("look", InFeedback("loved-change-need", ready=2)))
    assert session.digits(PIN).startswith(WORDS.last_private)


def test_the_service_asks_for_no_digits(sqlite: Kept) -> None:
    far = Person("service", "amzn1.ask.account.SOMEBODY")
    keep(sqlite, KeepSettings(Settings()), person=far)
    session = Talk(DIALOGUE, sqlite.keeper(), far)
    for intent, slots in (
        ("RecallLastIntent", {}),
        ("SetPreferenceIntent", {"preference": "pin"}),
        ("SetPreferenceIntent", {"preference": "memory"}),
    ):
        session.say(intent, **slots)
        assert not isinstance(session.state.position, Locking)
    # Even a session that says otherwise leads nowhere.
    session.state = State(Locking("new", Idle()))
    assert not isinstance(session.state.position, Keeping)
    session.digits(PIN)
    assert isinstance(session.state.position, Idle)
    assert sqlite.keeper().everything(far) == Everything(settings=Settings())


POSITIONS = [
    Locking(phase, InScript("paced-breathing", 5.0), digits="1234", old="4321")
    for phase in ("look", "old", "new", "again")
]


@pytest.mark.parametrize("position", POSITIONS, ids=lambda position: position.phase)
def test_nothing_that_is_said_holds_the_digits(position: Locking) -> None:
    spoken = ("1234", "4321", "1 2 3 4", "one two three four", "four three two one")
    known = Remembered(settings=Settings(), locked=True, days=1, earlier=True, private=True)
    for intent in CATALOG.intents:
        for tried in (None, "right", "wrong", "shut") if intent == lock.ANSWER else (None,):
            turn = Turn(
                "intent",
                intent=intent,
                slots={lock.DIGITS: SlotValue("1234")},
                remembered=Remembered(
                    settings=known.settings,
                    locked=True,
                    days=1,
                    earlier=True,
                    tried=tried,
                    private=True,
                ),
            )
            reply, after = DIALOGUE.handle(turn, State(position))
            said = as_text((*reply.speech, *reply.reprompt, *reply.unkept)).lower()
            assert not any(digits in said for digits in spoken), intent
            for shown in (repr(reply), repr(after)):
                assert "1234" not in shown
                assert "4321" not in shown


@pytest.mark.parametrize("kind", ["no_match", "no_input", "proceed"])
def test_a_look_ahead_is_no_try(sqlite: Kept, kind: str) -> None:
    closed(sqlite)
    session = talk(sqlite)
    session.say("RecallLastIntent")
    for _ in range(MOST_TRIES + 1):
        session._handler.handle(
            Turn(kind, slots={"digits": SlotValue("0000")}),  # type: ignore[arg-type]  # every value there is
            session.state,
        )
    assert isinstance(sqlite.keeper().unlock(ME, PIN), Opened)
