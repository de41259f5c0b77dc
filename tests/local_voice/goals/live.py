"""What is measured on a sound card of null sinks: the real program, real engines, real time."""

import contextlib
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from local_voice.ports import HEARING_RATE, Samples
from local_voice.voice import EspeakVoice
from local_voice.voices import natural
from local_voice.voices.natural import NaturalVoice
from local_voice.wav import read_wav, resample
from tests.local_voice.goals import Goal, half_and_most, told
from tests.local_voice.pulse import PulseCard
from tests.local_voice.support import AUDIO
from tests.local_voice.test_sound_card import COMMAND, PYTHON, Talk

STEP_SECONDS = 0.01
LOUD = 60.0
"""Root mean square of a step (of 32,768) that counts as sound."""
SETTLED_SECONDS = 9.0
"""After which the greeting is over and the models are loaded."""
QUIET_SECONDS = 2.5
AWAY_SECONDS = (4.0, 6.3, 7.6)
IDLE_SECONDS = 20.0
BOX_BEATS, SLOW_BEATS = (4.0,), (4.5, 5.5)
"""Seconds from one cue to the next, in turn: box breathing and slow breathing."""
HOLE_SECONDS, BROKEN_OFF = 0.002, 1000
"""So long without a sound, straight after or before a sample so loud, is no pause of speech."""
LONGEST_BOX_MINUTES = 2.9
"""Of the three that are asked for; for longer it is slow breathing for ten minutes."""

Floats = npt.NDArray[np.float64]


