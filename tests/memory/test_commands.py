"""`aftercare history`, `forget`, `export`, `new-key`, and talking with a memory, as programs."""

import argparse
import io
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from content import load
from local_voice.typed import typed
from skill.cli import main
from skill.kept import Effect, Figures, KeepPlan, KeepSettings, Lock, Plan, Record, Settings
from skill.memory import commands
from skill.memory.history import DOT, LATER, lines, svg
from skill.memory.local import FOLDER, LocalMemory, place_of, usual_place
from skill.memory.ports import Day, Done, Everything, Person, Problem
from tests.memory.conftest import PIN, Kept
from tests.memory.talking import DIALOGUE, understanding

RUN = "import sys; from skill.cli import main; sys.exit(main())"
FIRST = Person("local", "1")
CANARY = "marmalade otters"


@dataclass(frozen=True)
class Ran:
    """What a run of the program came to."""

    returncode: int
    stdout: str
    stderr: str


class Home:
    """A home of its own, and the program in it."""

    def __init__(
        self, root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.root = root
        self._monkeypatch = monkeypatch
        self.store = root / "data" / FOLDER / "notes.db"
        self._capsys = capsys

    def run(self, *arguments: str, typed: str = "") -> Ran:
        """The program in this process; `typed` is its standard input."""
        self._capsys.readouterr()
        self._monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        try:
            code = main(arguments)
        except SystemExit as ended:
            code = int(str(ended.code))
        out, err = self._capsys.readouterr()
        return Ran(code, out, err)

    def type(self, *said: str, person: str = "1") -> Ran:
        """A typed conversation, as `aftercare talk --text --no-wait` holds it."""
        self._capsys.readouterr()
        ours, theirs = os.pipe()
        os.write(theirs, "\n".join((*said, "")).encode())
        os.close(theirs)
        args = argparse.Namespace(store=None, person=person, keep_days=30)
        handler = commands.remembering(DIALOGUE, args)
        out = io.StringIO()
        code = typed(handler, understanding(), wait=False, descriptor=ours, out=out)
        os.close(ours)
        return Ran(code, out.getvalue(), self._capsys.readouterr().err)

    def talk(self, *said: str, person: str = "1") -> list[str]:
        done = self.type(*said, person=person)
        assert done.returncode == 0
        assert done.stderr == ""
        return done.stdout.splitlines()

    def keep(self, *effects: Effect, days_ago: int = 0) -> None:
        """Keep something, so many days ago."""
        from skill.memory.keeper import Keeper
        from skill.memory.keys import Keys
        from skill.memory.sqlite_file import SqliteFile

        place = place_of(self.store)
        today = date.today() - timedelta(days=days_ago)  # noqa: DTZ011 - as the program counts days
        keeper = Keeper(
            SqliteFile(place.file), Keys(place.key), today=lambda: today, now=lambda: 0.0
        )
        assert keeper.apply(FIRST, effects) == Done()

    def files(self) -> set[str]:
        return {str(p.relative_to(self.root)) for p in self.root.rglob("*") if p.is_file()}


@pytest.fixture
def home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Home:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    for name in [name for name in os.environ if name.startswith("AFTERCARE_")]:
        monkeypatch.delenv(name)
    for name, value in surroundings(tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("skill.memory.keys.system_vault", lambda: None)
    return Home(tmp_path, capsys, monkeypatch)


def surroundings(root: Path) -> dict[str, str]:
    """Variables that send whatever a program writes below `root`."""
    return {
        "HOME": str(root),
        "XDG_DATA_HOME": str(root / "data"),
        "XDG_CONFIG_HOME": str(root / "config"),
        "XDG_CACHE_HOME": str(root / "cache"),
        "XDG_STATE_HOME": str(root / "state"),
        "TMPDIR": str(root / "tmp"),
    }


def test_as_a_program_it_leaves_nothing_unasked(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    kept = {name: v for name, v in os.environ.items() if not name.startswith("AFTERCARE_")}
    surrounded = {**kept, **surroundings(tmp_path)}
    surrounded.pop("ORT_DISABLE_TELEMETRY", None)
    said = "check in with me\nfour\nkind of wobbly\nmarmalade on a piano\nstop\n"
    done = subprocess.run(
        [sys.executable, "-c", RUN, "talk", "--text", "--no-wait"],
        input=said,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        cwd=Path(__file__).parent.parent.parent,
        env=surrounded,
    )
    assert done.stderr == ""
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_nothing_is_kept_unasked(home: Home) -> None:
    home.talk("check in with me", "four", "kind of wobbly", "skip", "skip", "some water", "stop")
    home.talk("start box breathing", "slower", "stop")
    for command in ("history", "forget --today", "forget --everything", "new-key"):
        assert home.run(*command.split()).returncode == 0
    assert home.files() == set()


def test_remember_and_forget_by_typing(home: Home) -> None:
    home.talk("use a slower voice", "yes", "start box breathing", "stop")
    assert home.files() == {f"data/{FOLDER}/notes.db", f"data/{FOLDER}/notes.key"}
    said = home.talk("no", "what are my settings", "forget everything", "yes")
    assert "box breathing" in said[0]
    assert home.files() == set()


def test_each_person_has_a_memory_of_their_own(home: Home) -> None:
    home.talk("use a slower voice", "yes")
    words = load("en-US").memory
    (_, said) = home.talk("what are my settings", person="2")
    assert words.told["pace-normal"] in said
    (_, said) = home.talk("what are my settings")
    assert words.told["pace-slow"] in said


def test_history_and_export(home: Home) -> None:
    first_day = Record(Figures(rating=4, after=7, mood="tense", need="water"))
    home.keep(Lock(PIN), first_day, days_ago=2)
    home.keep(Record(Figures(rating=8, mood="pleasant")))
    shown = home.run("history", typed=PIN)
    assert shown.returncode == 0
    first, second, _, dot, later = shown.stdout.splitlines()
    assert (dot[0], later[0]) == (DOT, LATER)
    assert (
        "\u00b7\u00b7\u00b7\u00b7\u25cf\u00b7\u00b7\u25cb\u00b7\u00b7\u00b7  tense, water" in first
    )
    assert second.endswith("pleasant")
    assert home.run("history", "--output", "picture.svg", typed=PIN).returncode == 0
    ET.parse(home.root / "work" / "picture.svg")  # noqa: S314 - our own file
    assert home.run("export", "mine.json", typed=PIN).returncode == 0
    file = home.root / "work" / "mine.json"
    assert file.stat().st_mode & 0o777 == 0o600
    data = json.loads(file.read_text())
    assert [day["rating"] for day in data["days"]] == [4, 8]
    again = home.run("export", "mine.json", typed=PIN)
    assert again.returncode == 2
    assert len(again.stderr.splitlines()) == 1
    assert home.run("export", "no/such/folder.json", typed=PIN).returncode == 1


def test_check_ins_are_shown_for_their_digits_alone(home: Home) -> None:
    home.keep(Lock(PIN), Record(Figures(rating=4)))
    for command in (("history",), ("export", "mine.json")):
        for entered in ("0000\n", "1111\n", "2222\n"):
            refused = home.run(*command, typed=entered)
            assert refused.returncode == 1
            assert refused.stdout == ""
            assert len(refused.stderr.splitlines()) == 1
    assert not (home.root / "work" / "mine.json").exists()
    # These were more wrong tries than there are in a day.
    assert home.run("history", typed=PIN).returncode == 1
    assert home.run("history").returncode == 1
    left_out = home.run("export", "mine.json")
    assert left_out.returncode == 0
    assert len(left_out.stderr.splitlines()) == 1
    assert json.loads((home.root / "work" / "mine.json").read_text())["days"] == []
    assert home.run("forget", "--check-ins").returncode == 0
    assert "Nothing is kept" in home.run("history").stderr


def test_digits_are_chosen_and_changed_by_typing(home: Home) -> None:
    first = home.run("pin", typed="24680\n24680\n")
    assert first.returncode == 0
    assert "lost" in first.stderr
    home.keep(Record(Figures(rating=4)))
    assert home.run("pin", typed="11111\n").returncode == 1
    assert home.run("pin", typed="24680\n13579\n97531\n").returncode == 2
    assert home.run("pin", typed="24680\n123\n").returncode == 2
    changed = home.run("pin", typed="24680\n13579\n13579\n")
    assert (changed.returncode, changed.stdout) == (0, "From now on these digits hold.\n")
    assert home.run("history", typed="24680\n").returncode == 1
    assert home.run("history", typed="13579\n").stdout
    said = home.talk("remember my answers", "yes")
    assert load("en-US").memory.kept_figures in said[-1]  # they are chosen already


def test_the_plan_is_a_page(home: Home) -> None:
    assert "No plan is kept." in home.run("plan").stderr
    home.keep(KeepPlan(Plan(("cuddle", "blanket"), ("kiss",))))
    shown = home.run("plan").stdout
    assert "- a cuddle" in shown
    assert "- kissing" in shown
    assert home.run("plan", "--output", "ours.html").returncode == 0
    file = home.root / "work" / "ours.html"
    assert file.stat().st_mode & 0o777 == 0o600
    assert "<li>a cuddle</li>" in file.read_text()
    assert home.run("plan", "--output", "ours.html").returncode == 2


def test_forgetting_today_leaves_the_days_before(home: Home) -> None:
    home.keep(Lock(PIN), Record(Figures(rating=4)), days_ago=1)
    home.keep(Record(Figures(rating=8)))
    assert home.run("forget", "--today").returncode == 0
    assert len(home.run("history", typed=PIN).stdout.split("\n\n")[0].splitlines()) == 1


@pytest.mark.parametrize(("days_ago", "options"), [(31, ()), (10, ("--keep-days", "9"))])
def test_what_is_past_its_time_is_gone_at_the_next_start(
    home: Home, days_ago: int, options: tuple[str, ...]
) -> None:
    home.keep(Lock(PIN), Record(Figures(rating=4)), days_ago=days_ago)
    assert home.run("history", *options).stdout == ""
    assert home.run("history").stdout == ""


def test_nothing_is_kept_for_longer_than_may_be(home: Home) -> None:
    assert home.run("history", "--keep-days", "91").returncode == 2


def test_a_new_key(home: Home) -> None:
    home.keep(KeepSettings(Settings(pace=0.8)))
    key = home.store.with_suffix(".key")
    before = key.read_text()
    assert home.run("new-key").returncode == 0
    assert key.read_text() != before
    assert home.run("export", "mine.json", typed=PIN).returncode == 0
    assert json.loads((home.root / "work" / "mine.json").read_text())["settings"]["pace"] == 0.8


@pytest.mark.parametrize("harm", ["truncated", "no key"])
def test_damage_is_told_in_a_line_and_talking_goes_on(home: Home, harm: str) -> None:
    home.keep(KeepSettings(Settings(pace=0.8)))
    if harm == "truncated":
        os.truncate(home.store, 5000)
        line = Problem.DAMAGED.value
    else:
        home.store.with_suffix(".key").unlink()
        line = Problem.NO_KEY.value
    before = home.store.read_bytes()
    done = home.type("use a slower voice", "yes", "stop")
    assert done.returncode == 0
    assert done.stderr.splitlines() == [line]
    assert len(done.stdout.splitlines()) == 4
    for command in ("history", "export mine.json", "forget --today", "new-key"):
        refused = home.run(*command.split())
        assert refused.returncode == 1, command
        assert refused.stderr.splitlines() == [line]
    assert home.store.read_bytes() == before
    assert home.run("forget", "--everything").returncode == 0
    assert home.files() == set()


def test_without_the_libraries_it_talks_and_remembers_nothing(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Problem] = []
    monkeypatch.setattr("skill.memory.local.installed", lambda: False)
    memory = LocalMemory(place_of(home.store), tell=told.append)
    assert memory.everything(FIRST) == Everything()
    home.keep(KeepSettings(Settings()))
    for outcome in (memory.recall(FIRST), memory.apply(FIRST, [KeepSettings(Settings())])):
        assert outcome not in (Done(), None)
    assert set(told) == {Problem.NOT_INSTALLED}


def test_no_library_is_loaded_before_it_is_needed(home: Home) -> None:
    code = (
        "import sys; from skill.cli import main\n"
        "main(['talk', '--text', '--no-wait'])\n"
        "print([m for m in ('sqlalchemy', 'alembic', 'cryptography', 'keyring') "
        "if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input="stop\n",
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent.parent,
        env={**os.environ, **surroundings(home.root)},
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_no_memory_image_and_no_reports_of_libraries() -> None:
    code = (
        "import ctypes, os, resource; from skill.discretion import leave_no_traces\n"
        "leave_no_traces(); print(resource.getrlimit(resource.RLIMIT_CORE)[0], "
        "os.environ['ORT_DISABLE_TELEMETRY'])\n"
        "if os.uname().sysname == 'Linux': assert ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) == 0"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "0 1\n"


def test_a_fault_of_ours_is_told_without_its_words(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError(CANARY[::-1])

    monkeypatch.setattr(LocalMemory, "everything", broken)
    failed = home.run("history")
    assert failed.returncode == 1
    assert failed.stderr.endswith("ValueError\n")
    assert "in broken" in failed.stderr
    assert CANARY[::-1][:9] not in failed.stderr


def test_a_terminal_is_asked_before_anything_is_deleted(
    sqlite: Kept, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    store = sqlite.key_file.with_name("notes.db")
    scopes = {"today": False, "check_ins": False, "everything": True}
    args = argparse.Namespace(store=store, person="1", keep_days=30, **scopes)
    monkeypatch.setattr("builtins.input", lambda _: "n")
    assert commands._forget(args) == 0
    assert "Nothing was deleted." in capsys.readouterr().out
    monkeypatch.setattr("builtins.input", lambda _: "y")
    assert commands._forget(args) == 0
    assert "It's gone." in capsys.readouterr().out


def test_names_give_nothing_away() -> None:
    place = usual_place({"XDG_DATA_HOME": "/home/somebody/data"})
    assert "after" not in f"{place.file} {place.key}"


def test_a_picture_of_no_days_is_a_picture() -> None:
    catalog = load("en-US")
    ET.fromstring(svg((), catalog))  # noqa: S314 - our own text
    many = tuple(Day(date(2026, 3, day), Figures(rating=day % 11)) for day in range(1, 15))
    picture = ET.fromstring(svg(many, catalog))  # noqa: S314 - our own text
    drawn = picture.iter("{http://www.w3.org/2000/svg}circle")
    assert all(0 < float(dot.get("cx", 0)) < float(picture.get("width", 0)) for dot in drawn)
    only = Day(date(2026, 3, 10), Figures(need="water"))
    assert next(lines((only,), catalog)) == "2026-03-10  " + "\u00b7" * 11 + "  water"
