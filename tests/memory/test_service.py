"""The service with a memory: settings for each account, on both databases, whatever happens."""

import logging
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

pytest.importorskip("flask", reason="needs aftercare[service]")
pytest.importorskip("ask_sdk_core", reason="needs aftercare[service]")

from skill.alexa.app import create_app
from skill.cli import main
from skill.kept import Settings
from skill.memory.keeper import REST_SECONDS, Keeper
from skill.memory.ports import Everything, Person
from skill.memory.schema import Kind
from skill.memory.service import (
    KEEP_DAYS,
    KEY_FILE,
    STORE,
    ServiceMisconfiguredError,
    Visitors,
    shared_memory,
    visitors,
)
from skill.memory.tables import KEPT
from tests.memory import postgres
from tests.memory.conftest import Kept
from tests.memory.talking import ASK_SETTINGS, CATALOG, DIALOGUE
from tests.memory.visitor import Visitor

WORDS = CATALOG.memory
USER = "amzn1.ask.account.SOMEBODY"


def visitor(keeper: Keeper, user: str = USER) -> Visitor:
    people = Visitors(DIALOGUE, keeper)
    return Visitor(create_app(DIALOGUE, dev=True, choose=lambda: 0, people=people), CATALOG, user)


def of(kept: Kept, user: str = USER) -> Everything:
    found = kept.keeper().everything(Person("service", user))
    assert isinstance(found, Everything)
    return found


def slowly(device: Visitor) -> None:
    device.open()
    assert ASK_SETTINGS in device.say("SetPreferenceIntent", preference="speed", value="slow")
    assert WORDS.kept in device.say("Yes")


def test_settings_are_there_next_time_with_another_worker(kept: Kept) -> None:
    slowly(visitor(kept.keeper()))
    again = visitor(kept.keeper())
    again.open()
    assert WORDS.told["pace-slow"] in again.say("GetPreferenceIntent")
    other = visitor(kept.keeper(), "amzn1.ask.account.SOMEBODYELSE")
    other.open()
    assert WORDS.told["pace-normal"] in other.say("GetPreferenceIntent")


def test_settings_hold_in_a_request_without_a_launch(kept: Kept) -> None:
    slowly(visitor(kept.keeper()))
    assert WORDS.told["pace-slow"] in visitor(kept.keeper()).say("GetPreferenceIntent")


def test_a_script_goes_on_where_it_was_stopped(kept: Kept) -> None:
    device = visitor(kept.keeper())
    slowly(device)
    device.say("BreathingIntent", minutes=5)
    device.listen(100)
    device.say("Stop")
    place = of(kept).place
    assert place is not None
    assert place.elapsed == pytest.approx(100, abs=0.1)
    again = visitor(kept.keeper())
    title = CATALOG.scripts[place.script].title
    assert WORDS.offer_place.format(title=title) in again.open()
    again.say("Yes")
    assert of(kept).place is None


def test_a_session_that_times_out_keeps_the_place(kept: Kept) -> None:
    device = visitor(kept.keeper())
    slowly(device)
    device.say("BreathingIntent", minutes=5)
    device.listen(100)
    device.close("EXCEEDED_MAX_REPROMPTS")
    assert of(kept).place is not None


def test_a_place_is_offered_until_the_next_day_and_deleted_after_it(kept: Kept) -> None:
    device = visitor(kept.keeper())
    slowly(device)
    device.say("BreathingIntent", minutes=5)
    device.listen(100)
    device.say("Stop")
    title = CATALOG.scripts["paced-breathing"].title
    kept.days.pass_by(1)
    assert visitor(kept.keeper()).open() == WORDS.offer_place.format(title=title)
    kept.days.pass_by(1)
    keeper = kept.keeper()
    assert visitor(keeper).open() == CATALOG.phrases.launch[0]
    with kept.database().reading() as connection:
        kinds = connection.execute(select(KEPT.c.kind)).scalars().all()
    assert kinds == [Kind.SETTINGS]
    assert WORDS.told["pace-slow"] in visitor(keeper).say("GetPreferenceIntent")


