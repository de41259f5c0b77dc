"""Typed turns through real pipes, in a process of their own."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
COMMAND = [sys.executable, "-c", "import sys; from skill.cli import main; sys.exit(main())"]


def typed(lines: str | bytes, *options: str, seconds: float = 60) -> str:
    done = subprocess.run(
        [*COMMAND, "talk", "--text", *options],
        input=lines.encode() if isinstance(lines, str) else lines,
        capture_output=True,
        timeout=seconds,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    return done.stdout.decode()


def test_a_line_in_and_replies_with_their_silences_out() -> None:
    greeting, script, goodbye = typed("start box breathing\nstop\n", "--no-wait").splitlines()
    assert greeting
    assert "Let your shoulders drop, if that feels good. [4s]" in script
    assert goodbye


def test_a_country_of_the_language_has_its_own_numbers() -> None:
    assert "Call nine nine nine now." in typed(
        "i can't breathe\n", "--no-wait", "--locale", "en-GB"
    )


def test_when_the_input_ends_the_script_goes_on_to_its_end() -> None:
    began = time.monotonic()
    out = typed("box breathing for three minutes", "--no-wait")
    assert time.monotonic() - began < 20
    assert out.count("[") > 40


@pytest.mark.parametrize("lines", ["", "\n\n\n", b"\xff\xfe\x00 what\n", "x" * 100_000 + "\n"])
def test_nothing_garbage_and_far_too_much_end_cleanly(lines: str | bytes) -> None:
    assert typed(lines, "--no-wait").strip()


def test_silences_take_their_time_and_a_line_interrupts_them() -> None:
    process = subprocess.Popen(
        [*COMMAND, "talk", "--text"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.readline()
    os.write(process.stdin.fileno(), b"start box breathing\n")
    time.sleep(2)
    asked = time.monotonic()
    os.write(process.stdin.fileno(), b"stop\n")
    process.wait(10)
    assert time.monotonic() - asked < 2
    assert process.returncode == 0


def test_no_audio_is_imported() -> None:
    code = (
        "import sys, local_voice.typed; "
        "heavy = {'numpy','sounddevice','faster_whisper','pyttsx3','vosk','soxr'}; "
        "sys.exit(bool(heavy & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
