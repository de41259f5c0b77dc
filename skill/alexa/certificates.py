"""Amazon's signing certificates: where one may come from, how it is fetched and trusted.

A certificate's address is a header that anybody can send, so nothing but Amazon's bucket is ever
asked, for a bounded time and size, and the bucket is trusted no more than any other server: the
chain must lead to a root of the trust store and be made out to the Echo service.
"""

import http.client
import posixpath
import re
import ssl
import threading
import time
import warnings
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NewType, TypeAlias

import certifi
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from skill.alexa.exchange import TooLargeError, exchange

HOST = "s3.amazonaws.com"
SUBJECT = "echo-api.amazon.com"

FETCH_SECONDS = 3.0
"""The longest a whole fetch takes; Alexa gives up on us after eight."""
FETCH_BYTES = 64 * 1024
"""A real chain has about 7 KB."""
FETCHES_AT_ONCE = 4
"""So that invented addresses cannot tie up every worker."""
CACHED_CHAINS = 16
"""Amazon uses one at a time."""
KEY_BITS = 2048
"""The smallest key: the path's check asks this of authorities, and not of the leaf."""

_FOLDER = "/echo.api/"
_URL = re.compile(
    r"[hH][tT][tT][pP][sS]://(?P<host>[A-Za-z0-9.-]+)(?::443)?(?P<path>/[A-Za-z0-9._~/-]*)"
)
_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)

Address = NewType("Address", str)
"""The path of a certificate chain in Amazon's bucket, normalised."""


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain that leads to a trusted root."""

    key: RSAPublicKey
    valid_from: datetime
    valid_until: datetime
    """The span in which every certificate of the path is valid."""


@dataclass(frozen=True, slots=True)
class Untrusted:
    """No certificate, or none to trust; the reason names no value of the request."""

    reason: str


Fetch: TypeAlias = Callable[[Address], bytes | Untrusted]


def address(url: str) -> Address | None:
    """The place of a chain, when its URL is one that Amazon's rules allow."""
    match = _URL.fullmatch(url)
    if match is None or match["host"].lower() != HOST:
        return None
    path = posixpath.normpath(match["path"])
    return Address(path) if path.startswith(_FOLDER) else None


class Fetcher:
    """Gets chains from Amazon's bucket."""

    def __init__(self, connect: Callable[[], http.client.HTTPConnection] | None = None) -> None:
        self._connect = connect or _to_amazon
        self._free = threading.BoundedSemaphore(FETCHES_AT_ONCE)

    def __call__(self, where: Address) -> bytes | Untrusted:
        """The chain's file."""
        until = time.monotonic() + FETCH_SECONDS
        if not self._free.acquire(timeout=FETCH_SECONDS):
            return Untrusted("too many certificates are being fetched")
        try:
            return self._get(where, until)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return Untrusted(f"the certificate could not be fetched ({type(error).__name__})")
        finally:
            self._free.release()

    def _get(self, where: Address, until: float) -> bytes | Untrusted:
        try:
            answer = exchange(self._connect(), "GET", where, until=until, most_bytes=FETCH_BYTES)
        except TooLargeError:
            return Untrusted("the certificate is too large")
        if answer.status != http.client.OK:
            return Untrusted(f"the certificate's server answered {answer.status}")
        return answer.body


def _to_amazon() -> http.client.HTTPConnection:
    return http.client.HTTPSConnection(
        HOST, timeout=FETCH_SECONDS, context=ssl.create_default_context()
    )


class Trust:
    """The roots that a chain may lead to."""

    def __init__(self, roots: Iterable[x509.Certificate]) -> None:
        self._store = Store(list(roots))

    def chain(self, pem: bytes, now: datetime) -> Chain | Untrusted:
        """The chain in a PEM file, leaf first, when it holds at `now`."""
        try:
            leaf, *others = x509.load_pem_x509_certificates(pem)
        except ValueError:
            return Untrusted("the certificate is not in PEM form")
        verifier = (
            PolicyBuilder()
            .store(self._store)
            .time(now)
            .build_server_verifier(x509.DNSName(SUBJECT))
        )
        try:
            path = verifier.verify(leaf, others)
        except VerificationError as error:
            return Untrusted(f"the certificate's chain does not hold: {error}")
        key = leaf.public_key()
        if not isinstance(key, RSAPublicKey) or key.key_size < KEY_BITS:
            return Untrusted(f"the certificate's key is no RSA key of {KEY_BITS} bits or more")
        return Chain(
            key,
            max(certificate.not_valid_before_utc for certificate in path),
            min(certificate.not_valid_after_utc for certificate in path),
        )


class Chains:
    """Chains by their address, fetched when first seen and kept until they expire."""

    def __init__(self, fetch: Fetch, trust: Trust) -> None:
        self._fetch = fetch
        self._trust = trust
        self._known: OrderedDict[Address, Chain] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, where: Address, now: datetime) -> Chain | Untrusted:
        """The chain at an address."""
        with self._lock:
            known = self._known.get(where)
        if known is not None and known.valid_from <= now <= known.valid_until:
            return known
        data = self._fetch(where)
        if isinstance(data, Untrusted):
            return data
        chain = self._trust.chain(data, now)
        if isinstance(chain, Chain):
            with self._lock:
                self._known[where] = chain
                while len(self._known) > CACHED_CHAINS:
                    self._known.popitem(last=False)
        return chain


class TrustStoreError(Exception):
    """The trust store cannot be used; the message is for the person."""


def load_trust(file: Path | None = None) -> Trust:
    """The roots in a PEM file; by default the system's, or certifi's where it has none."""
    if file is None:
        system = ssl.get_default_verify_paths().cafile
        file = Path(system or certifi.where())
    try:
        data = file.read_bytes()
    except OSError as error:
        raise TrustStoreError(
            f"The trust store {file} cannot be read ({error.strerror})."
        ) from None
    roots = [root for block in _PEM.findall(data) if (root := _root(block)) is not None]
    if not roots:
        raise TrustStoreError(f"The trust store {file} holds no certificate in PEM form.")
    return Trust(roots)


def _root(pem: bytes) -> x509.Certificate | None:
    """A root; None for one that is not well formed: stores of old systems hold some."""
    with warnings.catch_warnings():
        # Some are slightly out of form; they stay usable until the library refuses them.
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        try:
            return x509.load_pem_x509_certificate(pem)
        except ValueError:
            return None
