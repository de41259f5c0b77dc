"""The dependency direction of the house, read from the code's own imports."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CORE_FORBIDDEN = {
    "flask", "ask_sdk_core", "ask_sdk_model", "vosk", "pyttsx3", "sounddevice", "sqlalchemy",
    "time", "random", "logging", "datetime", "os", "socket", "requests", "local_voice",
    "faster_whisper",
}  # fmt: skip
ALLOWED_LAYERS = {
    "content": {"content"},
    "core": {"content", "core"},
    "alexa": {"content", "core", "alexa"},
    "local_voice": {"content", "core", "local_voice"},
    "memory": {"content", "core", "memory"},
}
COMPOSITION = {
    "skill/cli.py",
    "skill/settings.py",
    "skill/discretion.py",
    "skill/alexa/serving.py",
    "skill/alexa/wsgi.py",
    "skill/alexa/aws.py",
}
"""The composition root may import everything; the settings belong to it."""


def modules() -> list[Path]:
    found = [p for top in ("content", "skill", "local_voice") for p in (ROOT / top).rglob("*.py")]
    assert found
    return found


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer(name: str) -> str | None:
    """The layer a dotted name belongs to; None for what is not ours."""
    parts = name.split(".")
    match parts[0]:
        case "content" | "local_voice":
            return parts[0]
        case "skill" if parts[1:2] == ["alexa"]:
            return "alexa"
        case "skill" if parts[1:2] == ["checks"]:
            return "checks"
        case "skill" if parts[1:2] == ["memory"]:
            return "memory"
        case "skill":
            return "core"
        case _:
            return None


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_from_its_own_layer_and_below(path: Path) -> None:
    relative = path.relative_to(ROOT)
    if str(relative) in COMPOSITION:
        return
    own = layer(".".join(relative.with_suffix("").parts))
    allowed = ALLOWED_LAYERS.get(own or "")
    if allowed is None:
        return
    for name in imports(path):
        used = layer(name)
        assert used is None or used in allowed, f"{relative} ({own}) imports {name} ({used})"


@pytest.mark.parametrize(
    "path",
    [p for p in modules() if layer(".".join(p.relative_to(ROOT).with_suffix("").parts)) == "core"],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_the_core_knows_no_clock_chance_log_or_channel(path: Path) -> None:
    if str(path.relative_to(ROOT)) in COMPOSITION:
        return
    used = {name.split(".")[0] for name in imports(path)}
    assert not used & CORE_FORBIDDEN


def test_no_module_is_too_long_to_read() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in modules()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 500
    }
    assert not long
