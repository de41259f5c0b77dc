"""The lock on figures: anybody here can close them, and the person's digits alone open them.

A lock is a pair of keys. Figures are closed with the public one, so that a check-in asks for no
digits; the private one is kept under a key that scrypt makes of the digits. All of it is sealed
with the store's keys as well: whoever has the store alone has nothing to try digits on.
"""

import secrets
from dataclasses import replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from skill.memory.schema import MOST_TRIES, Lock
from skill.memory.sealing import KEY_BYTES, NONCE_BYTES, SealError

PUBLIC_BYTES = 32
SALT_BYTES = 16
COST = 2**16
"""scrypt's n: with r = 8 each try takes 64 MB and a good part of a second."""


def new_lock(digits: str) -> Lock:
    """A lock that `digits` open."""
    return _locked(X25519PrivateKey.generate(), digits)


def relocked(key: X25519PrivateKey, digits: str) -> Lock:
    """The same lock with other digits."""
    return _locked(key, digits)


def opened(lock: Lock, digits: str) -> X25519PrivateKey | None:
    """The private key, or None when the digits are others."""
    nonce, body = _split(bytes.fromhex(lock.private))
    bound = bytes.fromhex(lock.public)
    try:
        private = AESGCM(_stretched(lock.salt, lock.cost, digits)).decrypt(nonce, body, bound)
    except InvalidTag:
        return None
    return X25519PrivateKey.from_private_bytes(private)


def counted(lock: Lock, day: int, misses: int) -> Lock:
    """The lock with its tries on this day."""
    return replace(lock, misses=min(misses, MOST_TRIES), tried=day)


def close(lock: Lock, identity: bytes, value: bytes) -> bytes:
    """`value` as the private key alone opens it."""
    once = X25519PrivateKey.generate()
    public = bytes.fromhex(lock.public)
    sender = once.public_key().public_bytes_raw()
    key = _agreed(once.exchange(X25519PublicKey.from_public_bytes(public)), sender, public)
    # The key is used for this one value, so the nonce need not differ from any other.
    return sender + AESGCM(key).encrypt(bytes(NONCE_BYTES), value, identity)


def look_in(key: X25519PrivateKey, identity: bytes, closed: bytes) -> bytes:
    """What `close` was given; raises `SealError`."""
    sender, body = closed[:PUBLIC_BYTES], closed[PUBLIC_BYTES:]
    try:
        shared = key.exchange(X25519PublicKey.from_public_bytes(sender))
        agreed = _agreed(shared, sender, key.public_key().public_bytes_raw())
        return AESGCM(agreed).decrypt(bytes(NONCE_BYTES), body, identity)
    except (InvalidTag, ValueError):
        raise SealError("does not open") from None


def _locked(key: X25519PrivateKey, digits: str) -> Lock:
    salt = secrets.token_bytes(SALT_BYTES)
    nonce = secrets.token_bytes(NONCE_BYTES)
    public = key.public_key().public_bytes_raw()
    stretched = _stretched(salt.hex(), COST, digits)
    private = nonce + AESGCM(stretched).encrypt(nonce, key.private_bytes_raw(), public)
    return Lock(public.hex(), salt.hex(), private.hex(), COST)


def _split(sealed: bytes) -> tuple[bytes, bytes]:
    return sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]


def _stretched(salt: str, cost: int, digits: str) -> bytes:
    scrypt = Scrypt(salt=bytes.fromhex(salt), length=KEY_BYTES, n=cost, r=8, p=1)
    return scrypt.derive(digits.encode())


def _agreed(shared: bytes, sender: bytes, public: bytes) -> bytes:
    info = b"figures" + sender + public
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(shared)
