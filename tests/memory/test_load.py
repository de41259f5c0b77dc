"""A small share of the load that `python -m tests.memory.load` brings, the database restarted."""

import pytest

pytest.importorskip("flask", reason="needs aftercare[service]")
pytest.importorskip("ask_sdk_core", reason="needs aftercare[service]")

from pathlib import Path

from tests.memory import postgres
from tests.memory.conftest import clear
from tests.memory.load import hold

SESSIONS = 200


@pytest.mark.parametrize("restart", [False, True])
def test_two_services_give_each_session_its_own_settings(
    server: postgres.Server,
    tmp_path: Path,
    restart: bool,  # noqa: FBT001 - a test's parameter
) -> None:
    try:
        outcome = hold(server, tmp_path / "notes.key", SESSIONS, restart=restart)
    finally:
        clear(server.url)
    print("\n".join(outcome.lines()))
    assert outcome.errors == []
    assert outcome.most_open == SESSIONS
    if not restart:
        assert outcome.unkept == outcome.unremembered == 0
    else:
        assert outcome.unkept < SESSIONS  # who was not told so has their settings
