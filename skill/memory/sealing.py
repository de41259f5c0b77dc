"""Encryption of single values, and the names under which people are filed.

AES-GCM with a fresh random nonce for each value. The record's identity (person, kind, item, key) is
associated data, so a value that was moved to another record does not open. A person's id is kept
only as an HMAC under a key of its own, which stays the same when the other keys change.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12


class SealError(Exception):
    """A value does not open with the keys there are. Names no value."""


class UnknownKeyError(SealError):
    """The value was sealed with a key that is not on the ring."""


@dataclass(frozen=True, slots=True)
class Ring:
    """The keys: one to name people by, and numbered ones for values, of which one is in use."""

    people: bytes = field(repr=False)
    values: Mapping[int, bytes] = field(repr=False)
    current: int

    def with_new_key(self) -> "Ring":
        """The ring with one more key, in use from now on."""
        number = max(self.values) + 1
        return replace(
            self,
            values={**self.values, number: secrets.token_bytes(KEY_BYTES)},
            current=number,
        )

    def without(self, numbers: frozenset[int]) -> "Ring":
        """The ring without these keys; the one in use stays."""
        values = {n: k for n, k in self.values.items() if n == self.current or n not in numbers}
        return replace(self, values=values)


def new_ring() -> Ring:
    """Fresh keys."""
    return Ring(secrets.token_bytes(KEY_BYTES), {1: secrets.token_bytes(KEY_BYTES)}, 1)


def filed_under(ring: Ring, channel: str, ident: str) -> bytes:
    """The name of a person in a store."""
    return hmac.digest(ring.people, f"{channel}\0{ident}".encode(), hashlib.sha256)


def seal(ring: Ring, identity: bytes, value: bytes) -> tuple[int, bytes]:
    """`value` encrypted with the key in use, and that key's number."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    bound = identity + ring.current.to_bytes(4)
    return ring.current, nonce + AESGCM(ring.values[ring.current]).encrypt(nonce, value, bound)


def unseal(ring: Ring, identity: bytes, key: int, sealed: bytes) -> bytes:
    """What `seal` was given; raises `SealError`."""
    if key not in ring.values:
        raise UnknownKeyError("sealed with a key that is not there")
    nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return AESGCM(ring.values[key]).decrypt(nonce, body, identity + key.to_bytes(4))
    except (InvalidTag, ValueError):
        raise SealError("does not open") from None
