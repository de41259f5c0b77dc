"""`aftercare history`, `plan`, `forget`, `export`, `pin`, `new-key`, and the options of `talk`."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from content import load
from skill.kept import DEFAULT_DAYS
from skill.memory import digits
from skill.memory.local import LocalMemory, Place, installed, is_address, place_of, usual_place
from skill.memory.ports import Day, Done, Everything, Lost, Opened, Person, Problem, Refused
from skill.memory.schema import MOST_DAYS

if TYPE_CHECKING:
    from skill.kept import Scope
    from skill.memory.handler import Handler

OK, FAILED, USAGE = 0, 1, 2
_AFRESH = frozenset(
    {Problem.NO_KEY, Problem.WRONG_KEY, Problem.BAD_KEY, Problem.DAMAGED, Problem.CLOCK}
)
"""What "forget --everything" mends by starting afresh."""


_WHAT: Mapping["Scope", str] = {
    "today": "what was kept today",
    "figures": "what was kept of your check-ins",
    "everything": "everything that is kept",
}


class Subcommands(Protocol):
    """What argparse calls `_SubParsersAction`, as far as it is needed."""

    def add_parser(self, name: str, **kwargs: Any) -> argparse.ArgumentParser:  # noqa: ANN401 - argparse's own
        """Add a command."""


Finish = Callable[
    [argparse.ArgumentParser, Mapping[str, str], Callable[[argparse.Namespace], int]], None
]


def _file(text: str) -> Path:
    if is_address(text):
        raise argparse.ArgumentTypeError("a file; a database is for the service")
    return Path(text)


def add_options(parser: argparse.ArgumentParser, *, store: Callable[[str], object] = _file) -> None:
    """Options of every command that may remember."""
    parser.add_argument("--store", type=store, metavar="FILE", help="where to keep what is kept")
    parser.add_argument("--person", default="1", metavar="NAME", help="whose memory it is (1)")
    parser.add_argument(
        "--keep-days",
        type=_days,
        default=DEFAULT_DAYS,
        metavar="N",
        help=f"for how many days ({DEFAULT_DAYS}, at most {MOST_DAYS})",
    )


def _days(text: str) -> int:
    if text.isascii() and text.isdecimal() and 1 <= int(text) <= MOST_DAYS:
        return int(text)
    raise argparse.ArgumentTypeError(f"a number from 1 to {MOST_DAYS}")


def add_commands(commands: Subcommands, settings: Mapping[str, str], finish: Finish) -> None:
    """Add the commands."""
    told = commands.add_parser("history", help="the check-ins you asked to be kept, as a picture")
    told.add_argument("--locale", default="en-US", help="language and country (en-US)")
    told.add_argument("--output", type=Path, metavar="SVG", help="as an image file instead")
    plan = commands.add_parser("plan", help="the plan for afterwards that you made, as one page")
    plan.add_argument("--locale", default="en-US", help="language and country (en-US)")
    plan.add_argument("--output", type=Path, metavar="HTML", help="as a file instead")
    forget = commands.add_parser("forget", help="delete what is kept")
    scope = forget.add_mutually_exclusive_group(required=True)
    scope.add_argument("--today", action="store_true", help="what was kept today")
    scope.add_argument(
        "--check-ins", action="store_true", help="the numbers of your check-ins, with their digits"
    )
    scope.add_argument("--everything", action="store_true", help="all of it")
    export = commands.add_parser("export", help="write all that is kept to a file of yours")
    export.add_argument("file", type=Path, metavar="FILE")
    key = commands.add_parser("new-key", help="encrypt what is kept with a new key")
    key.add_argument("--key-file", metavar="FILE", help="the service's key, for its --store")
    pin = commands.add_parser("pin", help="choose the digits that close your check-ins, or others")
    for parser, run in (
        (told, _history),
        (plan, _plan),
        (forget, _forget),
        (export, _export),
        (pin, _pin),
        (key, _new_key),
    ):
        add_options(parser, store=str if parser is key else _file)
        finish(parser, settings, run)


def remembering(dialogue: "Handler", args: argparse.Namespace) -> "Handler":
    """The dialogue with the memory of this machine; as it is where keeping is not installed."""
    if not installed():
        if _place(args).file.exists():
            print(Problem.NOT_INSTALLED.value, file=sys.stderr)
        return dialogue
    from skill.memory.handler import Remembering

    return Remembering(dialogue, _memory(args), _person(args))


def _place(args: argparse.Namespace) -> Place:
    return place_of(Path(args.store)) if args.store is not None else usual_place(os.environ)


def _memory(args: argparse.Namespace) -> LocalMemory:
    def tell(problem: Problem) -> None:
        print(problem.value, file=sys.stderr)

    return LocalMemory(_place(args), days=args.keep_days, tell=tell)


def _person(args: argparse.Namespace) -> Person:
    return Person("local", args.person)


_NEW_KEY = "What is kept has a new key."
_SHUT = "Too many wrong tries. It stays closed until tomorrow."
_REFUSED = (
    "Those are not the digits. Nobody can find forgotten ones again; "
    "'aftercare forget --check-ins' starts afresh."
)


# -- commands --------------------------------------------------------------------------------------


def _history(args: argparse.Namespace) -> int:
    memory = _memory(args)
    found = memory.everything(_person(args))
    if isinstance(found, Lost):
        return FAILED  # the reason is told already
    if not found.closed:
        print("Nothing is kept from your check-ins.", file=sys.stderr)
        return OK
    entered = digits.ask("Your digits")
    days = _opened(memory, _person(args), entered) if entered else None
    if days is None:
        if not entered:
            print("Without the digits it stays closed.", file=sys.stderr)
        return FAILED
    from skill.memory import history

    catalog = load(args.locale)
    if args.output is not None:
        return _write(args.output, history.svg(days, catalog))
    for line in history.lines(days, catalog):
        print(line)
    return OK


def _opened(memory: LocalMemory, person: Person, entered: str) -> tuple[Day, ...] | None:
    """The figures that digits open; None, and it is told, when they do not."""
    match memory.unlock(person, entered):
        case Opened(days=days):
            return days
        case Refused(left=left):
            print(_REFUSED if left else _SHUT, file=sys.stderr)
        case Lost():
            pass  # told already
    return None


def _plan(args: argparse.Namespace) -> int:
    found = _memory(args).everything(_person(args))
    if isinstance(found, Lost):
        return FAILED
    if found.plan is None:
        print("No plan is kept.", file=sys.stderr)
        return OK
    from skill.memory import page

    catalog = load(args.locale)
    if args.output is not None:
        return _write(args.output, page.html(found.plan, catalog))
    for line in page.lines(found.plan, catalog):
        print(line)
    return OK


def _forget(args: argparse.Namespace) -> int:
    from skill.kept import Forget

    scope: Scope = "today" if args.today else "figures" if args.check_ins else "everything"
    if sys.stdin.isatty():
        what = _WHAT[scope]
        if input(f"Delete {what}? [y/N] ").strip().lower() not in ("y", "yes"):
            print("Nothing was deleted.")
            return OK
    memory = LocalMemory(_place(args), days=args.keep_days, tell=lambda _: None)
    done = memory.apply(_person(args), [Forget(scope)])
    if isinstance(done, Lost) and args.everything and done.problem in _AFRESH:
        done = memory.start_afresh()
    return _ended(done, "It's gone.")


def _export(args: argparse.Namespace) -> int:
    memory = _memory(args)
    found = memory.everything(_person(args))
    if isinstance(found, Lost):
        return FAILED
    entered = digits.ask("Your digits, or nothing to leave them out") if found.closed else ""
    days = _opened(memory, _person(args), entered) if entered else ()
    if days is None:
        return FAILED
    if found.closed and not entered:
        print("The numbers of your check-ins are left out.", file=sys.stderr)
    text = json.dumps(_plain(found, days), indent=2, ensure_ascii=False) + "\n"
    return _write(args.file, text)


def _plain(found: Everything, days: tuple[Day, ...]) -> dict[str, Any]:
    return {
        "settings": None if found.settings is None else asdict(found.settings),
        "place": None if found.place is None else asdict(found.place),
        "plan": None if found.plan is None else asdict(found.plan),
        "note": None if found.note is None else found.note.isoformat(),
        "days": [{"day": day.day.isoformat(), **asdict(day.figures)} for day in days],
    }


def _pin(args: argparse.Namespace) -> int:
    from skill.kept import Lock

    memory, person = _memory(args), _person(args)
    found = memory.everything(person)
    if isinstance(found, Lost):
        return FAILED
    old = ""
    if found.locked:
        old = digits.ask("The digits you have now")
        match memory.unlock(person, old):
            case Opened():
                pass
            case Refused(left=left):
                print(_REFUSED if left else _SHUT, file=sys.stderr)
                return FAILED
            case Lost():
                return FAILED
    else:
        print(
            "The digits close what you ask to be kept of your check-ins. "
            "Whoever forgets them has lost it.",
            file=sys.stderr,
        )
    new = digits.ask_new()
    if new is None:
        return USAGE
    done = memory.apply(person, [Lock(new, old)])
    if isinstance(done, Lost):
        return FAILED
    print("From now on these digits hold.")
    return OK


def _new_key(args: argparse.Namespace) -> int:
    if args.key_file is None and not is_address(args.store or ""):
        memory = LocalMemory(_place(args), days=args.keep_days, tell=lambda _: None)
        return _ended(memory.change_key(), _NEW_KEY)
    from skill.memory.service import ServiceMisconfiguredError, rotate

    try:
        return _ended(rotate(args.store or "", args.key_file or ""), _NEW_KEY)
    except ServiceMisconfiguredError as error:
        print(error, file=sys.stderr)
        return USAGE


def _ended(done: Done | Lost, text: str) -> int:
    if isinstance(done, Lost):
        print(done.problem.value, file=sys.stderr)
        return FAILED
    print(text)
    return OK


def _write(path: Path, text: str) -> int:
    """A new file that its owner alone can read; one that is there stays as it is."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        print(f"{path} is there already; name another file.", file=sys.stderr)
        return USAGE
    except OSError as error:
        print(f"{path} cannot be written: {error.strerror}.", file=sys.stderr)
        return FAILED
    print(f"Written to {path}.")
    return OK
