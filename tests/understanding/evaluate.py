"""Measures the understanding on the development sets: `python -m tests.understanding.evaluate`.

The samples hold no sentence of these sets, but the thresholds are chosen on them; so the rows that
depend on thresholds are cross-validated: chosen on four fifths, measured on the last, five times
(SEED fixes the folds). With `--utterances FILE --urgent FILE` other sets of the same form are
measured with the thresholds as they stand; lines without an intent are not for us, and a line's own
"expecting" goes before the position. The table at the end is the README's.

Rows "with the dialogue's expectation" say each intent where people usually say it (`position`): an
answer to its question, yes and no to a question, a turn in a feedback round, what steers a script
in a script, and all else when nothing is under way. Talk that is not for us is measured in every
position; an open question takes any words as an answer, so it is measured at closed ones.
"""

import argparse
import csv
import functools
import json
import random
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from content import load
from content.schema import Catalog
from skill.collector import settle
from skill.turn import Expectation
from skill.understanding import NotRecognized, Outcome, Recognized, Unsure
from skill.understanding.matcher import Model, Thresholds, Understanding
from skill.understanding.safety import Safety

SEED, FOLDS = 5, 5
DATA = Path(__file__).parent / "data"
OOS, URGENT = "OOS", "UrgentHelpIntent"
SHORT = tuple(
    f"AMAZON.{n}Intent" for n in ("Stop", "Pause", "Cancel", "Help", "Repeat", "Yes", "No")
)

_SAID_IN = {
    "AMAZON.YesIntent": "confirming", "AMAZON.NoIntent": "confirming", "AMAZON.HelpIntent": "idle",
    "TurnIntent": "feedback",
}  # fmt: skip
GRID = [
    Thresholds(accept=accept, ask=ask, expected=expected)
    for accept in (0.5, 0.6, 0.7, 0.8, 0.88)
    for ask in (0.3, 0.4, 0.5)
    for expected in (2.0, 4.0)
]


@dataclass(frozen=True)
class Row:
    """One utterance of a set."""

    text: str
    intent: str
    slots: Mapping[str, object]
    expecting: tuple[str, ...] = ()
    """What the set says the dialogue expects; empty where the position tells."""


def read(path: Path) -> list[Row]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [
        Row(
            row["text"],
            row.get("intent", OOS),
            row.get("slots", {}),
            tuple(row.get("expecting") or ()),
        )
        for row in rows
    ]


class Whole:
    """The understanding with safety before it, as the local channel hears."""

    def __init__(self, catalog: Catalog, understanding: Understanding) -> None:
        self.understanding = understanding
        self._safety = Safety(catalog, unease=understanding.unease)
        self._danger = functools.cache(self._safety.look)
        self._urgent = functools.cache(lambda text: understanding.request(URGENT, text))

    def prepare(self) -> None:
        """Make the patterns ahead."""
        self._safety.prepare()

    def alarms(self, text: str) -> bool:
        """Whether safety would act or ask."""
        return self._danger(text) is not None

    def recognize(self, text: str, expecting: Expectation | None = None) -> Outcome:
        danger = self._danger(text)
        if danger is None:
            return self.understanding.recognize(text, expecting)
        if danger.certain:
            return Recognized(self._urgent(text), 1.0)
        return Unsure((self._urgent(text),), 1.0)


class Remembering:
    """A model that works out each text once: choosing thresholds asks for the same ones."""

    def __init__(self, model: Model) -> None:
        self.probabilities = functools.cache(model.probabilities)


def expectation(catalog: Catalog, where: str, first: str = "") -> Expectation:
    """What the dialogue expects at a position; `first` is the answer to the question asked."""
    likely = tuple(name for name, i in catalog.intents.items() if where in i.expected)
    told = tuple(name for name, i in catalog.intents.items() if where in i.told)
    return Expectation(tuple(dict.fromkeys((first, *likely) if first else likely)), told=told)


def position(catalog: Catalog, intent: str) -> Expectation:
    """What the dialogue expects where people usually say `intent`."""
    contract = catalog.intents[intent]
    where = _SAID_IN.get(intent)
    if where:
        return expectation(catalog, where)
    if contract.answer:
        return expectation(catalog, "checkin", first=intent)
    steers = "script" in contract.expected and contract.risk != "urgent"
    return expectation(catalog, "script" if steers else "idle")


def intent_of(outcome: Outcome) -> str | None:
    match outcome:
        case Recognized(request=request):
            return request.intent
        case Unsure(candidates=candidates):
            return candidates[0].intent
        case NotRecognized(nearest=nearest):
            return nearest.intent if nearest else None


