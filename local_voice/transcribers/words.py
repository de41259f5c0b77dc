"""Words as the understanding takes them, whatever an engine writes."""

import re

_KEPT = re.compile(r"[^\w' ]+")
_STRAY = re.compile(r"(?<!\w)'|'(?!\w)")


def plain_words(text: str) -> str:
    """Lower case, no punctuation but apostrophes within words, single spaces."""
    text = text.lower().replace("\u2019", "'").replace("-", " ")
    return " ".join(_STRAY.sub(" ", _KEPT.sub(" ", text)).split())
