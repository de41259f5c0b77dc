"""What all servers share: a folder with certificates, a signed request and its headers."""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from skill.alexa.certificates import Address, Chains, load_trust
from skill.alexa.verify import CHAIN_HEADER, SIGNATURE_HEADER, Verifier
from tests.alexa.pki import authority, leaf
from tests.alexa.requests import APPLICATION, envelope, intent, slot

FOLDER = "AFTERCARE_BENCH"
"""The variable that names the folder."""

URL = "https://s3.amazonaws.com/echo.api/echo-api-cert.pem"


@dataclass(frozen=True, slots=True)
class Signed:
    """One request as Amazon sends it."""

    body: bytes
    headers: dict[str, str]


def prepare(folder: Path) -> Signed:
    """Make certificates and a request of 1.8 KB that are good now."""
    root = authority("Root")
    between = authority("Intermediate", root)
    now = datetime.now(UTC)
    day = timedelta(days=1)
    signer = leaf(between, since=now - day, until=now + day, chain=(between.certificate,))
    asked = intent(
        "FaqIntent",
        {"topic": slot("topic", "aftercare", "aftercare"), "angle": slot("angle", None)},
        timestamp=now.isoformat(timespec="seconds").replace("+00:00", "Z"),
    )
    body = json.dumps(envelope(asked)).encode()
    (folder / "root.pem").write_bytes(root.certificate.public_bytes(Encoding.PEM))
    (folder / "chain.pem").write_bytes(signer.pem)
    return Signed(body, {CHAIN_HEADER: URL, SIGNATURE_HEADER: signer.sign(body)})


def verifier() -> Verifier:
    """Checks requests made by `prepare`; the certificate comes from the folder."""
    folder = Path(os.environ[FOLDER])
    chain = (folder / "chain.pem").read_bytes()

    def fetch(_where: Address) -> bytes:
        return chain

    return Verifier(Chains(fetch, load_trust(folder / "root.pem")), APPLICATION)
