"""The house around the verification: no way past it, and certificates as openssl sees them."""

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from skill.alexa import certificates
from skill.alexa.app import VerifierMissingError, create_app
from skill.alexa.certificates import (
    TrustStoreError,
    load_trust,
)
from tests.alexa.fakes import Parts
from tests.alexa.pki import DAY, NOW, Leaf, World
from tests.alexa.test_verify import bad_leaves


@pytest.fixture(scope="module")
def world() -> World:
    return World.make()


def test_there_is_no_service_without_a_verifier_outside_development() -> None:
    with pytest.raises(VerifierMissingError):
        create_app(Parts(2), dev=False)


def test_openssl_agrees_about_the_certificates(world: World, tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    root, between, of_leaf = (tmp_path / name for name in ("root.pem", "between.pem", "leaf.pem"))
    root.write_bytes(world.root.certificate.public_bytes(Encoding.PEM))

    def verified(subject: Leaf) -> bool:
        """Whether openssl trusts it, with what is served beside it."""
        of_leaf.write_bytes(subject.certificate.public_bytes(Encoding.PEM))
        between.write_bytes(b"".join(c.public_bytes(Encoding.PEM) for c in subject.chain))
        beside = ("-untrusted", str(between)) if subject.chain else ()
        done = subprocess.run(
            [openssl, "verify", "-attime", str(int(NOW.timestamp())), "-verify_hostname",
             "echo-api.amazon.com", "-purpose", "sslserver", "-auth_level", "2",
             "-CAfile", str(root), *beside, str(of_leaf)],
            capture_output=True, check=False,
        )  # fmt: skip
        return done.returncode == 0

    assert verified(world.genuine)
    for kind, subject in bad_leaves(world).items():
        assert not verified(subject), kind


def test_the_trust_store(world: World, tmp_path: Path) -> None:
    store = tmp_path / "roots.pem"
    good = world.root.certificate.public_bytes(Encoding.PEM)
    odd = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    store.write_bytes(odd + good)
    chain = load_trust(store).chain(world.genuine.pem, NOW)
    assert isinstance(chain, certificates.Chain)
    assert chain.valid_until == NOW + 30 * DAY
    assert isinstance(load_trust().chain(world.genuine.pem, NOW), certificates.Untrusted)
    with pytest.raises(TrustStoreError, match="cannot be read"):
        load_trust(tmp_path / "nowhere.pem")
    store.write_bytes(odd)
    with pytest.raises(TrustStoreError, match="no certificate"):
        load_trust(store)
