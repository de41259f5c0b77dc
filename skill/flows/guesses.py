"""What a statement may be about where the coach's rules have not followed it: a trained guess.

It is offered as a guess and asked about, and only where the theme is clearly likely and the words
are calm. The thresholds were chosen on authors that the themes were not learnt from, so that nine
of ten guesses are right (tests/coach/README.md).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from content.schema import NONE, Catalog
from skill.flows.istatement.refusals import UNEASY

LIKELY = 0.2
"""The likelihood from which a theme is offered."""

NEXT = 0.08
"""The same for a second one, after a no to the first."""

MOST = 2
"""Themes offered one after another."""

Likely = Callable[[str], Mapping[str, float]]
"""Tells how likely each theme is in some words."""


@dataclass(frozen=True, slots=True)
class Guessed:
    """Not followed, but perhaps about the first of these themes, or else about the next."""

    themes: tuple[str, ...]


class Guesses:
    """Finds the themes of one locale, and their sentences."""

    def __init__(self, catalog: Catalog, likely: Likely | None) -> None:
        """Get ready; without `likely` nothing is ever guessed."""
        self._themes = {theme.id: theme for theme in catalog.themes.themes}
        self._frames = catalog.coach.frames
        self._likely = likely

    def guess(self, text: str, unease: float) -> Guessed | None:
        """What `text` may be about; `unease` is how likely it shows danger, from nought to one."""
        if self._likely is None or unease >= UNEASY:
            return None
        likely = self._likely(text)
        ranked = sorted(self._themes, key=lambda theme: likely.get(theme, 0.0), reverse=True)
        if likely.get(ranked[0], 0.0) < max(LIKELY, likely.get(NONE, 0.0)):
            return None
        others = (theme for theme in ranked[1:MOST] if likely.get(theme, 0.0) >= NEXT)
        return Guessed((ranked[0], *others))

    def sentence(self, theme: str, way: int) -> str:
        """All that is said of a theme; `way` chooses among its wordings."""
        known = self._themes[theme]
        chosen = known.ways[way % len(known.ways)]
        asks = self._frames.boundary_request if known.boundary else self._frames.request
        return f"{chosen.hard} {chosen.wish} {asks[way % len(asks)]}"
