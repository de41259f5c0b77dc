"""Asking for digits at a terminal: they are not shown, kept or repeated."""

import sys
from getpass import getpass

from skill.kept import PIN_DIGITS


def ask(prompt: str) -> str:
    """What was typed; a line of the standard input where nobody sits at a terminal."""
    if sys.stdin.isatty():
        return getpass(f"{prompt}: ", stream=sys.stderr).strip()
    return sys.stdin.readline().strip()


def ask_new() -> str | None:
    """New digits, typed twice; None when they do not serve, and it is told why."""
    least, most = PIN_DIGITS
    digits = ask(f"New digits, {least} to {most} of them")
    if not (digits.isascii() and digits.isdecimal() and least <= len(digits) <= most):
        print(f"It takes {least} to {most} digits. Nothing was changed.", file=sys.stderr)
        return None
    if ask("The same again") != digits:
        print("Those were not the same. Nothing was changed.", file=sys.stderr)
        return None
    return digits
