"""`aftercare serve` with a memory, over a socket: on both databases, however it is named."""

import http.client
import json
import re
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("flask", reason="needs aftercare[service]")
pytest.importorskip("granian", reason="needs aftercare[service]")

from content import load
from skill.alexa.pages import pages
from skill.kept import DEFAULT_DAYS
from skill.memory.keeper import REST_SECONDS
from skill.memory.ports import Problem
from skill.memory.schema import SHAPES, SHARED, days_of, kept_table
from tests.alexa.served import Served, command, serve
from tests.channels.alexa import Device, heard
from tests.memory import postgres
from tests.memory.conftest import clear

CATALOG = load("en-US")
WORDS = CATALOG.memory
PRIVACY = pages("en-US").privacy


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where to keep things, as an operator names it."""
    if request.param == "sqlite":
        yield str(tmp_path / "place" / "notes.db")
        return
    url = request.getfixturevalue("server").url
    yield url
    clear(url)


def options(store: str, tmp_path: Path) -> tuple[str, ...]:
    return ("--dev", "--store", store, "--key-file", str(tmp_path / "notes.key"))


class Visit(Device):
    """Somebody with an account of their own."""

    def __init__(self, served: Served, user: str = "amzn1.ask.account.SOMEBODY") -> None:
        super().__init__(served.port, CATALOG)
        self._user = {"userId": user}

    def envelope(self, request: dict[str, Any]) -> dict[str, Any]:
        data = super().envelope(request)
        data["session"]["user"] = data["context"]["System"]["user"] = self._user
        return data

    def open(self) -> str:
        return heard(self.request(self.launch())).text

    def say(self, intent: str, **slots: str | int) -> str:
        return heard(self.request(self.intent(intent, slots))).text

    def slowly(self) -> None:
        """Ask for a slower voice, and for it to be kept."""
        self.open()
        self.say("SetPreferenceIntent", preference="speed", value="slow")
        assert WORDS.kept in self.say("AMAZON.YesIntent")

    def speaks_slowly(self) -> bool:
        return WORDS.told["pace-slow"] in self.say("GetPreferenceIntent")

    def disable(self) -> None:
        """Disable the skill; Alexa tells it outside any session."""
        event = self._dated({"type": "AlexaSkillEvent.SkillDisabled"})
        data = self.envelope(event)
        del data["session"]
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
        connection.request("POST", "/alexa", json.dumps(data))
        assert connection.getresponse().status == 200
        connection.close()


def test_a_memory_outlives_the_process_and_ends_on_a_word(store: str, tmp_path: Path) -> None:
    with serve(*options(store, tmp_path)) as served:
        visit = Visit(served)
        visit.slowly()
        visit.say("BreathingIntent", minutes=5)
        visit.listen(100)
        visit.say("AMAZON.StopIntent")
        Visit(served, "amzn1.ask.account.ANOTHER").slowly()
    with serve(*options(store, tmp_path)) as served:
        visit = Visit(served)
        title = CATALOG.scripts["paced-breathing"].title
        assert visit.open() == WORDS.offer_place.format(title=title)
        assert visit.say("AMAZON.YesIntent").startswith(CATALOG.phrases.resumed)
        assert Visit(served).speaks_slowly()
        # The place is of use once.
        assert Visit(served).open() in CATALOG.phrases.launch
        assert visit.say("DeleteDataIntent").startswith(WORDS.ask_everything)
        assert WORDS.forgotten in visit.say("AMAZON.YesIntent")
        assert not Visit(served).speaks_slowly()
        other = Visit(served, "amzn1.ask.account.ANOTHER")
        assert other.speaks_slowly()
        for _ in range(2):
            other.disable()
            assert not Visit(served, "amzn1.ask.account.ANOTHER").speaks_slowly()


def test_a_lost_database_is_one_line_and_no_error_and_comes_back(
    server: postgres.Server, tmp_path: Path
) -> None:
    server.stop(signal.SIGQUIT)
    try:
        with serve(*options(server.url, tmp_path)) as served:
            # It is away from the start, and again later.
            talk_without_a_memory(served)
            server.start()
            time.sleep(REST_SECONDS)
            Visit(served).slowly()
            server.stop(signal.SIGQUIT)
            talk_without_a_memory(served)
            server.start()
            time.sleep(REST_SECONDS)
            assert Visit(served).speaks_slowly()
            served.process.send_signal(signal.SIGINT)
            _, told = served.process.communicate(timeout=20)
    finally:
        server.start()
        clear(server.url)
    events = [json.loads(line)["event"] for line in told.splitlines()]
    assert events == [f"nothing is remembered: {Problem.UNREACHABLE.value}"] * 2


def talk_without_a_memory(served: Served) -> None:
    for _ in range(3):
        visit = Visit(served)
        assert visit.open() in CATALOG.phrases.launch
        said = visit.say("SetPreferenceIntent", preference="speed", value="fast")
        assert WORDS.for_now in said
        assert "One minute" in visit.say("BreathingIntent", minutes=1)
        visit.say("AMAZON.StopIntent")
    assert WORDS.unreachable in Visit(served).say("DeleteDataIntent")


def test_variable_and_file_name_the_memory_too(tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text(f'store = "{tmp_path / "notes.db"}"\nkeep_days = 7\n')
    env = {
        "AFTERCARE_SETTINGS": str(settings),
        "AFTERCARE_KEY_FILE": str(tmp_path / "notes.key"),
    }
    with serve("--dev", env=env) as served:
        Visit(served).slowly()
        said = privacy(served)
    assert (tmp_path / "notes.db").exists()
    assert PRIVACY.kept_days_value.format(days=7) in said


def test_without_a_store_nothing_is_written_anywhere(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "TMPDIR": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    with serve("--dev", env=env) as served:
        visit = Visit(served)
        visit.open()
        said = visit.say("SetPreferenceIntent", preference="speed", value="slow")
        assert WORDS.for_now in said
        assert PRIVACY.nothing_kept in privacy(served)
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("--store", "notes.db"), "AFTERCARE_KEY_FILE names the key file"),
        (("--store", "notes.db", "--key-file", "k", "--keep-days", "91"), "a number from 1 to 90"),
        (("--store", "notes.db", "--key-file", "k", "--keep-days", "x"), "a number from 1 to 90"),
    ],
)
def test_a_memory_that_cannot_be_is_told_in_one_line(given: tuple[str, ...], says: str) -> None:
    done = subprocess.run(
        command("--dev", "--port", "0", *given), capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


# -- the privacy page ------------------------------------------------------------------------------


def privacy(served: Served) -> str:
    """The words of the page."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    connection.request("GET", "/privacy")
    html = connection.getresponse().read().decode()
    connection.close()
    return " ".join(re.sub(r"<[^>]*>", " ", re.sub(r"(?s)<style.*?</style>", "", html)).split())