@dataclass
class Bands:
    """How many of the utterances ended how."""

    total: int = 0
    right: int = 0
    right_if_confirmed: int = 0
    among_asked: int = 0
    wrong: int = 0

    def add(self, gold: str, outcome: Outcome, *, confirms: bool) -> None:
        self.total += 1
        if isinstance(outcome, Recognized):
            self.right += outcome.request.intent == gold
            self.wrong += outcome.request.intent != gold
        elif isinstance(outcome, Unsure):
            asked = [request.intent for request in outcome.candidates]
            if confirms and asked[0] == gold:
                self.right += 1  # to ask is right there
                return
            self.right_if_confirmed += asked[0] == gold
            self.among_asked += gold in asked

    def share(self, count: int) -> float:
        return count / max(1, self.total)


def bands(u: Whole, catalog: Catalog, rows: Iterable[Row], *, expecting: bool) -> Bands:
    """Accepted, asked and wrong among utterances that are for us."""
    found = Bands()
    for row in rows:
        if row.intent != OOS:
            own = Expectation(row.expecting) if row.expecting else None
            expected = own or position(catalog, row.intent) if expecting else None
            confirms = catalog.intents[row.intent].risk == "confirm"
            found.add(row.intent, u.recognize(row.text, expected), confirms=confirms)
    return found


def places(catalog: Catalog) -> dict[str, Expectation | None]:
    """Positions in which talk that is not for us is measured."""
    return {
        "no context": None,
        "idle": expectation(catalog, "idle"),
        "script": expectation(catalog, "script"),
        "confirming": expectation(catalog, "confirming"),
        "scale question": expectation(catalog, "checkin", "ScaleAnswerIntent"),
        "feeling question": expectation(catalog, "checkin", "FeelingAnswerIntent"),
    }


def acted_on(u: Whole, rows: Iterable[Row], where: Expectation | None) -> list[str]:
    """The utterances not for us that were acted on."""
    return [
        row.text
        for row in rows
        if row.intent == OOS and isinstance(u.recognize(row.text, where), Recognized)
    ]


def choose(u: Whole, catalog: Catalog, rows: list[Row]) -> Thresholds:
    """The thresholds that accept most and stay within the goals for wrong and false actions."""
    best, found = -1.0, u.understanding.thresholds
    for limits in GRID:
        u.understanding.thresholds = limits
        got = bands(u, catalog, rows, expecting=True)
        plain = bands(u, catalog, rows, expecting=False)
        outside = sum(row.intent == OOS for row in rows)
        false = max(
            len(acted_on(u, rows, where)) / max(1, outside)
            for name, where in places(catalog).items()
            if name in ("no context", "idle", "script")
        )
        value = got.share(got.right) + 0.5 * got.share(got.right_if_confirmed)
        value += 0.25 * plain.share(plain.right)
        value -= 4 * max(0.0, got.share(got.wrong) - 0.02)
        value -= 1 * max(0.0, plain.share(plain.wrong) - 0.04)
        value -= 8 * max(0.0, false - 0.01)
        if value > best:
            best, found = value, limits
    return found


def same(given: object, gold: object) -> bool:
    """Whether a slot's value is the one wanted; a list of values allows each."""
    if isinstance(gold, list):
        return any(same(given, one) for one in gold)
    return str(given).replace("-", " ").lower() == str(gold).replace("-", " ").lower()


def slots_right(u: Understanding, rows: Iterable[Row]) -> tuple[int, int, list[str]]:
    right, total, missed = 0, 0, []
    for row in rows:
        if row.intent == OOS:
            continue
        slots = u.request(row.intent, row.text).slots
        for name, gold in row.slots.items():
            total += 1
            value = slots.get(name)
            given = None if value is None else (value.text if value.value is None else value.value)
            if same(given, gold):
                right += 1
            else:
                missed.append(f"{row.text}: {name} is {gold!r}, not {given!r}")
    return right, total, missed


def alarms(safety: Safety, rows: Sequence[Row]) -> Counter[str]:
    """How urgent each was found: rule, ask or none."""
    looks = [safety.look(row.text) for row in rows]
    return Counter("none" if d is None else "rule" if d.certain else "ask" for d in looks)


def say(*parts: object) -> None:
    sys.stdout.write(" ".join(map(str, parts)) + "\n")


def _memory() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@dataclass
class Figures:
    """The rows of the README's table, as they are measured."""

    rows: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(self, what: str, goal: str, measured: str) -> None:
        self.rows[what] = goal, " ".join(measured.split())

    def table(self) -> str:
        lines = [f"| {what} | {got} | {goal} |" for what, (goal, got) in self.rows.items()]
        return "\n".join(["| measure | measured | goal |", "|---|---|---|", *lines])


