"""`Understanding(catalog).recognize(text, expecting)`: from words to what was meant.

In this order: exactly a sample; an answer to the question that was asked; the likeliest intent by
the model, what the dialogue expects counting as a prior. Safety is not here: the dialogue looks at
the raw words of every turn before anything else.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

from content.schema import Catalog
from skill.turn import Expectation, Request, SlotValue
from skill.understanding.answers import ANSWERED, OPEN_ANSWER, Answers, Names
from skill.understanding.composed import Composed
from skill.understanding.digits import digits
from skill.understanding.model import load_model
from skill.understanding.nearest import NOT_FOR_US, Nearest
from skill.understanding.outcome import EXACT, NotRecognized, Outcome, Recognized, Unsure
from skill.understanding.reading import Reader, Tokens, key
from skill.understanding.samples import Match, Samples
from skill.understanding.slips import Slips
from skill.understanding.slots import Slots
from skill.understanding.spelling import as_said, respelled, spellings
from skill.understanding.templates import expand

if TYPE_CHECKING:
    from skill.understanding.themes import Themes

MOST_CANDIDATES = 3

MISHEARD = 0.9
"""Confidence where no model estimates it."""

QUICK_EXIT = "QuickExitIntent"

NO_OPINION = 0.3
"""Of danger: too little to ask, and too much to doubt what the signs saw."""

_SENTENCES_A_TEMPLATE = 4
"""Sentences of each template that the letters-only model compares with."""


class Model(Protocol):
    """Estimates how likely each intent is."""

    def probabilities(self, text: str) -> Mapping[str, float]:
        """The likelihood of each intent, and of `NOT_FOR_US`; they add up to 1."""
        ...


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where accepting, asking and leaving alone begin, and how much an expectation counts."""

    accept: float = 0.8
    ask: float = 0.4
    long: int = 7
    """Words from which on an utterance is long."""
    brief: int = 4
    """Words up to which it may be an answer that no list knows."""
    stricter: float = 0.06
    """By how much each further word raises `accept`."""
    strictest: float = 0.9
    expected: float = 2.0
    """By how much being expected multiplies the odds of an intent."""
    strictest_ask: float = 0.6
    """What `ask` rises to for long utterances, and for answers to what was not asked."""
    unexpected_answer: float = 0.25
    """The same for an answer to a question that was not asked."""
    familiar: float = 0.3
    """The likelihood of its being for others below which words are an answer to the question."""
    strange: float = 0.8
    """The same from which they are none; between the two they are asked about."""


class _Letters:
    """The model that needs no weights."""

    def __init__(self, catalog: Catalog, reader: Reader) -> None:
        self._nearest = Nearest(_labelled(catalog, reader))

    def probabilities(self, text: str) -> Mapping[str, float]:
        return self._nearest.probabilities(key(text))


def _labelled(catalog: Catalog, reader: Reader) -> Iterator[tuple[Tokens, str]]:
    for name, utterances in catalog.utterances.items():
        for template in (*utterances.samples, *utterances.sounds_like):
            for sentence in _some(template):
                words = tuple(word for word in sentence.split() if not word.startswith("{"))
                if words:
                    yield key(reader.clean(" ".join(words))), name
        for sentence in utterances.negatives:
            yield key(reader.clean(sentence)), NOT_FOR_US
    for template in catalog.out_of_scope:
        for sentence in _some(template):
            yield key(reader.clean(sentence)), NOT_FOR_US