class TwoSided(PulseCard):
    """A card both sides of which are recorded, on one time: seconds of the speaker's recording."""

    def __enter__(self) -> "TwoSided":
        super().__enter__()
        self._mic = self._folder / "mic.raw"
        self.listen()
        return self

    def listen(self) -> None:
        """Record both sides from now on; anew after the card was gone."""
        for path in (self._mic, self._folder / "spk.raw"):
            path.unlink(missing_ok=True)
        self.record()
        self._second = subprocess.Popen(
            [self._tools["parec"], "-d", "mic.monitor", "--raw", "--format=s16le", "--channels=1",
             f"--rate={self.rate}", "--latency-msec=20", str(self._mic)],
            env=self.env,
        )  # fmt: skip
        while not self._mic.is_file() or not self._mic.stat().st_size:
            time.sleep(0.05)

    def __exit__(self, *error: object) -> None:
        self._second.terminate()
        self._second.wait()
        super().__exit__(*error)

    def now(self) -> float:
        """This moment."""
        return (self._folder / "spk.raw").stat().st_size / 2 / self.rate

    def at(self, moment: float) -> float:
        """A moment of `time.monotonic`."""
        return self.now() - (time.monotonic() - moment)

    def loud(self) -> Floats:
        """The seconds at which the speaker is heard, a step each."""
        return _loud(self.heard(), self.rate)

    def person(self) -> Floats:
        """The seconds at which the person is heard."""
        gaps = []
        for _ in range(9):
            gaps.append(self.now() - self._mic.stat().st_size / 2 / self.rate)
            time.sleep(0.013)
        data = self._mic.read_bytes()
        sound = np.frombuffer(data[: len(data) // 2 * 2], "<i2")
        return _loud(sound, self.rate) + float(np.median(gaps))

    def wait_until_words(self, seconds: float = 30.0) -> None:
        """Until words have been sounding for a moment, and more are to come."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            recent = self.loud()[-30:]
            if len(recent) and self.now() - recent[-1] < 0.06 and len(recent) >= 20:
                begun = recent[recent > self.now() - 0.35]
                if len(begun) >= 20:
                    return
            time.sleep(0.03)
        raise AssertionError("no words were heard")

    def wait_until_quiet(self, seconds: float = 40.0) -> None:
        """Until nothing has been heard for a while: it listens."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            loud = self.loud()
            if len(loud) and self.now() - loud[-1] > QUIET_SECONDS:
                return
            time.sleep(0.1)
        raise AssertionError("it never fell silent")

    def speak(self, sound: Samples, rate: int = HEARING_RATE) -> tuple[float, float]:
        """Say something; when it began and ended."""
        before = self.now()
        self.say(sound, rate)
        time.sleep(0.1)
        person = self.person()
        person = person[person > before]
        return float(person[0]), float(person[-1])


def _loud(sound: Samples, rate: int) -> Floats:
    step = round(STEP_SECONDS * rate)
    steps = sound[: len(sound) // step * step].reshape(-1, step).astype(np.float32)
    levels = np.sqrt((steps**2).mean(axis=1))
    found: Floats = np.flatnonzero(levels > LOUD) * np.float64(STEP_SECONDS)
    return found


def silent_from(loud: Floats, moment: float, least: float = 0.12) -> float:
    """When the sound under way at `moment` has fallen silent for `least` seconds."""
    after = loud[loud >= moment - STEP_SECONDS]
    if not len(after) or after[0] > moment + least:
        return moment
    gaps = np.flatnonzero(np.diff(after) > least)
    return float(after[gaps[0]] if len(gaps) else after[-1])


def requests() -> dict[str, Samples]:
    """What the person says, by name."""
    clips = {name: read_wav(AUDIO / f"{name}.wav") for name in ("pause", "stop", "grounding")}
    clips["start"] = read_wav(AUDIO / "start-box-breathing.wav")
    clips["bystander"] = read_wav(AUDIO / "bystander.wav")
    voice = NaturalVoice() if natural.installed() else EspeakVoice()
    for name, words in (("pause", "Pause, please."), ("resume", "Resume.")):
        clips[name] = resample(voice.render(words, 1.3, "plain"), voice.rate, HEARING_RATE)
    voice.close()
    return clips


@contextlib.contextmanager
def session(*options: str, command: Sequence[str] = COMMAND) -> Iterator[tuple[TwoSided, Talk]]:
    """The program on a card, ended whatever happens."""
    with tempfile.TemporaryDirectory() as folder, TwoSided(Path(folder)) as card:
        talk = Talk(card.env, *options, command=command)
        try:
            yield card, talk
        finally:
            talk.end()


def interrupted(rounds: int, *options: str) -> list[Goal]:
    """One session with headphones: a script, pauses, somebody else who speaks, a stop."""
    clips = requests()
    ducked: list[float] = []
    silenced: list[float] = []
    acted: list[float] = []
    replies: list[float] = []
    scripts: list[float] = []
    foreign = 0
    with session("--headphones", *options) as (card, talk):

        def pause(count: int) -> None:
            """Words, and a person who says "pause" over them."""
            card.wait_until_words()
            onset, end = card.speak(clips["pause"])
            line = _line(talk, card, "> pause", count)
            time.sleep(0.3)
            quiet = silent_from(card.loud(), onset)
            ducked.append(quiet - onset)
            silenced.append(max(0.0, quiet - end))
            acted.append(line - end)

        began = card.now()
        talk.wait_for("")
        while not len(first := card.loud()):
            time.sleep(0.05)
        start = float(first[0]) - began
        time.sleep(SETTLED_SECONDS)
        for number in range(rounds):
            card.wait_until_quiet()
            _, end = card.speak(clips["start"])
            line = _line(talk, card, "> start", number + 1)
            time.sleep(2.5)
            heard = card.loud()
            replies.append(float(heard[heard > end][0]) - end)
            scripts.append(float(heard[heard > line][0]) - line)
            pause(2 * number + 1)
            card.wait_until_quiet()
            card.speak(clips["resume"])
            _line(talk, card, "> resume", number + 1)
            # Somebody who does not speak to us.
            card.wait_until_words()
            before = len(talk.lines)
            onset, _ = card.speak(clips["bystander"])
            time.sleep(0.5)
            ducked.append(silent_from(card.loud(), onset) - onset)
            time.sleep(3)
            said = [line for _, line in talk.lines[before:] if line.startswith("> ")]
            foreign += any(not line.startswith("> (") for line in said)  # in brackets: left alone
            if number + 1 < rounds:
                pause(2 * number + 2)
        card.wait_until_words()
        onset, end = card.speak(clips["stop"])
        line = _line(talk, card, "> stop", 1)
        silenced.append(max(0.0, silent_from(card.loud(), onset) - end))
        acted.append(line - end)
        talk.process.wait(20)
    half, most = half_and_most(silenced)
    reply_half, reply_most = half_and_most(replies)
    name = " ".join(options)
    return [
        Goal("start of the program -> first word", "-", f"{start:.1f} s {name}", None),
        Goal("stop, pause -> silence, headphones", "p50 0.5, p95 0.9 s", told(silenced),
             half <= 0.5 and most <= 0.9),
        Goal("stop, pause -> acted on, after the word", "-", told(acted), None),
        Goal("speech onset -> ducked", "0.3 s", told(ducked), half_and_most(ducked)[1] <= 0.3),
        Goal("end of speech -> first audio", "p50 0.8, p95 1.2 s", told(replies),
             reply_half <= 0.8 and reply_most <= 1.2),
        Goal("start of a script -> first audio", "0.3 s", told(scripts),
             half_and_most(scripts)[1] <= 0.3),
        Goal("a bystander over our words acted on", "0", f"{foreign} of {rounds}", foreign == 0),
    ]  # fmt: skip


def _line(talk: Talk, card: TwoSided, text: str, count: int) -> float:
    """When the `count`-th line that begins so was printed, on the card's time."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        moments = [at for at, line in talk.lines if line.startswith(text)]
        if len(moments) >= count:
            return card.at(moments[count - 1])
        time.sleep(0.02)
    raise AssertionError(f"{text!r} did not come: {talk.shown()}")


def cues(minutes: float, *options: str) -> list[Goal]:
    """The cues of a script, as they sound, against their times: one breath follows the other."""
    long = minutes > LONGEST_BOX_MINUTES
    beats = SLOW_BEATS if long else BOX_BEATS
    with session("--headphones", *options) as (card, talk):
        talk.wait_for("")
        time.sleep(SETTLED_SECONDS)
        card.speak(spoken("Slow breathing for ten minutes.") if long else requests()["start"])
        talk.wait_for("> slow breathing for ten" if long else "> start")
        time.sleep(minutes * 60)
        loud, heard, rate = card.loud(), card.heard(), card.rate
    starts = loud[1:][np.diff(loud) > 0.6]
    runs = _runs(starts.tolist(), beats)
    times = np.concatenate([np.array(run) for run in runs])
    if len(times) < 4:
        return [Goal("cues of a script", "50 ms", "no run of cues was found", None)]
    off = np.concatenate([_off(run, beats) for run in runs])
    drift = float(np.polyfit(times, off, 1)[0]) * 600
    worst = float(np.abs(off).max())
    holes = _holes(heard, rate)
    return [
        Goal("cues of a script, against their times", "within 50 ms",
             f"worst {worst * 1000:.0f} ms of {len(times)} over {times[-1] - times[0]:.0f} s",
             worst <= 0.05),
        Goal("drift over ten minutes", "none", f"{drift * 1000:+.0f} ms", abs(drift) <= 0.05),
        Goal("holes in its words", "none", str(holes), holes == 0),
    ]  # fmt: skip


def spoken(words: str) -> Samples:
    """A request in a voice that is made, at the hearing rate."""
    voice = NaturalVoice() if natural.installed() else EspeakVoice()
    sound = resample(voice.render(words, 1.2, "plain"), voice.rate, HEARING_RATE)
    voice.close()
    return sound


def _runs(starts: list[float], beats: tuple[float, ...]) -> list[list[float]]:
    """Cues that follow each other by the beats in turn, give or take a little; four at least."""
    runs: list[list[float]] = [[]]
    for at in starts:
        known = runs[-1]
        if known:
            gap = at - known[-1]
            fits = [beat for beat in beats if abs(gap - beat) <= 0.2]
            before = known[-1] - known[-2] if len(known) > 1 else None
            repeats = len(beats) > 1 and before is not None and abs(gap - before) <= 0.4
            if not fits or repeats:
                runs.append([])
        runs[-1].append(at)
    return [run for run in runs if len(run) >= 4]


def _off(run: list[float], beats: tuple[float, ...]) -> Floats:
    """How far each cue of a run is off, in seconds."""
    nearest = [min(beats, key=lambda beat: abs(gap - beat)) for gap in np.diff(run)]
    off: Floats = np.array(run) - run[0] - np.concatenate([[0.0], np.cumsum(nearest)])
    return off - np.median(off)


def _holes(sound: Samples, rate: int) -> int:
    """How often loud sound breaks off into nothing, or comes out of it: the card was given none."""
    nothing = np.concatenate([[False], sound == 0, [False]])
    edges = np.flatnonzero(np.diff(nothing.astype(np.int8)))
    begins, ends = edges[::2], edges[1::2]
    long = ends - begins >= HOLE_SECONDS * rate
    around = np.pad(np.abs(sound.astype(np.int32)), 1)
    loud = (around[begins] > BROKEN_OFF) | (around[ends + 1] > BROKEN_OFF)
    return int((long & loud).sum())


def beside_speaker(seconds: float, *options: str) -> list[Goal]:
    """The speaker beside the microphone, by a wire between the sinks: a script, then requests.

    The wire gives the echo as loud as a person, without a room: it shows whether the canceller is
    told in time what the card plays, which no simulation can.
    """
    clips = {words: spoken(f"{words}, please.") for words in ("Slower", "Quieter", "Stop")}
    with session(*options) as (card, talk):
        card.wire()
        talk.wait_for("")
        time.sleep(SETTLED_SECONDS)
        card.speak(spoken("Box breathing for five minutes."))
        talk.wait_for("> box breathing")
        time.sleep(seconds)
        acted = len([line for line in talk.shown() if _acted(line)]) - 1
        made_out = 0
        for words, sound in clips.items():
            card.wait_until_words()
            card.say(sound, HEARING_RATE)
            with contextlib.suppress(AssertionError):
                talk.wait_for(f"> {words.lower()}", 4)
                made_out += 1
            time.sleep(4)
    return [
        Goal(f"triggered by its own voice, null sinks wired together, {seconds:.0f} s", "never",
             f"{acted} times", acted == 0),
        Goal("requests over our voice, as loud as it, null sinks wired together", "acts",
             f"{made_out} of {len(clips)}", made_out == len(clips)),
    ]  # fmt: skip


def _acted(line: str) -> bool:
    return line.startswith("> ") and not line.startswith("> (")


def device() -> list[Goal]:
    """The card is unplugged and plugged in again, for times of different length."""
    lost, back = [], []
    with session("--headphones") as (card, talk):
        talk.wait_for("")
        time.sleep(SETTLED_SECONDS)
        for number, away in enumerate(AWAY_SECONDS, 1):
            gone = time.monotonic()
            card.stop()
            lost.append(_told(talk, "microphone is gone", number) - gone)
            time.sleep(max(0.0, gone + away - time.monotonic()))
            there = time.monotonic()
            card.start()
            back.append(_told(talk, "microphone is back", number) - there)
            time.sleep(4)
    return [
        Goal("device lost -> notice", "5 s", f"at most {max(lost):.1f} s", max(lost) <= 5),
        Goal("device there again -> heard", "5 s", f"at most {max(back):.1f} s", max(back) <= 5),
    ]


def _told(talk: Talk, text: str, count: int) -> float:
    """When the `count`-th line that holds `text` was printed."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        moments = [at for at, line in talk.lines if text in line]
        if len(moments) >= count:
            return moments[count - 1]
        time.sleep(0.02)
    raise AssertionError(f"{text!r} did not come: {talk.shown()}")


def idle(name: str, *options: str) -> list[Goal]:
    """Processor and memory of a session in which nobody speaks."""
    with session(*options) as (_, talk):
        talk.wait_for("")
        time.sleep(SETTLED_SECONDS + 4)
        before = _processor_seconds(talk.process.pid)
        time.sleep(IDLE_SECONDS)
        share = (_processor_seconds(talk.process.pid) - before) / IDLE_SECONDS
        memory = _resident_megabytes(talk.process.pid)
    goal = "at most 250 MB" if "Vosk" in name else "-"
    met = memory <= 250 if "Vosk" in name else None
    goals = [
        Goal(f"idle listening, {name}", "at most 10 % of a core", f"{share:.1%}", share <= 0.10),
        Goal(f"memory, {name}", goal, f"{memory:.0f} MB", met),
    ]
    if "Vosk" in name:
        alone = _model_megabytes(options[-1])
        told_alone = f"{alone:.0f} MB; ours beside it {memory - alone:.0f} MB"
        goals.append(Goal("of it the model, loaded in a bare process", "-", told_alone, None))
    return goals


def _model_megabytes(model: str) -> float:
    """What a Vosk model takes by itself."""
    code = (
        "import sys, vosk; vosk.SetLogLevel(-1)\n"
        "pss = lambda: next(int(line.split()[1]) for line in open('/proc/self/smaps_rollup')"
        " if line.startswith('Pss:'))\n"
        "before = pss(); model = vosk.Model(model_path=sys.argv[1]); print(pss() - before)"
    )
    command = [PYTHON, "-c", code, model]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout) / 1024


def _tree(process: int) -> Iterator[Path]:
    for status in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):
            fields = dict(
                line.split(":", 1) for line in status.read_text().splitlines() if ":" in line
            )
            if process in (int(fields["Pid"]), int(fields["PPid"])):
                yield status.parent


def children(process: int) -> list[int]:
    """The processes it has started."""
    return [int(folder.name) for folder in _tree(process) if folder.name != str(process)]


def _processor_seconds(process: int) -> float:
    total = 0
    for folder in _tree(process):
        parts = (folder / "stat").read_text().rpartition(")")[2].split()
        total += int(parts[11]) + int(parts[12])
    return total / 100


def _resident_megabytes(process: int) -> float:
    """Memory of its own: what is shared with other programs counts for each its part."""
    total = 0
    for folder in _tree(process):
        rollup = (folder / "smaps_rollup").read_text()
        total += int(
            next(line for line in rollup.splitlines() if line.startswith("Pss:")).split()[1]
        )
    return total / 1024
