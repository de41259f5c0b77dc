"""What Aftercare says. `load(locale)` reads a locale's files once and validates them, loudly."""

from content.loader import ContentError, content_for, load, locales

__all__ = ["ContentError", "content_for", "load", "locales"]