def _some(template: str) -> list[str]:
    """A few sentences of a template, spread over all it can say."""
    sentences = list(expand(template))
    step = max(1, len(sentences) // _SENTENCES_A_TEMPLATE)
    return sentences[::step]


class Understanding:
    """Understands the utterances of one locale."""

    def __init__(
        self,
        catalog: Catalog,
        model: Model | None = None,
        thresholds: Thresholds | None = None,
        exits: tuple[str, ...] = (),
    ) -> None:
        """Get ready; `exits` are phrases that end the session beside the usual ones."""
        self._catalog = catalog
        self._reader = Reader(catalog.hearing, catalog.numbers)
        self._slots = Slots(catalog, self._reader)
        self._exits = frozenset(key(self._reader.clean(phrase)) for phrase in exits)
        self._answering = {name for name, intent in catalog.intents.items() if intent.answer}
        self._samples = Samples(catalog, self._reader, self._slots)
        self._slips = Slips(catalog, self._reader.clean)
        self._composed = Composed(
            catalog, self._reader, self._slots, partial(self._exactly, expecting=None)
        )
        self._answers = Answers(catalog, self._reader, self._slots)
        loaded = load_model(catalog.locale) if model is None else None
        self.missing = loaded.missing if loaded else ""
        """What the best understanding lacks here, for people; empty when nothing does."""
        self._trained = loaded.model if loaded else None
        self.model = model or self._trained or _Letters(catalog, self._reader)
        self.thresholds = thresholds or Thresholds()

    def recognize(self, text: str, expecting: Expectation | None = None) -> Outcome:
        """What was meant; `expecting` is what the dialogue said comes next."""
        cleaned = self._reader.clean(text)
        return as_said(self._recognized(cleaned, expecting), cleaned)

    def _recognized(self, cleaned: str, expecting: Expectation | None) -> Outcome:
        tokens = key(cleaned)
        if not tokens:
            return NotRecognized()
        expected = expecting.intents if expecting else ()
        if tokens in self._exits:
            return Recognized(Request(QUICK_EXIT), EXACT)
        if expecting is not None and expecting.form != "any":
            verbatim = self._verbatim(cleaned, tokens, expecting)
            if verbatim is not None:
                return verbatim
        length = self._answers.length(tokens, expected)
        if length is not None:
            return length
        exact = self._exactly(tokens, expecting)
        if exact is not None:
            return self._as_asked(self._act(exact, EXACT), {}, tokens, expected)
        if expecting is None:
            answer = self._lone_number(tokens)
        else:
            told = expecting.told if len(tokens) <= self.thresholds.long else ()
            answer = self._answers.plain(tokens, expected) or self._answers.plain(tokens, told)
        if answer is not None:
            return self._as_asked(answer, {}, tokens, expected)
        if self._reader.says_nothing(tokens):
            return NotRecognized()
        composed = self._composed.find(tokens)
        if composed is not None:
            return self._as_asked(self._act(composed, EXACT), {}, tokens, expected)
        misheard = [name for name in self._samples.misheard(tokens) if name in expected]
        if misheard:
            return self._act(self._request(misheard[0], tokens), MISHEARD)
        odds = self._weighed(self.model.probabilities(cleaned), expecting)
        likeliest = self._likeliest(odds, tokens, expecting)
        outcome = self._as_asked(likeliest, odds, tokens, expected)
        slip = None if isinstance(outcome, Recognized) else self._slips.find(tokens)
        return Unsure((Request(slip),), outcome.confidence) if slip else outcome

    def request(self, intent: str, text: str) -> Request:
        """The request for `intent` with the slots that are in `text`."""
        cleaned = self._reader.clean(text)
        return respelled(self._closest_request(intent, key(cleaned)), spellings(cleaned))

    def _closest_request(self, intent: str, tokens: Tokens) -> Request:
        for form in self._reader.forms(tokens):
            for match in self._samples.find(form):
                if match.intent == intent:
                    return self._request(intent, form, match.slots)
        return self._request(intent, tokens)

    @property
    def unease(self) -> Callable[[str], float] | None:
        """How likely it is that words show danger, for `Safety`; None without a trained model."""
        opinion = None if self._trained is None else self._trained.unease
        return None if opinion is None else partial(self._uneasy, opinion)

    @property
    def themes(self) -> Callable[[str], Mapping[str, float]] | None:
        """How likely words are about each theme of statements; None without a trained model."""
        known = None if self._trained is None else self._trained.themes
        return None if known is None else partial(self._themed, known)

    def _themed(self, known: "Themes", text: str) -> Mapping[str, float]:
        return known.likelihoods(self._reader.clean(text))

    def _uneasy(self, opinion: Callable[[str], float], text: str) -> float:
        cleaned = self._reader.clean(text)
        tokens = key(cleaned)
        return opinion(cleaned) if tokens and not self._plainly_calm(tokens) else NO_OPINION

    def _plainly_calm(self, tokens: Tokens) -> bool:
        """Whether this is exactly what people say for something that is not urgent."""
        intents = {
            m.intent for form in self._reader.forms(tokens) for m in self._samples.find(form)
        }
        return bool(intents) and all(
            self._catalog.intents[intent].risk != "urgent" for intent in intents
        )

    # -- words as they are ------------------------------------------------------------------------

    def _verbatim(self, cleaned: str, tokens: Tokens, expecting: Expectation) -> Outcome | None:
        """What is wanted as it is said: digits, or any words but a command's."""
        if expecting.form == "digits":
            said = digits(self._reader, tokens)
        else:
            short = (m for form in self._reader.forms(tokens) for m in self._samples.find(form))
            said = "" if any(self._catalog.intents[m.intent].short for m in short) else cleaned
        if not said:
            return None
        return Recognized(Request(expecting.intents[0], {expecting.form: SlotValue(said)}), EXACT)

    # -- exactly a sample --------------------------------------------------------------------------

    def _exactly(self, tokens: Tokens, expecting: Expectation | None) -> Request | None:
        expected = (*expecting.intents, *expecting.told) if expecting else ()
        plain = tuple(self._reader.forms(tokens))
        told = map(self._slots.in_minutes, plain)
        for form in dict.fromkeys((*plain, *told)):
            found = {match.intent: match for match in self._closest(form)}
            for name in (*expected, *found):
                match = found.get(name)
                if match is None:
                    continue
                if self._catalog.intents[name].answer and name not in expected:
                    continue  # its words mean little where nothing was asked
                if len(form) == 1 and self._reader.says_nothing(form):
                    continue
                return self._request(name, form, match.slots)
        return None

    def _closest(self, form: Tokens) -> list[Match]:
        """The samples that this is; one without slots leaves no other but answers."""
        found = self._samples.find(form)
        if any(match.literal and match.intent not in self._answering for match in found):
            return [match for match in found if match.literal or match.intent in self._answering]
        return found

    def _request(
        self, intent: str, tokens: Tokens, slots: Mapping[str, SlotValue] | None = None
    ) -> Request:
        """The request with its slots: those that the sample gave, and what else is in the words."""
        given = dict(slots or {})
        if not given:
            given = self._samples.free_slots(intent, tokens)
        order = self._catalog.intents[intent].slots
        counted = any(order[name] == "number" for name in given)
        filled = given if counted else self._slots.fill(intent, tokens) | given
        return Request(intent, {name: filled[name] for name in order if name in filled})

    # -- the likeliest -----------------------------------------------------------------------------

    def _likeliest(
        self, odds: Mapping[str, float], tokens: Tokens, expecting: Expectation | None
    ) -> Outcome:
        ranked = sorted(
            (name for name in odds if name != NOT_FOR_US), key=odds.__getitem__, reverse=True
        )
        best = ranked[0]
        confidence = odds[best]
        limits = self.thresholds
        if self._is_urgent(best):
            return self._beside_urgent(odds, ranked, tokens, expecting)
        if confidence >= self._accept_from(best, tokens, expecting):
            return self._act(self._request(best, tokens), confidence)
        opened = self._open_answer(tokens, expecting)
        if opened is not None:
            return opened
        if confidence >= self._ask_from(best, tokens, expecting):
            near = [
                name
                for name in ranked[:MOST_CANDIDATES]
                if odds[name] >= limits.ask / 2 and not self._is_urgent(name)
            ]
            return Unsure(tuple(self._request(name, tokens) for name in near), confidence)
        return NotRecognized(1 - odds.get(NOT_FOR_US, 0.0), self._request(best, tokens))

    def _accept_from(self, intent: str, tokens: Tokens, expecting: Expectation | None) -> float:
        """The confidence that acts.

        It is higher for long utterances, which are more often for others, and for answers to
        what nobody asked.
        """
        limits = self.thresholds
        if self._is_stray_answer(intent, expecting):
            return max(limits.accept, limits.strictest)
        extra = max(0, len(tokens) - limits.long) * limits.stricter
        return min(max(limits.accept, limits.strictest), limits.accept + extra)

    def _ask_from(self, intent: str, tokens: Tokens, expecting: Expectation | None) -> float:
        """The confidence that asks; it is higher where the words are more often for others."""
        limits = self.thresholds
        if expecting is not None and self._is_stray_answer(intent, expecting):
            return max(limits.ask, limits.strictest_ask)
        extra = max(0, len(tokens) - limits.long) * limits.stricter / 2
        return max(limits.ask, min(limits.strictest_ask, limits.ask + extra))

    def _lone_number(self, tokens: Tokens) -> Outcome | None:
        """A number by itself where nothing is known of the dialogue: it may be an answer."""
        name = self._answers.lone_number(tokens)
        return None if name is None else Unsure((self._request(name, tokens),), OPEN_ANSWER)

    def _is_stray_answer(self, intent: str, expecting: Expectation | None) -> bool:
        """Whether it answers a question, and not the one that was asked: the first expected."""
        asked = self._answers.asked(expecting.intents) if expecting else None
        return self._is_answer(intent) and intent != asked

    def _is_answer(self, intent: str) -> bool:
        return self._catalog.intents[intent].answer

    def _is_urgent(self, intent: str) -> bool:
        return self._catalog.intents[intent].risk == "urgent"

    def _beside_urgent(
        self,
        odds: Mapping[str, float],
        ranked: list[str],
        tokens: Tokens,
        expecting: Expectation | None,
    ) -> Outcome:
        """What else it may be where the model hears a cry for help.

        Safety has looked at the words and has its own question: this never names urgent help, and
        it acts on nothing.
        """
        opened = self._open_answer(tokens, expecting)
        if opened is not None:
            return opened
        cry = next(name for name in ranked if self._is_urgent(name))
        best = next(name for name in ranked if not self._is_urgent(name))
        confidence = odds[best] / (1 - odds[cry])
        if odds[best] >= self.thresholds.ask / 4 and confidence >= self.thresholds.ask:
            return Unsure((self._request(best, tokens),), confidence)
        return NotRecognized(odds[cry], self._request(cry, tokens))

    def _weighed(
        self, probabilities: Mapping[str, float], expecting: Expectation | None
    ) -> dict[str, float]:
        """The probabilities with what is expected as a prior; they add up to 1."""
        if expecting is None or not expecting.intents:
            return dict(probabilities)
        limits = self.thresholds
        weighed: dict[str, float] = {}
        for name, probability in probabilities.items():
            factor = 1.0
            if name in expecting.intents:
                factor = limits.expected
            elif name and self._is_answer(name):
                # A courtesy, which answers nothing, is for others where none is expected.
                courtesy = not self._catalog.intents[name].slots
                factor = 0.0 if courtesy else limits.unexpected_answer
            weighed[name] = probability * factor
        total = sum(weighed.values())
        return {name: value / total for name, value in weighed.items()}

    def _open_answer(self, tokens: Tokens, expecting: Expectation | None) -> Outcome | None:
        """Own words, where they are welcome as an answer."""
        if expecting is None or not expecting.open_answer:
            return None
        asked = self._answers.asked(expecting.intents)
        return Recognized(self._answers.in_own_words(asked, tokens), OPEN_ANSWER) if asked else None

    def _as_asked(
        self, outcome: Outcome, odds: Mapping[str, float], tokens: Tokens, expected: Names
    ) -> Outcome:
        """What was heard, as an answer to the question: its values may stand among other words.

        The less it sounds like talk that is for others, the surer it is the answer.
        """
        asked = self._answers.asked(expected)
        if asked is None or self._reader.says_nothing(tokens):
            return outcome
        if isinstance(outcome, Recognized):
            intent = outcome.request.intent
            if intent == asked:
                return outcome
            if not self._is_answer(intent):
                steers = intent in expected or self._catalog.intents[intent].short
                return outcome if steers else self._answers.plain(tokens, (asked,)) or outcome
            instead = self._answers.among(asked, tokens)
            return Recognized(instead, ANSWERED) if instead else outcome
        if not odds:
            return outcome
        listed = self._answers.among(asked, tokens)
        own_words = self._catalog.intents[asked].own_words
        answer = listed or (self._answers.in_own_words(asked, tokens) if own_words else None)
        limits, strange = self.thresholds, odds.get(NOT_FOR_US, 0.0)
        if answer is None or strange >= limits.strange or len(tokens) > limits.long:
            return outcome
        others = outcome.candidates if isinstance(outcome, Unsure) else ()
        rest = tuple(request for request in others if request.intent != asked)
        likeliest = max((name for name in odds if name != NOT_FOR_US), key=odds.__getitem__)
        if (
            strange < limits.familiar
            and len(tokens) <= limits.brief
            and (likeliest == asked or (listed and self._is_answer(likeliest)))
        ):
            return Recognized(answer, OPEN_ANSWER)
        return Unsure((answer, *rest)[:MOST_CANDIDATES], OPEN_ANSWER)

    def _act(self, request: Request, confidence: float) -> Outcome:
        """Act, or ask first where the contract wants it."""
        if self._catalog.intents[request.intent].risk == "confirm":
            return Unsure((request,), confidence)
        return Recognized(request, confidence)
