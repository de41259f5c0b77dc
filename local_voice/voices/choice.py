"""Which voice speaks: by name, or the best there is for the language."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from content.machine import machine_words
from local_voice import ports
from local_voice.voice import EspeakVoice
from local_voice.voices import natural

AUTO, NATURAL, ESPEAK = "auto", "natural", "espeak"
NATURAL_LANGUAGE = "en"
"""What the natural voice speaks."""
_NEAR = 0.5
_MOST_NEAR = 3


class Voice(ports.Voice, Protocol):
    """A voice of this machine."""

    def warm(self) -> None:
        """Get ready, so that the first sentence comes soon."""


class NoSuchVoice(Exception):  # noqa: N818 - an answer to the person's choice, told as it is
    """The name is no voice here; the message says what is."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One voice that can be chosen."""

    engine: str
    name: str
    line: str
    """What it is like, in a few words of the locale."""


def offers(locale: str) -> list[Offer]:
    """The voices for a locale that are installed, the one taken by itself first."""
    words = machine_words(locale).voices
    found = []
    if _natural_speaks(locale):
        found.append(Offer("hibari", NATURAL, words["natural"]))
    found.append(Offer("eSpeak NG", ESPEAK, words["espeak"]))
    names = [name for name in _espeak_names("lang") if name.split("-")[0] == _language(locale)]
    found += [Offer("eSpeak NG", name, words["accent"]) for name in sorted(names)]
    return found


def chosen(name: str | None, locale: str) -> Voice:
    """The voice of that name; None and "auto" take the best. Raises `NoSuchVoice`."""
    match (name or AUTO).lower():
        case "auto":
            return natural.NaturalVoice() if _natural_speaks(locale) else EspeakVoice(locale)
        case "natural":
            if not natural.installed():
                raise NoSuchVoice(
                    "The natural voice is not installed: pip install 'aftercare[natural]'"
                )
            if not _natural_speaks(locale):
                raise NoSuchVoice(f"The natural voice does not speak {locale}.")
            return natural.NaturalVoice()
        case "espeak":
            return EspeakVoice(locale)
        case wanted:
            return EspeakVoice(locale, _espeak_name(wanted, locale))


def _espeak_name(wanted: str, locale: str) -> str:
    base, plus, variant = wanted.partition("+")
    bases, variants = set(_espeak_names("lang")), set(_espeak_names("voices/!v"))
    if base in bases and (variant in variants or not plus):
        return wanted
    own = [name for name in bases if name.split("-")[0] == _language(locale)]
    near = get_close_matches(base, [AUTO, NATURAL, ESPEAK, *sorted(own)], _MOST_NEAR, _NEAR)
    if base in bases:
        close = get_close_matches(variant, sorted(variants), _MOST_NEAR, _NEAR)
        near = [f"{base}+{each}" for each in close]
    told = " or ".join(near) or f"{AUTO}, {NATURAL} or {ESPEAK}"
    raise NoSuchVoice(
        f"There is no voice called {wanted!r}; perhaps {told}? (--voice list shows them all)"
    )


def _espeak_names(folder: str) -> Iterator[str]:
    """The names of files in eSpeak NG's data, in lower case as it takes them."""
    if find_spec("espeakng_loader") is None:
        return
    import espeakng_loader

    for path in Path(espeakng_loader.get_data_path(), folder).rglob("*"):
        if path.is_file():
            yield path.name.lower()


def _language(locale: str) -> str:
    return locale.lower().split("-")[0]


def _natural_speaks(locale: str) -> bool:
    return natural.installed() and _language(locale) == NATURAL_LANGUAGE
