"""npm's virtual-alexa and ssml-check-core, as the tests use them."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent / "virtual_alexa"
INSTALL = "npm install --prefix tests/alexa/virtual_alexa"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One step of a conversation as virtual-alexa held it."""

    said: str | None
    intent: str | None
    """What the utterance was matched to; None for the launch."""
    ssml: str
    reprompt: str
    ended: bool
    findings: tuple[dict[str, Any], ...]
    """What ssml-check-core found wrong."""


def require() -> None:
    """Skip the test where Node or the packages are missing."""
    if shutil.which("node") is None:
        pytest.skip("Node is not installed")
    if not (FOLDER / "node_modules" / "virtual-alexa").is_dir():
        pytest.skip(f"virtual-alexa is not installed: {INSTALL}")


def converse(
    port: int, model: Path, locale: str, conversations: Sequence[Sequence[str | None]]
) -> list[list[Exchange]]:
    """Hold conversations with the service at `port`; None launches the skill."""
    asked = {
        "url": f"http://127.0.0.1:{port}/alexa",
        "model": str(model),
        "locale": locale,
        "conversations": conversations,
    }
    done = subprocess.run(
        ["node", "--no-deprecation", "--no-warnings", "converse.js"],  # noqa: S607 - the installed Node
        cwd=FOLDER,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [
        [_exchange(said, step) for said, step in zip(steps, held, strict=True)]
        for steps, held in zip(conversations, json.loads(done.stdout), strict=True)
    ]


def _exchange(said: str | None, step: dict[str, Any]) -> Exchange:
    response = step["response"]
    return Exchange(
        said=said,
        intent=step["request"].get("intent", {}).get("name"),
        ssml=response.get("outputSpeech", {}).get("ssml", ""),
        reprompt=response.get("reprompt", {}).get("outputSpeech", {}).get("ssml", ""),
        ended=bool(response.get("shouldEndSession")),
        findings=tuple(step["ssml"]),
    )
