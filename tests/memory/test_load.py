"""A small share of the load that `python -m tests.memory.load` brings, the database restarted."""

import pytest

pytest.importorskip("flask", reason="needs aftercare[service]")
pytest.importorskip("ask_sdk_core", reason="needs aftercare[service]")

from pathlib import Path

from tests.memory import postgres
from tests.memory.conftest import clear
from tests.memory.load import hold, restarting

SESSIONS = 150
AFTER_THE_YES = 3
"""The step in which the database goes."""


def test_two_services_give_each_session_its_own_settings(
    server: postgres.Server, tmp_path: Path
) -> None:
    away = restarting(server, down=0.6)
    try:
        calm, disturbed = hold(
            server, tmp_path / "notes.key", SESSIONS, [None, away], AFTER_THE_YES
        )
    finally:
        clear(server.url)
    print("\n".join((*calm.lines(), *disturbed.lines())))
    assert calm.errors == disturbed.errors == []
    assert calm.most_open == disturbed.most_open == SESSIONS
    assert calm.unkept == calm.unremembered == 0
    # The database was away, and everybody's yes from before has held.
    assert disturbed.unkept + disturbed.unremembered > 0
    assert disturbed.requests >= 5 * SESSIONS
