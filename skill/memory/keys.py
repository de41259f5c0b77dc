"""Where the keys are: in the system's keyring, or in a file that its owner alone can read.

A key file that is there wins: it was written when there was no keyring, and what is kept was
sealed with it. Keys are made only when a store is made.
"""

import base64
import json
import os
import secrets
from binascii import Error as Base64Error
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from skill.memory.ports import Problem
from skill.memory.sealing import KEY_BYTES, Ring
from skill.memory.syncing import sync

FORMAT = 1
SERVICE, ENTRY = "local-notes", "notes"
"""The names in the keyring: they give nothing away."""


class KeyProblemError(Exception):
    """The keys cannot be had."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.name)
        self.problem = problem


class Vault(Protocol):
    """The system's keyring, as far as it is needed; the library `keyring` has this shape."""

    def get_password(self, service: str, username: str, /) -> str | None:
        """The secret under that name."""

    def set_password(self, service: str, username: str, password: str, /) -> None:
        """Keep a secret."""

    def delete_password(self, service: str, username: str, /) -> None:
        """Delete it."""


class Keys:
    """The ring's place. `vault` is None where there is no keyring."""

    def __init__(self, file: Path, vault: Vault | None = None) -> None:
        self._file = file
        self._vault = vault

    def load(self) -> Ring | None:
        """The ring, or None when there is none; raises `KeyProblemError`."""
        text = self._read_file()
        if text is None and self._vault is not None:
            text = self._read_vault(self._vault)
        return None if text is None else _ring(text)

    def save(self, ring: Ring) -> None:
        """Keep the ring, in place of the one there is; raises `KeyProblemError`, `OSError`."""
        text = _text(ring)
        if self._vault is not None and not self._file.exists() and self._kept(self._vault, text):
            return
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._file.with_name(f"{self._file.name}.{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as out:
                out.write(text)
                out.flush()
                os.fsync(out.fileno())
            draft.replace(self._file)
        except OSError:
            draft.unlink(missing_ok=True)
            raise
        sync(self._file.parent)

    def remove(self) -> None:
        """Delete the ring: what was sealed with it stays closed for good."""
        self._file.unlink(missing_ok=True)
        if self._vault is not None:
            # A keyring that has no such entry, or is gone itself, has nothing of ours to delete.
            with suppress(Exception):
                self._vault.delete_password(SERVICE, ENTRY)

    def _read_file(self) -> str | None:
        try:
            with self._file.open(encoding="ascii") as file:
                if os.fstat(file.fileno()).st_mode & 0o077:
                    raise KeyProblemError(Problem.EXPOSED_KEY)
                return file.read()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError):
            raise KeyProblemError(Problem.BAD_KEY) from None

    @staticmethod
    def _read_vault(vault: Vault) -> str | None:
        try:
            return vault.get_password(SERVICE, ENTRY)
        except Exception:  # noqa: BLE001 - every keyring has its own errors, and each means the same
            raise KeyProblemError(Problem.LOCKED_KEY) from None

    @staticmethod
    def _kept(vault: Vault, text: str) -> bool:
        """Whether the keyring took it: some accept anything and keep nothing."""
        try:
            vault.set_password(SERVICE, ENTRY, text)
            return vault.get_password(SERVICE, ENTRY) == text
        except Exception:  # noqa: BLE001 - see above; the file takes its place
            return False


def system_vault() -> Vault | None:
    """The system's keyring, if there is one that keeps secrets."""
    import keyring  # only here: it looks for services of the desktop
    from keyring.backends import fail, null

    backend = keyring.get_keyring()
    return None if isinstance(backend, fail.Keyring | null.Keyring) else backend


def _text(ring: Ring) -> str:
    def plain(key: bytes) -> str:
        return base64.b64encode(key).decode()

    values = {str(number): plain(key) for number, key in ring.values.items()}
    data = {"format": FORMAT, "people": plain(ring.people), "values": values}
    return json.dumps({**data, "current": ring.current})


def _ring(text: str) -> Ring:
    try:
        data = json.loads(text)
        if data["format"] != FORMAT:
            raise KeyProblemError(Problem.BAD_KEY)
        values = {int(n): base64.b64decode(k, validate=True) for n, k in data["values"].items()}
        ring = Ring(base64.b64decode(data["people"], validate=True), values, data["current"])
    except (ValueError, KeyError, TypeError, AttributeError, Base64Error):
        raise KeyProblemError(Problem.BAD_KEY) from None
    sound = ring.current in values and all(
        len(key) == KEY_BYTES for key in (ring.people, *values.values())
    )
    if not sound:
        raise KeyProblemError(Problem.BAD_KEY)
    return ring
