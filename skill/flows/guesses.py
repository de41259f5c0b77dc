"""What a statement may be about, where the coach's rules do not know: a trained guess.

Where they have not followed, the sentence of a theme is offered as a guess and asked about. Where
they have, and know of no wish, the wish of a theme ends theirs. Either only where the theme is
clearly likely and the words are calm. The thresholds were chosen on authors that the themes were
not learnt from (tests/coach/README.md).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from content.schema import NONE, Catalog, Way
from skill.flows.istatement import Rewritten
from skill.flows.istatement.composed import ending_in
from skill.flows.istatement.refusals import UNEASY
from skill.replace import replace

LIKELY = 0.2
"""The likelihood from which a theme is offered."""

NEXT = 0.08
"""The same for a second one, after a no to the first."""

SURE = 0.5
"""The same where its wish is put in place of one that says nothing, which is not told of."""

HALF = 0.5
"""A theme's likelihood, against that of none, from which words may be a complaint or a wish."""

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
        frames = self._frames
        self._vague = ending_in((*frames.otherwise, *frames.stop, *frames.comfort))

    def guess(self, text: str, unease: float) -> Guessed | None:
        """What `text` may be about; `unease` is how likely it shows danger, from nought to one."""
        ranked = self._ranked(text, unease)
        if not ranked or ranked[0][1] < LIKELY:
            return None
        others = (theme for theme, likely in ranked[1:MOST] if likely >= NEXT)
        return Guessed((ranked[0][0], *others))

    def has_theme(self, text: str) -> bool:
        """Whether `text` may well be about one of the themes; never so where nothing is guessed."""
        if self._likely is None:
            return False
        likely = self._likely(text)
        least = HALF * likely.get(NONE, 0.0)
        return any(likely.get(theme, 0.0) > least for theme in self._themes)

    def with_wish(self, said: Rewritten, text: str, unease: float, way: int) -> Rewritten:
        """`said`, which was made of `text`, with a wish where it has one that says nothing."""
        end = self._vague.search(said.statement)
        ranked = self._ranked(text, unease) if end is not None else []
        if end is None or not ranked or ranked[0][1] < SURE:
            return said
        wish = self._way(ranked[0][0], way).wish
        return replace(said, statement=f"{said.statement[: end.start()]} {wish}")

    def _ranked(self, text: str, unease: float) -> list[tuple[str, float]]:
        """The themes with their likelihoods, the likeliest first; empty where there may be none."""
        if self._likely is None or not text or unease >= UNEASY:
            return []
        likely = self._likely(text)
        known = ((theme, likely.get(theme, 0.0)) for theme in self._themes)
        ranked = sorted(known, key=lambda one: one[1], reverse=True)
        return ranked if ranked[0][1] > likely.get(NONE, 0.0) else []

    def _way(self, theme: str, way: int) -> Way:
        ways = self._themes[theme].ways
        return ways[way % len(ways)]

    def sentence(self, theme: str, way: int) -> str:
        """All that is said of a theme; `way` chooses among its wordings."""
        chosen, boundary = self._way(theme, way), self._themes[theme].boundary
        asks = self._frames.boundary_request if boundary else self._frames.request
        return f"{chosen.hard} {chosen.wish} {asks[way % len(asks)]}"