def as_workers(store: str, tmp_path: Path) -> Mapping[str, str]:
    return {"AFTERCARE_STORE": store, "AFTERCARE_KEY_FILE": str(tmp_path / "notes.key")}


def test_the_privacy_page_tells_all_that_the_store_has_columns_for(tmp_path: Path) -> None:
    """The schema is the page's source: what may be kept here is on it, and nothing else is."""
    env = as_workers(str(tmp_path / "notes.db"), tmp_path)
    with serve("--skill-id", "amzn1.ask.skill.x", "--workers", "1", env=env) as served:
        until = time.monotonic() + 20
        while True:
            try:
                said = privacy(served)
                break
            except ConnectionError:
                assert time.monotonic() < until
                time.sleep(0.05)
    assert PRIVACY.nothing_kept not in said
    rows = {row.kind: row for row in kept_table(CATALOG)}
    assert set(rows) == {kind.name.lower() for kind in SHAPES}
    for kind in SHAPES:
        row = rows[kind.name.lower()]
        assert (row.what in said) == (kind in SHARED), row.what
        if kind in SHARED:
            assert all(words in said for words in row.fields.values())
            assert row.days == days_of(kind, DEFAULT_DAYS)
    assert PRIVACY.kept_days_value.format(days=DEFAULT_DAYS) in said
    assert PRIVACY.kept_day_value in said
