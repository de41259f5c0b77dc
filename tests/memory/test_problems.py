"""Whatever is wrong with key, file, disk, clock, server: a clear problem, nothing overwritten."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from skill.kept import Forget, KeepSettings, Remembered, Settings
from skill.memory.keeper import REST_SECONDS, Keeper
from skill.memory.keys import KeyProblemError, Keys
from skill.memory.local import LocalMemory, Place
from skill.memory.ports import Done, Lost, Problem, Recalled
from skill.memory.sealing import new_ring
from skill.memory.sqlite_file import SqliteFile
from tests.memory import postgres
from tests.memory.conftest import ME, Kept

SETTINGS = Settings(pace=0.8)


def file(kept: Kept) -> Path:
    return kept.key_file.with_name("notes.db")


def folder_bytes(kept: Kept) -> dict[str, bytes]:
    found = kept.key_file.parent.iterdir()
    return {path.name: path.read_bytes() for path in found if not path.name.endswith("-shm")}


def refused(kept: Kept, problem: Problem) -> None:
    """Reading and writing say so, once, and change nothing."""
    before = folder_bytes(kept)
    keeper = kept.keeper()
    kept.told.clear()
    assert keeper.recall(ME) == Lost(problem)
    assert keeper.apply(ME, [KeepSettings(SETTINGS)]) == Lost(problem)
    assert keeper.apply(ME, [Forget("everything")]) in (Lost(problem), Done())
    assert kept.told == [problem]
    assert folder_bytes(kept) == before


@pytest.fixture
def used(sqlite: Kept) -> Kept:
    assert sqlite.keeper().apply(ME, [KeepSettings(SETTINGS)]) == Done()
    return sqlite


def test_every_problem_has_a_line_for_people() -> None:
    for problem in Problem:
        assert len(problem.value) > 30
        assert problem.value[0].isupper()


def test_without_the_key(used: Kept) -> None:
    used.key_file.unlink()
    refused(used, Problem.NO_KEY)


def test_with_another_key(used: Kept) -> None:
    Keys(used.key_file).save(new_ring())
    refused(used, Problem.WRONG_KEY)


def test_with_half_a_key_file(used: Kept) -> None:
    used.key_file.write_text(used.key_file.read_text()[:40])
    refused(used, Problem.BAD_KEY)


def test_with_a_key_file_others_can_read(used: Kept) -> None:
    used.key_file.chmod(0o644)
    refused(used, Problem.EXPOSED_KEY)


@pytest.mark.parametrize("left", [0, 1, 50, 100, 4096, 5000, 12288])
def test_with_a_truncated_file(used: Kept, left: int) -> None:
    data = file(used).read_bytes()
    assert len(data) > left
    file(used).write_bytes(data[:left])
    refused(used, Problem.DAMAGED)


def test_with_a_file_full_of_noise(used: Kept) -> None:
    file(used).write_bytes(os.urandom(20_000))
    refused(used, Problem.DAMAGED)


def test_with_noise_in_the_middle(used: Kept) -> None:
    data = bytearray(file(used).read_bytes())
    data[4096:12288] = os.urandom(8192)
    file(used).write_bytes(data)
    refused(used, Problem.DAMAGED)


def test_with_another_program_s_database(sqlite: Kept) -> None:
    file(sqlite).parent.mkdir()
    with sqlite3.connect(file(sqlite)) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()
    refused(sqlite, Problem.FOREIGN)


def test_with_a_newer_version_s_database(used: Kept) -> None:
    with sqlite3.connect(file(used)) as newer:
        newer.execute("UPDATE kept_version SET version_num = '9999'")
    newer.close()
    refused(used, Problem.NEWER)


def test_with_a_clock_set_back(used: Kept) -> None:
    used.days.pass_by(-1)
    assert isinstance(used.keeper().recall(ME), Recalled)  # another time zone
    used.days.pass_by(-1)
    keeper = used.keeper()
    assert keeper.recall(ME) == Lost(Problem.CLOCK)
    assert keeper.apply(ME, [KeepSettings(Settings())]) == Lost(Problem.CLOCK)
    used.days.pass_by(2)
    assert keeper.recall(ME) == Recalled(used_remembered())
    used.days.pass_by(-5)
    assert used.keeper().apply(ME, [Forget("everything")]) == Done()  # deleting works all the same
    assert not file(used).exists()


def used_remembered() -> Remembered:
    return Remembered(settings=SETTINGS, private=True)


def test_the_key_comes_back(used: Kept) -> None:
    key = used.key_file.read_bytes()
    used.key_file.unlink()
    keeper = used.keeper()
    assert keeper.recall(ME) == Lost(Problem.NO_KEY)
    Keys(used.key_file).save(new_ring())
    used.key_file.write_bytes(key)
    assert keeper.recall(ME) == Recalled(used_remembered())


def beginning_anew(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> Done | Lost:
    monkeypatch.setattr("skill.memory.keys.system_vault", lambda: None)
    place = Place(file(kept), kept.key_file)
    return LocalMemory(place, tell=kept.told.append).start_afresh()


@pytest.mark.parametrize("harm", ["truncate", "no key", "other key"])
def test_starting_afresh(used: Kept, harm: str, monkeypatch: pytest.MonkeyPatch) -> None:
    match harm:
        case "truncate":
            os.truncate(file(used), 100)
        case "no key":
            used.key_file.unlink()
        case _:
            Keys(used.key_file).save(new_ring())
    assert beginning_anew(used, monkeypatch) == Done()
    assert not list(used.key_file.parent.iterdir())
    assert used.keeper().apply(ME, [KeepSettings(SETTINGS)]) == Done()


def test_starting_afresh_where_there_is_nothing(
    sqlite: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert beginning_anew(sqlite, monkeypatch) == Done()


def test_files_are_the_owner_s_alone(used: Kept) -> None:
    assert used.key_file.parent.stat().st_mode & 0o777 == 0o700
    with used.database().writing() as connection:
        from skill.memory.records import Records

        Records(connection).seen(1)
        names = {path.name for path in used.key_file.parent.iterdir()}
        assert "notes.db-wal" in names
        for path in used.key_file.parent.iterdir():
            assert path.stat().st_mode & 0o777 == 0o600, path.name
    file(used).chmod(0o644)
    assert isinstance(used.keeper().recall(ME), Recalled)
    assert file(used).stat().st_mode & 0o777 == 0o600


def test_an_old_value_is_not_left_in_the_file(used: Kept) -> None:
    with sqlite3.connect(file(used)) as raw:
        old: bytes = raw.execute("SELECT value FROM kept").fetchone()[0]
    raw.close()
    assert old in file(used).read_bytes()
    keeper = used.keeper()
    assert keeper.apply(ME, [Forget("place"), KeepSettings(Settings(pace=1.1))]) == Done()
    assert {path.name for path in file(used).parent.iterdir()} == {"notes.db", "notes.key"}
    assert old[:16] not in file(used).read_bytes()


# -- disks -----------------------------------------------------------------------------------------


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """A small disk of its own, mounted with the options asked for."""
    if os.geteuid() != 0 or sys.platform != "linux":
        pytest.skip("only root can mount a disk, on Linux")
    place = tmp_path / "disk"
    place.mkdir()
    unmount = shutil.which("umount")
    mounted = False

    def mount(options: str) -> Path:
        nonlocal mounted
        again = "remount," if mounted else ""
        command = ["mount", "-t", "tmpfs", "-o", again + options, "tmpfs", str(place)]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode:
            pytest.skip("this machine lets nobody mount a disk")
        mounted = True
        return place

    yield mount
    if mounted and unmount:
        subprocess.run([unmount, str(place)], check=True)


def test_on_a_full_disk(disk: Callable[[str], Path], sqlite: Kept) -> None:
    place = disk("size=1m")
    kept = Kept(lambda: SqliteFile(place / "notes.db"), place / "notes.key")
    assert kept.keeper().apply(ME, [KeepSettings(SETTINGS)]) == Done()
    filler = place / "filler"
    with filler.open("wb", buffering=0) as out:
        try:
            while True:
                out.write(bytes(4096))
        except OSError:
            pass
    keeper = kept.keeper()
    assert keeper.apply(ME, [KeepSettings(Settings(pace=1.2))]) == Lost(Problem.FULL)
    filler.unlink()
    assert keeper.recall(ME) == Recalled(used_remembered())
    assert keeper.apply(ME, [KeepSettings(Settings(pace=1.2))]) == Done()
    assert sqlite.told == []


def test_on_a_disk_that_is_full_from_the_start(disk: Callable[[str], Path]) -> None:
    place = disk("size=8k")
    kept = Kept(lambda: SqliteFile(place / "x" / "notes.db"), place / "x" / "notes.key")
    keeper = kept.keeper()
    assert keeper.apply(ME, [KeepSettings(SETTINGS)]) == Lost(Problem.FULL)
    assert not (place / "x" / "notes.db").exists()
    disk("size=4m")
    assert keeper.apply(ME, [KeepSettings(SETTINGS)]) == Done()


def test_on_a_read_only_disk(disk: Callable[[str], Path]) -> None:
    place = disk("size=1m")
    kept = Kept(lambda: SqliteFile(place / "notes.db"), place / "notes.key")
    assert kept.keeper().apply(ME, [KeepSettings(SETTINGS)]) == Done()
    disk("ro,size=1m")
    assert kept.keeper().apply(ME, [KeepSettings(Settings())]) == Lost(Problem.READ_ONLY)
    assert isinstance(kept.keeper().recall(ME), Lost)
    disk("rw,size=1m")
    assert kept.keeper().recall(ME) == Recalled(used_remembered())


def test_on_a_read_only_disk_from_the_start(disk: Callable[[str], Path]) -> None:
    place = disk("ro,size=1m")
    kept = Kept(lambda: SqliteFile(place / "x" / "notes.db"), place / "x" / "notes.key")
    assert isinstance(kept.keeper().recall(ME), Recalled)
    assert kept.keeper().apply(ME, [KeepSettings(SETTINGS)]) == Lost(Problem.READ_ONLY)


def test_while_another_program_holds_the_file(used: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skill.memory.sqlite_file.BUSY_SECONDS", 0.05)
    holder = sqlite3.connect(file(used), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    keeper = used.keeper()
    assert keeper.apply(ME, [KeepSettings(Settings())]) == Lost(Problem.BUSY)
    holder.execute("ROLLBACK")
    holder.close()
    assert keeper.recall(ME) == Recalled(used_remembered())


# -- PostgreSQL ------------------------------------------------------------------------------------


def test_the_server_goes_away_and_comes_back(server: postgres.Server, postgresql: Kept) -> None:
    keeper = postgresql.keeper()
    assert keeper.apply(ME, [KeepSettings(SETTINGS)]) == Done()
    server.stop(signal.SIGQUIT)
    try:
        assert keeper.recall(ME) == Lost(Problem.UNREACHABLE)
        assert keeper.apply(ME, [Forget("everything")]) == Lost(Problem.UNREACHABLE)
        assert postgresql.told == [Problem.UNREACHABLE]
    finally:
        server.start()
    assert keeper.recall(ME) == Lost(Problem.UNREACHABLE)  # it rests: nobody waits in vain
    postgresql.days.seconds += REST_SECONDS
    assert keeper.recall(ME) == Recalled(used_remembered())


def test_a_server_that_is_not_there_when_we_start(tmp_path: Path) -> None:
    from skill.memory.postgres import Postgres

    url = f"postgresql://notes@/postgres?host={tmp_path}&port=1"
    kept = Kept(lambda: Postgres(url), tmp_path / "notes.key")
    assert kept.keeper().open() == Lost(Problem.UNREACHABLE)
    assert not kept.key_file.exists()


def test_another_program_s_tables(server: postgres.Server, postgresql: Kept) -> None:
    import psycopg

    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept (name TEXT)")
    assert postgresql.keeper().open() == Lost(Problem.FOREIGN)


def test_several_workers_start_at_once(postgresql: Kept) -> None:
    from concurrent.futures import ThreadPoolExecutor

    keepers = [postgresql.keeper() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(Keeper.open, keepers)) == [Done()] * 4
    assert keepers[0].apply(ME, [KeepSettings(SETTINGS)]) == Done()
    for keeper in keepers:
        assert keeper.recall(ME) == Recalled(used_remembered())


# -- keys ------------------------------------------------------------------------------------------


class Vault:
    """A keyring; `broken` ones fail at everything, `deaf` ones keep nothing."""

    def __init__(self, *, broken: bool = False, deaf: bool = False) -> None:
        self.secrets: dict[tuple[str, str], str] = {}
        self.broken = broken
        self.deaf = deaf

    def get_password(self, service: str, username: str, /) -> str | None:
        self._look()
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str, /) -> None:
        self._look()
        if not self.deaf:
            self.secrets[service, username] = password

    def delete_password(self, service: str, username: str, /) -> None:
        self._look()
        del self.secrets[service, username]

    def _look(self) -> None:
        if self.broken:
            raise RuntimeError("locked")


def test_keys_go_into_the_keyring(tmp_path: Path) -> None:
    vault, ring = Vault(), new_ring()
    keys = Keys(tmp_path / "notes.key", vault)
    assert keys.load() is None
    keys.save(ring)
    assert not list(tmp_path.iterdir())
    assert Keys(tmp_path / "notes.key", vault).load() == ring
    assert "after" not in str(vault.secrets.keys())
    keys.remove()
    assert keys.load() is None


@pytest.mark.parametrize("vault", [Vault(broken=True), Vault(deaf=True)])
def test_a_file_takes_the_place_of_a_keyring_that_keeps_nothing(
    tmp_path: Path, vault: Vault
) -> None:
    ring = new_ring()
    keys = Keys(tmp_path / "x" / "notes.key", vault)
    keys.save(ring)
    assert keys.load() == ring
    assert (tmp_path / "x" / "notes.key").stat().st_mode & 0o777 == 0o600
    newer = ring.with_new_key()
    keys.save(newer)
    assert keys.load() == newer
    assert len(list((tmp_path / "x").iterdir())) == 1
    keys.remove()
    assert not list((tmp_path / "x").iterdir())


def test_a_keyring_that_does_not_answer(tmp_path: Path) -> None:
    with pytest.raises(KeyProblemError) as caught:
        Keys(tmp_path / "notes.key", Vault(broken=True)).load()
    assert caught.value.problem is Problem.LOCKED_KEY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "nonsense",
        '{"format": 2}',
        '{"format": 1, "people": "YQ==", "values": {"1": "YQ=="}, "current": 1}',
        '{"format": 1, "people": "?", "values": {}, "current": 1}',
    ],
)
def test_what_is_no_key_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "notes.key"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(KeyProblemError) as caught:
        Keys(path).load()
    assert caught.value.problem is Problem.BAD_KEY


def test_keys_do_not_show_in_text() -> None:
    ring = new_ring()
    assert str(ring.people) not in repr(ring)
    assert repr(ring) == "Ring(current=1)"


def test_the_system_s_keyring_is_used_only_when_it_keeps_secrets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keyring = pytest.importorskip("keyring")
    from keyring.backends import fail, null

    from skill.memory.keys import system_vault

    for backend in (fail.Keyring, null.Keyring):
        monkeypatch.setattr(keyring, "get_keyring", backend)
        assert system_vault() is None


def test_a_copy_can_be_brought_back(used: Kept, tmp_path: Path) -> None:
    shutil.copytree(used.key_file.parent, tmp_path / "copy")
    os.truncate(file(used), 3000)
    shutil.copyfile(tmp_path / "copy" / "notes.db", file(used))
    assert used.keeper().recall(ME) == Recalled(used_remembered())
