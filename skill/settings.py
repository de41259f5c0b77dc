"""Settings: an option, an AFTERCARE_... variable, or a line in one TOML file, in that order."""

import json
import os
import re
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


def keep(settings: Mapping[str, str | bool], environ: Mapping[str, str] | None = None) -> Path:
    """Write settings into the file, in place of what it says of them; the rest of it stays.

    Raises `OSError`; the file is whole before and after.
    """
    path = settings_file(os.environ if environ is None else environ)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        lines = []
    for name, value in settings.items():
        # A JSON string of plain text is a TOML string, and so are true and false.
        line = f"{name} = {json.dumps(value, ensure_ascii=False)}".replace("\x7f", "\\u007f")
        own = re.compile(rf"\s*[\"']?{name.replace('_', '[-_]')}[\"']?\s*=")
        lines = [kept for kept in lines if not own.match(kept)] + [line]
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text("\n".join(lines) + "\n", encoding="utf-8")
    fresh.replace(path)
    return path
