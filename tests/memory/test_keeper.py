"""What is kept comes back, on both databases, for as long as it may and no longer."""

from dataclasses import fields
from datetime import date

import pytest

from skill.kept import (
    Effect,
    Figures,
    Forget,
    KeepPlace,
    KeepPlan,
    KeepSettings,
    LastTime,
    LeaveNote,
    Lock,
    Place,
    Plan,
    Record,
    Remembered,
    Scope,
    Settings,
)
from skill.memory.days import due
from skill.memory.ports import Day, Done, Everything, Lost, Opened, Person, Problem, Recalled
from skill.memory.schema import SHAPES, Kind
from skill.memory.sealing import filed_under
from skill.memory.values import ValueUnreadableError, from_bytes, to_bytes
from tests.memory.conftest import ME, PIN, Kept

OTHER = Person("local", "two")
FAR = Person("service", "amzn1.ask.account.SOMEBODY")
SETTINGS = Settings(pace=0.8, style="soft", minutes=5, background=False, discreet=True)
PLACE = Place("paced-breathing", 5.0, 1, 3, 61.5, no_holds=True, pattern=(4.0, 0.0, 6.0, 0.0))
PLAN = Plan(likes=("blanket", "water"), leaves=("touch",))


def recalled(kept: Kept, person: Person = ME) -> Remembered:
    outcome = kept.keeper().recall(person)
    assert isinstance(outcome, Recalled), outcome
    return outcome.remembered


def keep(kept: Kept, *effects: Effect, person: Person = ME) -> None:
    assert kept.keeper().apply(person, effects) == Done()


def test_what_is_kept_comes_back(kept: Kept) -> None:
    keep(kept, KeepSettings(SETTINGS), KeepPlace(PLACE), KeepPlan(PLAN), LeaveNote("tomorrow"))
    assert recalled(kept) == Remembered(
        settings=SETTINGS, place=PLACE, plan=PLAN, note_waiting=True, private=True
    )
    kept.days.pass_by(1)
    assert recalled(kept).note_due


def test_nothing_is_remembered_of_anybody_else(kept: Kept) -> None:
    keep(kept, KeepSettings(SETTINGS), Record(Figures(rating=3)))
    assert recalled(kept, OTHER) == Remembered(private=True)
    assert recalled(kept, Person("service", ME.id)) == Remembered()


def test_the_newest_settings_hold(kept: Kept) -> None:
    keep(kept, KeepSettings(SETTINGS))
    keep(kept, KeepSettings(Settings(pace=1.2)))
    assert recalled(kept).settings == Settings(pace=1.2)


def test_figures_of_a_day_add_up(kept: Kept) -> None:
    keep(kept, Lock(PIN), Record(Figures(rating=4)), Record(Figures(mood="tense")))
    keep(kept, Record(Figures(need="water")), Record(Figures(rating=5, after=7)))
    whole = Figures(rating=5, after=7, mood="tense", need="water")
    assert kept.keeper().everything(ME) == Everything(locked=True, closed=1)
    assert kept.figures() == (Day(kept.days.day, whole),)


def test_last_time_is_before_today(kept: Kept) -> None:
    keep(kept, Lock(PIN), Record(Figures(rating=4)))
    assert not recalled(kept).earlier
    kept.days.pass_by(3)
    keep(kept, Record(Figures(rating=9)))
    outcome = kept.keeper().unlock(ME, PIN)
    assert isinstance(outcome, Opened)
    assert outcome.last == LastTime(Figures(rating=4), days_ago=3)
    known = recalled(kept)
    assert (known.days, known.earlier, known.last) == (2, True, None)


def test_the_service_keeps_settings_and_places_alone(kept: Kept) -> None:
    keep(
        kept,
        KeepSettings(SETTINGS),
        KeepPlace(PLACE),
        KeepPlan(PLAN),
        Lock(PIN),
        Record(Figures(rating=2)),
        LeaveNote("tomorrow"),
        person=FAR,
    )
    assert kept.keeper().everything(FAR) == Everything(settings=SETTINGS, place=PLACE)
    assert rows(kept) == 2


def rows(kept: Kept) -> int:
    from skill.memory.records import Records

    with kept.database().reading() as connection:
        return Records(connection).count()


@pytest.mark.parametrize(("days", "there"), [(30, True), (31, False)])
def test_after_thirty_days_it_is_gone(kept: Kept, days: int, there: bool) -> None:  # noqa: FBT001 - a test's parameter
    keep(kept, Lock(PIN), Record(Figures(rating=4)), KeepPlace(PLACE))
    kept.days.pass_by(days)
    assert (recalled(kept) != Remembered(private=True)) is there
    assert (rows(kept) > 0) is there


