"""Whether a request comes from Amazon, for this skill, and now.

Every request passes the same steps in the same order, and fails closed: the address of the
certificate, the certificate, the signature of the raw body, then the time and the skill's id in the
body, which is not looked into before its signature holds.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from skill.alexa.certificates import Chains, Untrusted, address
from skill.alexa.envelope import Envelope, Malformed, application_ids, read_envelope
from skill.alexa.serializer import moment

CHAIN_HEADER = "SignatureCertChainUrl"
SIGNATURE_HEADER = "Signature-256"

TOLERANCE_SECONDS = 150.0
"""How far a request's time may be from ours, either way."""
EVENT_TOLERANCE_SECONDS = 3_600.0
"""The same for skill events, which Amazon delivers later."""
EVENTS = "AlexaSkillEvent."
"""How the types of skill events begin."""


@dataclass(frozen=True, slots=True)
class Genuine:
    """A request of Amazon's for this skill."""

    envelope: Envelope


@dataclass(frozen=True, slots=True)
class Forged:
    """Anything else; the reason names no value of the request."""

    reason: str


Verdict: TypeAlias = Genuine | Forged


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class Verifier:
    """Checks requests for one skill."""

    def __init__(
        self, chains: Chains, skill_id: str, now: Callable[[], datetime] = utc_now
    ) -> None:
        self._chains = chains
        self._skill_id = skill_id
        self._now = now

    def check(self, chain_url: str, signature: str, body: bytes) -> Verdict:
        """Check one request by two of its headers and its raw body."""
        now = self._now()
        where = address(chain_url)
        if where is None:
            return Forged("the certificate's address is missing or not Amazon's")
        chain = self._chains.get(where, now)
        if isinstance(chain, Untrusted):
            return Forged(f"{chain.reason} [{where}]")
        if not _signed(chain.key, signature, body):
            return Forged("the signature is missing or does not hold")
        envelope = read_envelope(body)
        if isinstance(envelope, Malformed):
            return Forged("the body is no request envelope")
        if not _timely(envelope.data["request"], now):
            return Forged("the time is missing or too far from ours")
        if application_ids(envelope.data) != {self._skill_id}:
            return Forged("the request is for another skill")
        return Genuine(envelope)


def _signed(key: RSAPublicKey, signature: str, body: bytes) -> bool:
    try:
        key.verify(base64.b64decode(signature, validate=True), body, PKCS1v15(), SHA256())
    except (ValueError, InvalidSignature):
        return False
    return True


def _timely(request: Mapping[str, Any], now: datetime) -> bool:
    stamp = request.get("timestamp")
    at = moment(stamp)
    if at is None or (isinstance(stamp, str) and _is_zoneless(stamp)):
        return False
    kind = request.get("type")
    event = isinstance(kind, str) and kind.startswith(EVENTS)
    tolerance = EVENT_TOLERANCE_SECONDS if event else TOLERANCE_SECONDS
    return abs((now - at).total_seconds()) <= tolerance


def _is_zoneless(stamp: str) -> bool:
    return datetime.fromisoformat(stamp).tzinfo is None
