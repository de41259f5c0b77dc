"""Start-up, loading content, and one turn of the handler."""

import json
import subprocess
import sys
from pathlib import Path

import yaml

import content
from content.loader import load
from skill.dialogue import Dialogue
from skill.state import from_json, to_json
from skill.turn import InScript, SlotValue, State, Turn
from tests.bench import Row, median_ms

FILES = sorted(Path(content.__file__).parent.rglob("*.yaml"))


def _python(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True)


def _parse_all() -> None:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for file in FILES:
        yaml.load(file.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader


def run() -> list[Row]:
    catalog = load("en-US")
    dialogue = Dialogue(catalog)
    envelope = json.dumps(
        {"request": {"intent": {"slots": {"minutes": "x" * 40}}, "x": "y" * 1600}}
    )
    breathing = Turn(
        "intent",
        intent="BreathingIntent",
        slots={"minutes": SlotValue("five", 5)},
        text="breathing for five minutes",
    )
    going_on = State(InScript("paced-breathing", 15.0, section=1))
    parse = median_ms(lambda: json.loads(envelope), 500)
    against = "json.loads of 1.8 KB"
    return [
        Row(
            "import skill.cli in a new process",
            median_ms(lambda: _python("import skill.cli"), 10),
            median_ms(lambda: _python("import pydantic, yaml"), 10),
            "ms",
            "import pydantic, yaml",
        ),
        Row(
            "load and validate all content",
            median_ms(lambda: load.__wrapped__("en-US"), 5),
            median_ms(_parse_all, 5),
            "ms",
            "PyYAML alone",
        ),
        Row(
            "start a script",
            median_ms(lambda: dialogue.handle(breathing, State())),
            parse,
            "ms",
            against,
        ),
        Row(
            "go on in a fifteen-minute script",
            median_ms(lambda: dialogue.handle(Turn("proceed"), going_on)),
            parse,
            "ms",
            against,
        ),
        Row(
            "state to JSON and back",
            median_ms(lambda: from_json(json.loads(json.dumps(to_json(going_on)))), 500),
            parse,
            "ms",
            against,
        ),
    ]