def test_it_is_forgotten_while_the_program_runs(kept: Kept) -> None:
    keeper = kept.keeper()
    assert keeper.apply(ME, [Lock(PIN), Record(Figures(rating=4))]) == Done()
    kept.days.pass_by(31)
    assert keeper.recall(OTHER) == Recalled(Remembered(private=True))
    assert rows(kept) == 0


def test_settings_in_use_are_kept(kept: Kept) -> None:
    keep(kept, KeepSettings(SETTINGS), KeepPlace(PLACE))
    for _ in range(4):
        kept.days.pass_by(20)
        assert recalled(kept).settings == SETTINGS
    assert recalled(kept).place is None


def test_more_than_one_portion_is_forgotten(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skill.memory.store.AT_ONCE", 3)
    for number in range(10):
        keep(kept, KeepPlace(PLACE), person=Person("service", str(number)))
    kept.days.pass_by(31)
    recalled(kept)
    assert rows(kept) == 0


@pytest.mark.parametrize("days", [0, 91])
def test_retention_has_bounds(kept: Kept, days: int) -> None:
    with pytest.raises(ValueError, match="90"):
        kept.keeper(kept_days=days)


def test_forget_today(kept: Kept) -> None:
    keep(kept, KeepSettings(SETTINGS), Lock(PIN), Record(Figures(rating=4)))
    kept.days.pass_by(1)
    keep(kept, Record(Figures(rating=8)), KeepPlace(PLACE), LeaveNote("tomorrow"))
    keep(kept, Forget("today"))
    left = kept.keeper().everything(ME)
    yesterday = Day(date(2026, 3, 10), Figures(rating=4))
    assert left == Everything(settings=SETTINGS, locked=True, closed=1)
    assert kept.figures() == (yesterday,)


def test_forget_everything_is_for_one_person_and_can_be_repeated(kept: Kept) -> None:
    keep(kept, KeepSettings(SETTINGS), Lock(PIN), Record(Figures(rating=4)), LeaveNote("sunday"))
    keep(kept, KeepSettings(SETTINGS), person=OTHER)
    for _ in range(3):
        keep(kept, Forget("everything"))
        assert recalled(kept) == Remembered(private=True)
    assert recalled(kept, OTHER).settings == SETTINGS


def test_forgetting_what_was_not_there_makes_nothing(sqlite: Kept) -> None:
    keep(sqlite, Forget("everything"))
    assert not sqlite.key_file.parent.exists()


def test_when_the_last_thing_is_gone_so_are_the_files_and_the_key(sqlite: Kept) -> None:
    keep(sqlite, KeepSettings(SETTINGS))
    assert {path.name for path in sqlite.key_file.parent.iterdir()} == {"notes.db", "notes.key"}
    keep(sqlite, Forget("everything"))
    assert not list(sqlite.key_file.parent.iterdir())
    keep(sqlite, KeepSettings(SETTINGS))
    assert recalled(sqlite).settings == SETTINGS


@pytest.mark.parametrize("scope", ["today", "note"])
def test_whatever_forgets_the_last_thing_takes_the_files_along(sqlite: Kept, scope: Scope) -> None:
    keep(sqlite, LeaveNote("tomorrow"))
    keep(sqlite, Forget(scope))
    assert not list(sqlite.key_file.parent.iterdir())


def test_a_program_that_runs_notices_that_all_was_forgotten(sqlite: Kept) -> None:
    running = sqlite.keeper()
    assert running.apply(ME, [KeepSettings(SETTINGS)]) == Done()
    keep(sqlite, Forget("everything"))
    keep(sqlite, KeepSettings(Settings(pace=0.7)), person=OTHER)  # new keys
    assert running.recall(ME) == Recalled(Remembered(private=True))
    assert running.apply(ME, [KeepPlace(PLACE)]) == Done()
    assert recalled(sqlite).place == PLACE
    assert recalled(sqlite, OTHER).settings == Settings(pace=0.7)


def test_reading_makes_nothing(sqlite: Kept) -> None:
    assert recalled(sqlite) == Remembered(private=True)
    assert sqlite.keeper().everything(ME) == Everything()
    assert not sqlite.key_file.parent.exists()


def test_all_or_nothing(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(kept, KeepSettings(SETTINGS))
    keeper = kept.keeper()

    def broken(*_: object) -> bytes:
        raise ValueUnreadableError("PLACE")

    monkeypatch.setattr("skill.memory.folder.to_bytes", broken)
    outcome = keeper.apply(ME, [Forget("everything"), KeepPlace(PLACE)])
    assert outcome == Lost(Problem.DAMAGED)
    assert recalled(kept).settings == SETTINGS


def test_keys_change_while_another_program_runs(kept: Kept) -> None:
    running = kept.keeper()
    for number in range(5):
        assert running.apply(Person("service", str(number)), [KeepPlace(PLACE)]) == Done()
    before = kept.key_file.read_text()
    for _ in range(3):
        assert kept.keeper().rotate() == Done()
        assert running.apply(ME, [KeepSettings(SETTINGS)]) == Done()
    assert kept.key_file.read_text() != before
    assert running.recall(ME) == Recalled(Remembered(settings=SETTINGS, private=True))
    for number in range(5):
        assert recalled(kept, Person("service", str(number))).place == PLACE
    assert recalled(kept).settings == SETTINGS


def test_an_interrupted_change_of_keys_is_finished_by_the_next(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("skill.memory.store.AT_ONCE", 2)
    for number in range(7):
        keep(kept, KeepPlace(PLACE), person=Person("service", str(number)))
    for after in range(4):
        keeper = kept.keeper()
        portions = iter(range(after))
        real = keeper._store._reseal_some

        def some(ring: object, portions: object = portions, real: object = real) -> bool:
            if next(portions, None) is None:  # type: ignore[call-overload]  # an iterator of ours
                raise OSError
            return bool(real(ring))  # type: ignore[operator]  # the method itself

        monkeypatch.setattr(keeper._store, "_reseal_some", some)
        assert isinstance(keeper.rotate(), Lost)
        for number in range(7):
            assert recalled(kept, Person("service", str(number))).place == PLACE
    assert kept.keeper().rotate() == Done()
    for number in range(7):
        assert recalled(kept, Person("service", str(number))).place == PLACE


def test_people_are_filed_under_a_keyed_hash(kept: Kept) -> None:
    keep(kept, KeepSettings(SETTINGS), person=FAR)
    from skill.memory.keys import Keys
    from skill.memory.records import Records

    ring = Keys(kept.key_file).load()
    assert ring is not None
    with kept.database().reading() as connection:
        (record,) = Records(connection).of(filed_under(ring, FAR.channel, FAR.id))
    assert FAR.id.encode() not in record.person + record.value
    assert FAR.id not in repr(FAR)


def test_a_value_opens_in_its_own_place_only(kept: Kept) -> None:
    from skill.memory.keys import Keys
    from skill.memory.records import Record as Row
    from skill.memory.records import Records

    keep(kept, KeepSettings(SETTINGS))
    keep(kept, KeepSettings(Settings()), person=OTHER)
    ring = Keys(kept.key_file).load()
    assert ring is not None
    with kept.database().writing() as connection:
        records = Records(connection)
        (mine,) = records.of(filed_under(ring, ME.channel, ME.id))
        (theirs,) = records.of(filed_under(ring, OTHER.channel, OTHER.id))
        records.put([Row(mine.person, mine.kind, 0, mine.day, theirs.key, theirs.value)])
    assert kept.keeper().recall(ME) == Lost(Problem.DAMAGED)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_fields_and_nothing_else_fits(kind: Kind) -> None:
    value = {
        Kind.SETTINGS: SETTINGS,
        Kind.PLACE: PLACE,
        Kind.FIGURES: Figures(rating=0, mood="low"),
        Kind.PLAN: PLAN,
        Kind.NOTE: SHAPES[Kind.NOTE](739000),
        Kind.LOCK: SHAPES[Kind.LOCK]("00", "01", "02", 2**16),
    }[kind]
    data = to_bytes(kind, value)
    assert from_bytes(kind, data) == value
    assert len(data) % 32 == 0
    assert fields(SHAPES[kind])
    with pytest.raises(ValueUnreadableError):
        from_bytes(kind, b"[]")


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("tonight", 10),
        ("tomorrow morning", 11),
        ("day after tomorrow", 12),
        ("tuesday", 17),
        ("wednesday", 11),
        ("weekend", 14),
        ("next week", 17),
        ("something else", 11),
    ],
)
def test_when_a_note_is_due(when: str, day: int) -> None:
    assert due(when, date(2026, 3, 10)) == date(2026, 3, day)  # a Tuesday
