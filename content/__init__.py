"""What Aftercare says. `load(locale)` reads a locale's files once and validates them, loudly."""

from content.loader import ContentError, load, locales

__all__ = ["ContentError", "load", "locales"]
