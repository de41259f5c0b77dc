"""Which help lines go with a kind of danger, in a country."""

from content.schema import Catalog, Flag, HelpLine

ELSEWHERE = "ZZ"
"""The country code of the lines that serve where there are no others."""


def spoken_lines(catalog: Catalog, flag: Flag, locale: str) -> tuple[HelpLine, ...]:
    """The lines `flag` reads out, those it names first first.

    Where the country has none for an audience, the lines for elsewhere stand in.
    """
    own = catalog.helplines.for_locale(locale)
    elsewhere = catalog.helplines.countries[ELSEWHERE]
    found: dict[HelpLine, None] = {}
    for audience in flag.lines:
        some = [line for line in own if audience in line.audience]
        found |= dict.fromkeys(some or [line for line in elsewhere if audience in line.audience])
    return tuple(found)
