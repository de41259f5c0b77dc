"""A real PostgreSQL server of the tests' own: a Unix socket in a folder of its own, no network."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

PORT = 54321
"""Names the socket; nothing listens on the network."""


def binaries() -> Path | None:
    """Where initdb and postgres are."""
    found = shutil.which("postgres")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    folders += sorted(Path("/opt/homebrew/opt").glob("postgresql*/bin"), reverse=True)
    return next((f for f in folders if (f / "initdb").exists() and (f / "postgres").exists()), None)


class Server:
    """Starts, stops, kills and starts again. PostgreSQL refuses to run as root, so it does not."""

    def __init__(self, folder: Path, *, durable: bool = False, talkative: bool = False) -> None:
        """Make its files in `folder`.

        `durable` writes through to the disk, as in earnest; `talkative` logs every statement with
        its parameters, as an operator might who looks for a fault.
        """
        self._durable = durable
        self._talkative = talkative
        found = binaries()
        assert found is not None
        self._binaries = found
        self._root = folder
        self._data = folder / "data"
        self._user = self._unprivileged()
        self._process: subprocess.Popen[bytes] | None = None
        if self._user is not None:
            os.chown(folder, self._user.pw_uid, self._user.pw_gid)
        self._run("initdb", "--auth=trust", "--username=notes", "--encoding=UTF8", "--no-sync")

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"postgresql://notes@/postgres?host={self._root}&port={PORT}"

    @property
    def data(self) -> Path:
        """The folder of its files."""
        return self._data

    @property
    def log(self) -> Path:
        """What it has said, among its files."""
        return self._data / "server.log"

    def start(self) -> None:
        """Start it and wait until it answers.

        After a kill its helpers may need a moment to notice, and until then it refuses: then it is
        started again, as a service manager would.
        """
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                self._process = self._launch()
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.03)
            else:
                return
        raise AssertionError("PostgreSQL did not start")

    def _launch(self) -> "subprocess.Popen[bytes]":
        telling = (
            ("log_statement=all", "log_parameter_max_length_on_error=-1")
            if self._talkative
            else ("log_min_messages=fatal",)
        )
        settings = (
            "listen_addresses=",
            "shared_buffers=32MB",
            f"fsync={'on' if self._durable else 'off'}",
            "max_connections=60",
            *telling,
        )
        with (self.log if self._talkative else Path(os.devnull)).open("ab") as log:
            return subprocess.Popen(
                [
                    self._binaries / "postgres", "-D", self._data, "-k", self._root,
                    "-p", str(PORT), *(part for one in settings for part in ("-c", one)),
                ],
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
                **self._as_user(),
            )  # fmt: skip

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGINT drops its clients, SIGQUIT ends at once without tidying up."""
        assert self._process is not None
        self._process.send_signal(how)
        self._process.wait(timeout=30)
        self._process = None

    def kill(self) -> None:
        """End it without a word; its helpers end when they notice."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=30)
        self._process = None

    def _run(self, name: str, *arguments: str) -> None:
        subprocess.run(
            [self._binaries / name, "-D", self._data, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            **self._as_user(),
        )

    def _as_user(self) -> dict[str, Any]:
        if self._user is None:
            return {"cwd": "/"}
        return {
            "cwd": "/",
            "user": self._user.pw_uid,
            "group": self._user.pw_gid,
            "extra_groups": [],
            "env": {**os.environ, "HOME": "/"},
        }

    @staticmethod
    def _unprivileged() -> pwd.struct_passwd | None:
        if os.geteuid() != 0:
            return None
        for name in ("postgres", "nobody"):
            try:
                return pwd.getpwnam(name)
            except KeyError:
                continue
        raise AssertionError("no unprivileged user to run PostgreSQL as")


def folder() -> Path:
    """A folder that an unprivileged server can reach; short, as socket names must be."""
    made = Path(tempfile.mkdtemp(prefix="pg-"))
    made.chmod(0o755)
    return made
