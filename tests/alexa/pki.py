"""Certificates as Amazon's, made for the tests."""

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime(2026, 1, 10, 21, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ECHO = "echo-api.amazon.com"

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@cache
def rsa_key(name: str, bits: int = 2048) -> rsa.RSAPrivateKey:  # noqa: ARG001 - a key for each name
    """A key of this name; making one takes a while."""
    return rsa.generate_private_key(65537, bits)


@dataclass(frozen=True)
class Authority:
    """Somebody who issues certificates."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def authority(
    name: str, issuer: Authority | None = None, until: datetime | None = None
) -> Authority:
    """A root, or an intermediate that `issuer` vouches for."""
    key = rsa_key(name)
    signer = issuer.key if issuer else key
    issued_by = issuer.certificate.subject if issuer else _name(name)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(issued_by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - 900 * DAY)
        .not_valid_after(until or NOW + 900 * DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA256())
    )
    return Authority(key, certificate)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=not signs_certificates,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


@dataclass(frozen=True)
class Leaf:
    """A certificate that signs requests, and the file in which it is served."""

    key: Key
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()
    extra: bytes = field(default=b"")

    @property
    def pem(self) -> bytes:
        """Leaf first, then those who vouch for it."""
        blocks = [c.public_bytes(Encoding.PEM) for c in (self.certificate, *self.chain)]
        return b"".join(blocks) + self.extra

    def sign(self, body: bytes) -> str:
        """The Signature-256 header of a body."""
        assert isinstance(self.key, rsa.RSAPrivateKey)
        return base64.b64encode(self.key.sign(body, PKCS1v15(), hashes.SHA256())).decode()

    def sign_sha1(self, body: bytes) -> str:
        """The old Signature header."""
        assert isinstance(self.key, rsa.RSAPrivateKey)
        return base64.b64encode(self.key.sign(body, PKCS1v15(), hashes.SHA1())).decode()  # noqa: S303 - what an attacker sends


def leaf(
    issuer: Authority | None,
    *,
    names: tuple[str, ...] = (ECHO,),
    since: datetime = NOW - 30 * DAY,
    until: datetime = NOW + 30 * DAY,
    key: Key | None = None,
    chain: tuple[x509.Certificate, ...] = (),
) -> Leaf:
    """A server's certificate; self-signed without an issuer."""
    key = key or rsa_key("leaf")
    signer = issuer.key if issuer else key
    issued_by = issuer.certificate.subject if issuer else _name(names[0])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_name(names[0]))
        .issuer_name(issued_by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(n) for n in names]), critical=False
        )
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA256())
    )
    return Leaf(key, certificate, chain)


@dataclass(frozen=True)
class World:
    """A root everyone trusts, an intermediate, a genuine certificate; and somebody else's root."""

    root: Authority
    intermediate: Authority
    genuine: Leaf
    other_root: Authority

    @classmethod
    def make(cls) -> "World":
        """All of it."""
        root = authority("Root")
        intermediate = authority("Intermediate", root)
        genuine = leaf(intermediate, chain=(intermediate.certificate,))
        return cls(root, intermediate, genuine, authority("Another root"))
