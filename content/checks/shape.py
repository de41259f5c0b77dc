"""Rule 12 as far as it can be counted: sentences, options, questions, digits and signs.

The reading grade is `content.checks.grade`.
"""

import re
from collections.abc import Iterable, Iterator

from content.checks.problem import Problem
from content.checks.rules import Rules, matcher, plain, sentences, words
from content.checks.spoken import Piece, SpokenText
from content.schema import Answer, CheckIn, Feedback

RULE = "rule-12"
SIGN_RULE = "markup"

_DIGIT = re.compile(r"\d")
_PLACEHOLDER = re.compile(r"\{\w+\}")
_SAID = re.compile(r"[^\W\d_]|[ .,;:?!'\u2018\u2019\u2026\u2013\u2014-]")
"""Signs a voice can say: letters and the marks of a sentence. No markup, no symbols."""


def problems(pieces: Iterable[Piece], rules: Rules) -> Iterator[Problem]:
    """Texts whose shape is wrong for the ear."""
    for piece in pieces:
        for text in piece.texts:
            yield from _text(text, rules)
        for texts in turns(piece):
            yield from _questions(texts, rules.limits.questions)


def _text(text: SpokenText, rules: Rules) -> Iterator[Problem]:
    bare = _PLACEHOLDER.sub("", text.text)
    if digits := _DIGIT.search(bare):
        yield text.problem(RULE, f"{digits[0]!r}: numbers are written as words")
    if signs := sorted({sign for sign in bare if not _SAID.match(sign) and not sign.isdigit()}):
        yield text.problem(
            SIGN_RULE, f"{' '.join(map(repr, signs))}: words and sentence marks only"
        )
    if text.kind == "urgent" and (count := len(words(text.text))) > rules.limits.urgent_words:
        yield text.problem(RULE, f"{count} words, at most {rules.limits.urgent_words} here")
    for sentence in sentences(text.text):
        if (count := len(words(sentence))) > rules.limits.sentence_words:
            yield text.problem(
                RULE, f"{count} words, at most {rules.limits.sentence_words}: {sentence!r}"
            )
        if not _offers(text, sentence):
            continue
        if len(found := options(sentence, rules)) > rules.limits.options:
            told = "; ".join(found)
            yield text.problem(
                RULE, f"{len(found)} options, at most {rules.limits.options}: {told}"
            )


def _offers(text: SpokenText, sentence: str) -> bool:
    """Whether a sentence offers a choice: a question, or words that ask for an answer.

    Urgent questions name signs of danger; what is offered there is a yes or a no.
    """
    if text.kind == "urgent":
        return False
    return sentence.endswith("?") or text.field.endswith(("ask", "reprompt"))


def options(sentence: str, rules: Rules) -> list[str]:
    """The options of a list such as "tea, a nap or a walk"; empty when there is no list."""
    if opened := matcher(rules.list_opens).search(sentence):
        sentence = sentence[opened.end() :]
    gaps = re.compile(rf",?\s+{re.escape(rules.or_)}\s+|[,:]\s+", re.IGNORECASE)
    found = [part.strip(" .?!") for part in gaps.split(sentence)]
    joins = [gap.strip(" ,").lower() == rules.or_ for gap in gaps.findall(sentence)]
    if True not in joins:
        return []
    # What follows the last option is no option: "tea, or a nap, whichever you like".
    found = found[: len(joins) - joins[::-1].index(True) + 1]
    while len(found) > 1 and found[0].partition(" ")[0].lower() in rules.intro:
        found.pop(0)
    return [part for part in found if part]


def turns(piece: Piece) -> Iterator[list[list[SpokenText]]]:
    """What is said in one turn, part by part with the wordings of each part."""
    parts: dict[tuple[object, ...], list[SpokenText]] = {}
    for text in piece.texts:
        path = text.path
        depth = len(path) - 1 if isinstance(path[-1], int) else len(path)
        parts.setdefault(path[:depth], []).append(text)

    def part(*path: object) -> list[list[SpokenText]]:
        return [parts[path]] if path in parts else []

    match piece.source.item:
        case Answer(say=paragraphs):
            said = [part("say", index) for index in range(len(paragraphs))]
            yield [*(texts for found in said for texts in found), *part("then", "ask")]
        case CheckIn(questions=questions):
            yield part("opening") + part("questions", 0, "ask")
            asks = [part("questions", index, "ask") for index in range(1, len(questions))]
            closing = part("closing") + part("closing_offer", "ask")
            ending = len(questions) - 1
            for index, (question, after) in enumerate(
                zip(questions, [*asks, closing], strict=True)
            ):
                for answer in range(len(question.reactions)):
                    path = ("questions", index, "reactions", answer)
                    offer = part(*path, "then", "ask") if index == ending else []
                    yield part(*path, "say") + (part("closing") + offer if offer else after)
            yield part("skipped") + (asks[0] if asks else closing)
        case Feedback():
            yield part("opening") + part("gate", "first")
            yield from ([texts] for texts in parts.values())
        case _:
            yield from ([texts] for texts in parts.values())


def _questions(turn: list[list[SpokenText]], most: int) -> Iterator[Problem]:
    worst = [max(texts, key=lambda text: text.text.count("?")) for texts in turn if texts]
    if (count := sum(text.text.count("?") for text in worst)) > most:
        asked = " / ".join(
            sentence
            for text in worst
            for sentence in sentences(plain(text.text))
            if sentence.endswith("?")
        )
        first = next(text for text in worst if "?" in text.text)
        yield first.problem(RULE, f"{count} questions in one turn, at most {most}: {asked}")
