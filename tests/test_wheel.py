"""The built wheel, installed outside the checkout, is the whole program."""

import os
import socket
import subprocess
import sys
import time
import venv
from pathlib import Path
from typing import Any

import pytest
import requests

ROOT = Path(__file__).parent.parent


def run(*command: str | Path, **kwargs: object) -> "subprocess.CompletedProcess[str]":
    done: subprocess.CompletedProcess[str] = subprocess.run(  # type: ignore[call-overload]  # kwargs are subprocess's own
        [str(part) for part in command], capture_output=True, text=True, timeout=300, **kwargs
    )
    return done


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel; the libraries are those of the tests' environment."""
    folder = tmp_path_factory.mktemp("wheel")
    built = run(
        sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--quiet",
        "--wheel-dir", folder, ROOT,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("aftercare-*.whl")
    venv.create(folder / "env", with_pip=False)
    python = folder / "env" / "bin" / "python"
    (site,) = (folder / "env" / "lib").glob("python*/site-packages")
    done = run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "-q", wheel)
    assert done.returncode == 0, done.stderr
    libraries = [p for p in sys.path if p.endswith("site-packages")]
    (site / "zz-libraries.pth").write_text("\n".join(libraries) + "\n")
    return folder / "env" / "bin" / "aftercare"


@pytest.fixture
def outside(tmp_path: Path) -> dict[str, object]:
    return {"cwd": tmp_path, "env": {**os.environ, "PYTHONPATH": "", "NO_COLOR": "1"}}


def test_it_holds_the_content(installed: Path, outside: dict[str, object]) -> None:
    python = installed.with_name("python")
    where = run(python, "-c", "import content; print(content.__file__)", **outside)
    assert "/env/lib/" in where.stdout
    read = run(installed, "content", "read", "box-breathing", **outside)
    assert read.returncode == 0, read.stderr
    assert "Let your shoulders drop" in read.stdout


def test_it_talks_in_writing(installed: Path, outside: dict[str, object]) -> None:
    talked = run(
        installed, "talk", "--text", "--no-wait", input="start box breathing\nstop\n", **outside
    )
    assert talked.returncode == 0, talked.stderr
    assert "Let your shoulders drop, if that feels good. [4s]" in talked.stdout


def test_it_remembers_when_asked(installed: Path, outside: dict[str, Any], tmp_path: Path) -> None:
    pytest.importorskip("sqlalchemy", reason="needs aftercare[memory]")
    home = {**outside["env"], "XDG_DATA_HOME": str(tmp_path / "data")}
    home["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    said = "use a slower voice\nyes\n"
    talked = run(installed, "talk", "--text", "--no-wait", input=said, cwd=tmp_path, env=home)
    assert talked.returncode == 0, talked.stderr
    assert [path.name for path in (tmp_path / "data").rglob("*.db")] == ["notes.db"]


LAUNCH = {
    "version": "1.0",
    "session": {
        "new": True,
        "sessionId": "s",
        "application": {"applicationId": "a"},
        "user": {"userId": "u"},
    },
    "context": {"System": {"application": {"applicationId": "a"}, "user": {"userId": "u"}}},
    "request": {
        "type": "LaunchRequest",
        "requestId": "r",
        "locale": "en-US",
        "timestamp": "2026-01-01T00:00:00Z",
    },
}


def test_it_serves(installed: Path, outside: dict[str, object]) -> None:
    pytest.importorskip("flask", reason="needs aftercare[service]")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [str(installed), "serve", "--dev", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **outside,  # type: ignore[call-overload]  # cwd and env
    )
    try:
        deadline = time.monotonic() + 30
        while not answers(f"http://127.0.0.1:{port}/healthz"):
            assert server.poll() is None, "the server ended"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.1)
        answer = requests.post(f"http://127.0.0.1:{port}/alexa", json=LAUNCH, timeout=10)
        assert answer.json()["response"]["outputSpeech"]["ssml"].startswith("<speak>")
    finally:
        server.terminate()
        server.wait(timeout=15)


def answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).ok
    except (requests.ConnectionError, requests.Timeout):
        return False


@pytest.mark.engine
def test_it_runs_the_demo(installed: Path, outside: dict[str, object], tmp_path: Path) -> None:
    pytest.importorskip("faster_whisper", reason="needs aftercare[voice]")
    done = run(installed, "demo", "--output", tmp_path / "demo.wav", **outside)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "demo.wav").stat().st_size > 100_000