FIGURES = Figures()


def percent(count: float, total: float) -> str:
    return f"{100 * count / max(1, total):5.1f} % ({count:g} of {total:g})"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--utterances", type=Path, default=DATA / "utterances-dev.jsonl")
    parser.add_argument("--urgent", type=Path, default=DATA / "urgent-dev.jsonl")
    parser.add_argument("--locale", default="en-US")
    parser.add_argument("--choose", action="store_true", help="choose thresholds on the whole set")
    parser.add_argument("--verbose", action="store_true", help="print every miss")
    args = parser.parse_args(argv)
    own = args.utterances == parser.get_default("utterances")
    catalog = load(args.locale)
    before, start = _memory(), time.process_time()
    u = Understanding(catalog)
    u.recognize("warm up")
    took, used = time.process_time() - start, _memory() - before
    lacking = u.missing or "nothing"
    say(f"load {took:.2f} s of processor time, memory added {used:.0f} MB, lacking: {lacking}")
    rows, urgent = read(args.utterances), read(args.urgent)
    inside = [row for row in rows if row.intent != OOS]
    outside = [row for row in rows if row.intent == OOS]
    times = []
    whole = Whole(catalog, u)
    whole.prepare()  # as both channels do at the start, and they keep it from the collector
    settle()
    forced: Counter[str] = Counter()
    confusions: Counter[tuple[str, str]] = Counter()
    by_intent: defaultdict[str, list[bool]] = defaultdict(list)
    for row in inside:
        start = time.process_time()
        outcome = whole.recognize(row.text)
        times.append(1000 * (time.process_time() - start))
        got = intent_of(outcome) or "nothing"
        forced["right"] += got == row.intent
        by_intent[row.intent].append(got == row.intent)
        if got != row.intent:
            confusions[row.intent, got] += 1
            if args.verbose:
                say(f"  forced: {row.text!r} is {row.intent}, not {got}")
    used = _memory() - before
    say("intent right, no context, forced:", percent(forced["right"], len(inside)))
    short = [hit for name in SHORT for hit in by_intent[name]]
    FIGURES.add(
        "stop, pause, cancel, help, repeat, yes, no", "99 %", percent(sum(short), len(short))
    )
    FIGURES.add("intent right, no context", "92 %", percent(forced["right"], len(inside)))
    for name in SHORT:
        say(f"  {name}: {sum(by_intent[name])} of {len(by_intent[name])}")
    for name, hits in sorted(by_intent.items()):
        if name not in SHORT and not all(hits):
            say(f"  {name}: {sum(hits)} of {len(hits)}")
    for (gold, got), count in confusions.most_common(12):
        say(f"  confused: {gold} taken for {got} x{count}")
    u.model = Remembering(u.model)
    if args.choose:
        u.thresholds = choose(whole, catalog, [*rows, *room_talk()])
        say("chosen on the whole set:", u.thresholds)
    _report(whole, catalog, rows, verbose=args.verbose)
    if own:
        _cross_validate(whole, catalog, [*rows, *room_talk()])
    right, total, missed = slots_right(u, rows)
    if own:
        _room_talk(whole, catalog)
    say("slots right given the intent:", percent(right, total))
    FIGURES.add("slots right given the intent", "97 %", percent(right, total))
    for line in missed:
        say("  ", line)
    _urgent(u, catalog, rows, urgent, verbose=args.verbose)
    times.sort()
    p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
    say(f"processor time of one utterance, safety included: p50 {p50:.2f} ms, p99 {p99:.2f} ms")
    say(f"memory added in the end: {_memory() - before:.0f} MB; outside the scope: {len(outside)}")
    FIGURES.add("processor time, p50 / p99", "4 / 15 ms", f"{p50:.1f} / {p99:.1f} ms")
    FIGURES.add("memory added", "120 MB", f"{used:.0f} MB")
    FIGURES.add("time to load", "0.7 s", f"{took:.2f} s")
    say(FIGURES.table())
    return 0


def _report(u: Whole, catalog: Catalog, rows: list[Row], *, verbose: bool) -> None:
    for expecting in (False, True):
        got = bands(u, catalog, rows, expecting=expecting)
        say(f"{'with' if expecting else 'without'} expectation, thresholds as they stand:")
        say("  accepted and right:", percent(got.right, got.total))
        say("  right after one question:", percent(got.right + got.right_if_confirmed, got.total))
        say("  among what is asked or accepted:", percent(got.right + got.among_asked, got.total))
        say("  wrong action:", percent(got.wrong, got.total))
    outside = sum(row.intent == OOS for row in rows)
    for name, where in places(catalog).items():
        acted = acted_on(u, rows, where)
        say(f"  not for us, acted on, {name}:", percent(len(acted), outside), acted[:6])
    if verbose:
        for row in rows:
            if row.intent != OOS:
                outcome = u.recognize(row.text, position(catalog, row.intent))
                if not isinstance(outcome, Recognized) or outcome.request.intent != row.intent:
                    kind = type(outcome).__name__
                    say(
                        f"  {kind}: {row.text!r} is {row.intent}, {intent_of(outcome)}"
                        f" {outcome.confidence:.2f}"
                    )


