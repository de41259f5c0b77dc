"""A small content folder of its own, sound in every part, for tests to break."""

import re
from pathlib import Path

from content.loader import root_folder

SCRIPT = """\
id: waves
title: waves
about: A short while with the sea.
minutes: [1, 3]
default: 1
on:
  - {intent: StartWindDownIntent}
sections:
  - id: shore
    steps:
      - say: Picture a quiet shore.
      - pause: 4
  - id: sea
    repeat: to-length
    steps:
      - {cue: A wave comes in., seconds: 5}
      - {cue: And it goes., seconds: 6}
"""
ANSWER = """\
id: warmth
title: keeping warm
on:
  - {intent: AftercareIdeasIntent}
covers: [S1]
say:
  - [Warmth may help., A warm drink may help.]
then:
  ask: [Would you like to hear the sea?]
  yes: {script: waves}
"""
INTENTS = """\
intents:
  AMAZON.StopIntent: {short: true}
  StartWindDownIntent: {slots: {script: script}}
  AftercareIdeasIntent: {}
"""


_COVERS = re.compile(r"^ +covers: .*\n", re.MULTILINE)


def utterances(intent: str, *samples: str) -> str:
    return f"intent: {intent}\ntitle: {samples[0]}\nsamples: [{', '.join(samples)}]\n"


def make(root: Path, changes: dict[str, str] | None = None) -> Path:
    """A content folder for the locale xx-YY; `changes` are files with other or further text.

    The sentences of the house are those of en-US: what is tested here is the reading of files.
    """
    real = root_folder()
    shared = {
        # without the rows it covers: coverage is that of the two files above
        f"xx-YY/{file.name}": _COVERS.sub("", file.read_text(encoding="utf-8"))
        for file in real.joinpath("en-US").iterdir()
        if file.name.endswith(".yaml")
    }
    files = {
        **shared,
        "intents.yaml": INTENTS,
        "helplines.yaml": real.joinpath("helplines.yaml").read_text(encoding="utf-8"),
        "rows.yaml": "rows: {S1: looking after each other}\n",
        "xx-YY/out-of-scope.yaml": "examples: [the kettle is on]\n",
        "xx-YY/numbers.yaml": "numbers: {one: 1, three: 3}\n",
        "xx-YY/hearing.yaml": "fillers: [um]\n",
        "xx-YY/feelings.yaml": (
            "kinds: [{id: heavy, hears: [sad], say: [That is a lot.]}]\n"
            "choice: [AftercareIdeasIntent]\n"
        ),
        "xx-YY/intents/AMAZON.StopIntent.yaml": utterances("AMAZON.StopIntent", "stop", "enough"),
        "xx-YY/intents/StartWindDownIntent.yaml": utterances("StartWindDownIntent", "wind down"),
        "xx-YY/intents/AftercareIdeasIntent.yaml": utterances("AftercareIdeasIntent", "ideas"),
        "xx-YY/lists/script.yaml": "type: script\nvalues: [{id: waves, says: [the waves]}]\n",
        "xx-YY/scripts/waves.yaml": SCRIPT,
        "xx-YY/answers/warmth.yaml": ANSWER,
        **(changes or {}),
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for empty in ("checkins", "feedback"):
        (root / "xx-YY" / empty).mkdir(exist_ok=True)
    return root
