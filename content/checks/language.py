"""Applies the language rules: words that are not said, and words that go together."""

from collections.abc import Iterable, Iterator

from content.checks.problem import Problem
from content.checks.rules import Ban, Rule, Rules, Together, matcher, plain, sentences
from content.checks.spoken import Piece, SpokenText
from content.schema import Answer


def problems(pieces: Iterable[Piece], rules: Rules) -> Iterator[Problem]:
    """What breaks the rules of the locale."""
    for piece in pieces:
        for rule in rules.rules:
            if rule.covers(piece.kind) and not (rule.spare_medical and _medical(piece, rules)):
                yield from _broken(piece, rule)


def _medical(piece: Piece, rules: Rules) -> bool:
    item = piece.source.item
    return isinstance(item, Answer) and any(t.intent in rules.medical for t in item.on)


def _broken(piece: Piece, rule: Rule) -> Iterator[Problem]:
    for ban in rule.ban:
        if ban.covers(piece.kind):
            for text in piece.texts:
                yield from _banned(text, rule, ban)
    for together in rule.together:
        if together.covers(piece.kind):
            yield from _apart(piece, rule, together)


def _banned(text: SpokenText, rule: Rule, ban: Ban) -> Iterator[Problem]:
    for sentence in sentences(plain(text.text)):
        # A sentence that breaks a ban twice is one to rewrite: its first word is told.
        if found := matcher(ban.any).search(sentence):
            yield text.problem(rule.id, f"{found[0]!r} in {sentence!r}: {ban.say}")


def _apart(piece: Piece, rule: Rule, together: Together) -> Iterator[Problem]:
    when, needs = matcher(together.when), matcher(together.needs)
    match together.within:
        case "sentence":
            units = [
                (text, sentence)
                for text in piece.texts
                if text.whole
                for sentence in sentences(plain(text.text))
            ]
        case "text":
            units = [(text, plain(text.text)) for text in piece.texts]
        case "piece":
            # However many places say one of `when`, the piece needs the other words once.
            whole = " ".join(plain(text.text) for text in piece.texts)
            first = next((text for text in piece.texts if when.search(plain(text.text))), None)
            units = [] if first is None else [(first, whole)]
    for text, unit in units:
        if (found := when.search(unit)) and not needs.search(unit):
            inside = f" in {unit!r}" if together.within == "sentence" else ""
            yield text.problem(rule.id, f"{found[0]!r}{inside}: {together.say}")