def test_answers_are_never_kept(kept: Kept) -> None:
    device = visitor(kept.keeper())
    slowly(device)
    device.say("StartCheckInIntent")
    device.say("ScaleAnswerIntent", number=4)
    device.say("FeelingAnswerIntent", feeling="overwhelmed")
    assert WORDS.last_none_kept in device.say("RecallLastIntent")
    assert of(kept) == Everything(settings=Settings(pace=0.8))


def test_disabling_the_skill_deletes_everything(kept: Kept) -> None:
    keeper = kept.keeper()
    slowly(visitor(keeper))
    slowly(visitor(keeper, "amzn1.ask.account.SOMEBODYELSE"))
    for _ in range(2):
        visitor(keeper).disable()
        assert of(kept) == Everything()
    assert of(kept, "amzn1.ask.account.SOMEBODYELSE").settings is not None


def test_disabling_makes_no_store(sqlite: Kept) -> None:
    visitor(sqlite.keeper()).disable()
    assert not sqlite.key_file.parent.exists()


def test_without_the_database_the_talk_goes_on_and_a_deletion_is_made_up_for(
    server: postgres.Server, postgresql: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    keeper = postgresql.keeper()
    slowly(visitor(keeper))
    people = Visitors(DIALOGUE, keeper)
    app = create_app(DIALOGUE, dev=True, choose=lambda: 0, people=people)
    device = Visitor(app, CATALOG, USER)
    with caplog.at_level(logging.DEBUG):
        server.stop(signal.SIGQUIT)
        try:
            assert device.open() == CATALOG.phrases.launch[0]
            said = device.say("SetPreferenceIntent", preference="speed", value="fast")
            assert WORDS.for_now in said
            assert WORDS.unreachable in device.say("DeleteDataIntent")
            device.disable()
        finally:
            server.start()
    assert USER not in caplog.text
    postgresql.days.seconds += REST_SECONDS
    Visitor(app, CATALOG, "amzn1.ask.account.SOMEBODYELSE").open()
    assert of(postgresql) == Everything()


def test_somebody_without_an_id_is_a_stranger(kept: Kept) -> None:
    keeper = kept.keeper()
    device = visitor(keeper, "")
    device.open()
    assert WORDS.for_now in device.say("SetPreferenceIntent", preference="speed", value="slow")
    device.disable()


def test_a_new_key_for_the_service(
    server: postgres.Server, postgresql: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    postgresql.days.day = datetime.now(UTC).date()  # the command has no other clock
    running = postgresql.keeper()
    slowly(visitor(running))
    before = postgresql.key_file.read_text()
    at = ["--store", server.url, "--key-file", str(postgresql.key_file)]
    assert main(["new-key", *at]) == 0
    assert postgresql.key_file.read_text() != before
    again = visitor(running)  # a worker that has gone on meanwhile
    again.open()
    assert WORDS.told["pace-slow"] in again.say("GetPreferenceIntent")
    for given in (at[:2], at[2:]):
        assert main(["new-key", *given]) == 2
    with pytest.raises(SystemExit):
        main(["history", *at[:2]])
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 3
    assert "a database is for the service" in told[-1]


def test_the_environment_names_the_memory(tmp_path: Path) -> None:
    assert visitors(DIALOGUE, {}) is None
    settings = {STORE: str(tmp_path / "notes.db"), KEY_FILE: str(tmp_path / "notes.key")}
    assert visitors(DIALOGUE, settings) is not None
    assert (tmp_path / "notes.key").exists()
    for broken in ({KEY_FILE: ""}, {KEEP_DAYS: "91"}, {KEEP_DAYS: "0"}, {KEEP_DAYS: "some"}):
        with pytest.raises(ServiceMisconfiguredError):
            shared_memory({**settings, **broken})
