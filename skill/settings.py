"""Settings: an option, an AFTERCARE_... variable, or a line in one TOML file, in that order."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

PREFIX = "AFTERCARE_"


class SettingsError(Exception):
    """The settings file cannot be used; the message is for the person."""


def settings_file(environ: Mapping[str, str]) -> Path:
    """AFTERCARE_SETTINGS, or aftercare/settings.toml among the user's configuration."""
    named = environ.get(f"{PREFIX}SETTINGS")
    if named:
        return Path(named)
    home = Path(environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return home / "aftercare" / "settings.toml"


def defaults(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """What variables and file say, by the option's name with underscores; variables win.

    Raises `SettingsError` when the file is there and cannot be read as TOML, or has a table.
    """
    environ = os.environ if environ is None else environ
    found = _from_file(settings_file(environ))
    for name, value in environ.items():
        if name.startswith(PREFIX) and name != f"{PREFIX}SETTINGS":
            found[name.removeprefix(PREFIX).lower()] = value
    return found


def _from_file(path: Path) -> dict[str, str]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read ({type(error).__name__})") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: not TOML: {error}") from None
    found: dict[str, str] = {}
    for name, value in data.items():
        if isinstance(value, dict | list):
            raise SettingsError(f"{path}: {name}: a setting is one value, not a table or a list")
        text = str(value).lower() if isinstance(value, bool) else str(value)
        found[name.replace("-", "_")] = text
    return found