def _cross_validate(u: Whole, catalog: Catalog, rows: list[Row]) -> None:
    kept = u.understanding.thresholds
    order = list(rows)
    random.Random(SEED).shuffle(order)  # noqa: S311 - reproducible folds, no secret
    folds = [order[at::FOLDS] for at in range(FOLDS)]
    sums = {True: Bands(), False: Bands()}
    false: Counter[str] = Counter()
    outside = sum(row.intent == OOS for row in rows)
    for at, fold in enumerate(folds):
        others = [row for index, f in enumerate(folds) if index != at for row in f]
        u.understanding.thresholds = choose(u, catalog, others)
        for expecting, total in sums.items():
            got = bands(u, catalog, fold, expecting=expecting)
            for name in vars(total):
                setattr(total, name, getattr(total, name) + getattr(got, name))
        for name, where in places(catalog).items():
            false[name] += len(acted_on(u, fold, where))
    u.understanding.thresholds = kept
    for expecting, got in sums.items():
        say(f"{'with' if expecting else 'without'} expectation, cross-validated:")
        say("  accepted and right:", percent(got.right, got.total))
        say("  right after one question:", percent(got.right + got.right_if_confirmed, got.total))
        say("  wrong action:", percent(got.wrong, got.total))
    for name, count in false.items():
        say(f"  not for us, acted on, {name}:", percent(count, outside))
    got, best = sums[True], sums[True].right + sums[True].right_if_confirmed
    FIGURES.add("accepted outright and right, expected", "85 %", percent(got.right, got.total))
    FIGURES.add("right after at most one question", "93 %", percent(best, got.total))
    FIGURES.add("wrong action without a question", "2 %", percent(got.wrong, got.total))
    FIGURES.add(
        "not for us, acted on (worst position)", "3 %", percent(max(false.values()), outside)
    )


def room_talk() -> list[Row]:
    """What Whisper wrote for recordings that are not for us."""
    with (DATA / "room-talk-whisper.tsv").open(encoding="utf-8", newline="") as file:
        heard = [row["heard"] for row in csv.DictReader(file, delimiter="\t")]
    return [Row(text, OOS, {}) for text in heard if text]


def _room_talk(u: Whole, catalog: Catalog) -> None:
    rows, worst = room_talk(), 0
    for name, where in places(catalog).items():
        acted = acted_on(u, rows, where)
        say(f"recorded room talk, acted on, {name}:", percent(len(acted), len(rows)), acted[:6])
        worst = max(worst, len(acted))
        asked = sum(isinstance(u.recognize(row.text, where), Unsure) for row in rows)
        say(f"recorded room talk, asked about, {name}:", percent(asked, len(rows)))
    FIGURES.add("recorded room talk, acted on (worst position)", "1 %", percent(worst, len(rows)))


def _urgent(
    u: Understanding, catalog: Catalog, rows: list[Row], urgent: list[Row], *, verbose: bool
) -> None:
    for name, safety in (
        ("rules alone", Safety(catalog)),
        ("both tiers", Safety(catalog, unease=u.unease)),
    ):
        grave = [r for r in (*rows, *urgent) if r.intent == URGENT]
        calm = [r for r in (*rows, *urgent) if r.intent != URGENT]
        found, needless = alarms(safety, grave), alarms(safety, calm)
        say(f"urgent, {name}: caught", percent(len(grave) - found["none"], len(grave)), dict(found))
        say("  answered as urgent and not:", percent(needless["rule"], len(calm)))
        say("  asked needlessly:", percent(needless["ask"], len(calm)))
        if name == "both tiers":
            caught = percent(len(grave) - found["none"], len(grave))
            FIGURES.add("urgent, caught by either tier", "98 %", caught)
            FIGURES.add("answered as urgent and not", "0.5 %", percent(needless["rule"], len(calm)))
            FIGURES.add("asked needlessly", "5 %", percent(needless["ask"], len(calm)))
        if verbose:
            for row in (*grave, *calm):
                danger = safety.look(row.text)
                if (danger is None) == (row.intent == URGENT):
                    say(f"  {'missed' if danger is None else danger}: {row.text!r}")


if __name__ == "__main__":
    sys.exit(main())
