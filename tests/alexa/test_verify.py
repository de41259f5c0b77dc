"""What must not pass, each over a socket: a certificate server, the service, a request."""

import contextlib
import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from werkzeug.serving import make_server

from skill.alexa import certificates
from skill.alexa.app import create_app
from skill.alexa.certificates import (
    Chains,
    Fetcher,
    Trust,
    address,
)
from skill.alexa.verify import Verifier
from tests.alexa.fakes import Parts
from tests.alexa.pki import DAY, NOW, Leaf, World, authority, leaf, rsa_key
from tests.alexa.requests import APPLICATION, envelope, launch
from tests.channels.alexa import post

URL = "https://s3.amazonaws.com/echo.api/echo-api-cert.pem"
PATH = "/echo.api/echo-api-cert.pem"


@pytest.fixture(scope="module")
def world() -> World:
    return World.make()


class CertificateServer:
    """What Amazon's bucket answers."""

    def __init__(self) -> None:
        self.status = 200
        self.body = b""
        self.delay = 0.0
        self.trickle = 0.0
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                time.sleep(outer.delay)
                self.send_response(outer.status)
                self.end_headers()
                try:
                    if not outer.trickle:
                        self.wfile.write(outer.body)
                        return
                    for byte in outer.body:
                        self.wfile.write(bytes([byte]))
                        time.sleep(outer.trickle)
                except ConnectionError:
                    return  # the service has turned away, as it should

            def log_message(self, *_args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()

    def connect(self) -> http.client.HTTPConnection:
        """Instead of Amazon's bucket."""
        return http.client.HTTPConnection("127.0.0.1", self._server.server_port, timeout=2)

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@dataclass
class Service:
    """The service under attack."""

    world: World
    certificates: CertificateServer
    port: int
    times: list[datetime] = field(default_factory=lambda: [NOW])

    def send(
        self,
        *,
        url: str | None = URL,
        body: bytes | None = None,
        signer: Leaf | None = None,
        headers: dict[str, str] | None = None,
        change: Callable[[bytes], bytes] = lambda body: body,
    ) -> tuple[int, bytes]:
        """A request, genuine but for what is said."""
        signer = signer or self.world.genuine
        if not self.certificates.body:
            self.certificates.body = signer.pem
        body = json.dumps(envelope(launch())).encode() if body is None else body
        sent = {"Signature-256": signer.sign(body)}
        if url is not None:
            sent["SignatureCertChainUrl"] = url
        return post(self.port, change(body), headers=sent if headers is None else headers)

    def refuses(self, **what: Any) -> bool:  # noqa: ANN401 - what send takes
        """Whether a request is refused, without a word."""
        return self.send(**what) == (400, b"")


@pytest.fixture
def service(world: World) -> Iterator[Service]:
    bucket = CertificateServer()
    times = [NOW]
    chains = Chains(Fetcher(bucket.connect), Trust([world.root.certificate]))
    verifier = Verifier(chains, APPLICATION, lambda: times[0])
    app = create_app(Parts(2), dev=False, verifier=verifier, choose=lambda: 0)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield Service(world, bucket, server.server_port, times)
    server.shutdown()
    thread.join()
    server.server_close()
    bucket.close()


# -- what passes -----------------------------------------------------------------------------------


def test_a_genuine_request_passes(service: Service) -> None:
    status, body = service.send()
    assert status == 200
    assert b"part 0." in body


@pytest.mark.parametrize(
    "url",
    [
        "https://s3.amazonaws.com/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com:443/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com/echo.api/../echo.api/echo-api-cert.pem",
        "HTTPS://S3.AmazonAWS.com/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com/echo.api/./x//echo-api-cert-13.pem",
    ],
)
def test_amazons_forms_of_the_address_pass(service: Service, url: str) -> None:
    assert service.send(url=url)[0] == 200


def test_a_chain_is_fetched_once_and_again_after_it_has_expired(service: Service) -> None:
    for _ in range(3):
        assert service.send()[0] == 200
    assert service.certificates.asked == [PATH]
    service.times[0] = NOW + 31 * DAY
    assert service.refuses()
    assert service.certificates.asked == [PATH, PATH]


def test_a_second_address_has_its_own_chain(service: Service) -> None:
    assert service.send()[0] == 200
    assert service.send(url=URL.replace("cert", "cert-13"))[0] == 200
    assert len(service.certificates.asked) == 2


@pytest.mark.parametrize("seconds", [-149, 149])
def test_a_time_near_ours_passes(service: Service, seconds: float) -> None:
    service.times[0] = NOW + timedelta(seconds=seconds)
    assert service.send()[0] == 200


def test_a_skill_event_may_be_older(service: Service) -> None:
    body = json.dumps(envelope(launch(type="AlexaSkillEvent.SkillDisabled"), session=None)).encode()
    service.times[0] = NOW + timedelta(seconds=3_500)
    assert service.send(body=body)[0] == 200
    service.times[0] = NOW + timedelta(seconds=3_700)
    assert service.refuses(body=body)


@pytest.mark.parametrize("stamp", [NOW.timestamp(), int(NOW.timestamp() * 1000)])
def test_a_time_may_be_a_number(service: Service, stamp: float) -> None:
    assert service.send(body=json.dumps(envelope(launch(timestamp=stamp))).encode())[0] == 200


# -- the signature ---------------------------------------------------------------------------------


def test_missing_headers(service: Service) -> None:
    body = json.dumps(envelope(launch())).encode()
    signature = service.world.genuine.sign(body)
    assert service.refuses(headers={})
    assert service.refuses(headers={"Signature-256": signature})
    assert service.refuses(headers={"SignatureCertChainUrl": URL})
    assert service.refuses(headers={"SignatureCertChainUrl": URL, "Signature-256": ""})


@pytest.mark.parametrize(
    "signature", ["x", "äöü", "AAAA", "A" * 344, "%", "=", "QUJD\r", "A" * 9_000, "a b c d"]
)
def test_a_wrong_signature(service: Service, signature: str) -> None:
    sent = {"SignatureCertChainUrl": URL, "Signature-256": signature.strip()}
    assert service.refuses(
        headers={k: v.encode("latin-1").decode("latin-1") for k, v in sent.items()}
    )


def test_the_old_signature_alone_is_none(service: Service) -> None:
    body = json.dumps(envelope(launch())).encode()
    old = service.world.genuine.sign_sha1(body)
    assert service.refuses(headers={"SignatureCertChainUrl": URL, "Signature": old})
    assert service.refuses(headers={"SignatureCertChainUrl": URL, "Signature-256": old})


def test_a_signature_by_another_certificate(service: Service) -> None:
    stranger = leaf(service.world.intermediate, key=rsa_key("stranger"))
    service.certificates.body = service.world.genuine.pem
    assert service.refuses(signer=stranger)


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body + b" ",
        lambda body: body[:-1],
        lambda body: body.replace(b"LaunchRequest", b"launchRequest"),
        lambda _: b"",
    ],
)
def test_a_body_changed_by_a_byte(service: Service, change: Callable[[bytes], bytes]) -> None:
    assert service.refuses(change=change)


# -- the certificate -------------------------------------------------------------------------------


def bad_leaves(world: World) -> dict[str, Leaf]:
    between = (world.intermediate.certificate,)
    other = authority("Another intermediate", world.other_root)
    late = authority("Expired intermediate", world.root, until=NOW - DAY)
    return {
        "expired": leaf(world.intermediate, until=NOW - DAY, chain=between),
        "not yet valid": leaf(world.intermediate, since=NOW + DAY, chain=between),
        "wrong name": leaf(world.intermediate, names=("example.com",), chain=between),
        "name of a subdomain": leaf(
            world.intermediate, names=("x.echo-api.amazon.com",), chain=between
        ),
        "name in the subject alone": leaf(
            world.intermediate, names=("echo-api.amazon.com.example.com",), chain=between
        ),
        "self-signed": leaf(None),
        "untrusted root": leaf(other, chain=(other.certificate, world.other_root.certificate)),
        "missing intermediate": leaf(world.intermediate),
        "expired intermediate": leaf(late, chain=(late.certificate,)),
        "another's intermediate": leaf(world.intermediate, chain=(other.certificate,)),
        "an authority's own": Leaf(world.intermediate.key, world.intermediate.certificate),
        "issued by a leaf": leaf(
            _as_authority(world.genuine), chain=(world.genuine.certificate, *between)
        ),
        "a small key": leaf(world.intermediate, key=rsa_key("small", 1024), chain=between),
    }


def _as_authority(issuer: Leaf) -> Any:  # noqa: ANN401 - a leaf in an authority's place
    return issuer


@pytest.mark.parametrize("kind", list(bad_leaves(World.make())))
def test_a_certificate_that_does_not_hold(service: Service, kind: str) -> None:
    assert service.refuses(signer=bad_leaves(service.world)[kind])


def test_a_certificate_with_another_kind_of_key(service: Service) -> None:
    between = (service.world.intermediate.certificate,)
    key = ec.generate_private_key(ec.SECP256R1())
    service.certificates.body = leaf(service.world.intermediate, key=key, chain=between).pem
    assert service.refuses()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no certificate",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        b"-----BEGIN CERTIFICATE-----\n",
        b"\xff" * 1000,
    ],
)
def test_a_file_that_is_no_certificate(service: Service, body: bytes) -> None:
    service.certificates.body = body or b" "
    assert service.refuses()


@pytest.mark.parametrize("status", [301, 403, 404, 500, 503])
def test_a_bucket_that_does_not_give_it(service: Service, status: int) -> None:
    service.certificates.status = status
    assert service.refuses()


def test_a_bucket_that_gives_too_much(service: Service) -> None:
    service.certificates.body = service.world.genuine.pem + b" " * 10_000_000
    assert service.refuses()


@pytest.mark.parametrize("how", ["silent", "trickling"])
def test_a_slow_bucket(service: Service, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificates, "FETCH_SECONDS", 0.4)
    if how == "silent":
        service.certificates.delay = 2
    else:
        service.certificates.trickle = 0.05
    started = time.monotonic()
    assert service.refuses()
    assert time.monotonic() - started < 1.5


def test_no_bucket_at_all(world: World) -> None:
    def nowhere() -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", 1, timeout=1)

    chains = Chains(Fetcher(nowhere), Trust([world.root.certificate]))
    verifier = Verifier(chains, APPLICATION, lambda: NOW)
    client = create_app(Parts(2), dev=False, verifier=verifier).test_client()
    headers = {"SignatureCertChainUrl": URL, "Signature-256": "AAAA"}
    assert client.post("/alexa", data=b"{}", headers=headers).status_code == 400


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://s3.amazonaws.com/echo.api/echo-api-cert.pem",
        "ftp://s3.amazonaws.com/echo.api/echo-api-cert.pem",
        "//s3.amazonaws.com/echo.api/echo-api-cert.pem",
        "https://notamazon.com/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com.example.com/echo.api/echo-api-cert.pem",
        "https://example.s3.amazonaws.com/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com./echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com/EcHo.aPi/echo-api-cert.pem",
        "https://s3.amazonaws.com/invalid.path/echo-api-cert.pem",
        "https://s3.amazonaws.com/echo.apix/echo-api-cert.pem",
        "https://s3.amazonaws.com/echo.api",
        "https://s3.amazonaws.com/echo.api/",
        "https://s3.amazonaws.com//echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com/echo.api/../attacker/x.pem",
        "https://s3.amazonaws.com/echo.api/../../x.pem",
        "https://s3.amazonaws.com/attacker/echo.api/x.pem",
        "https://s3.amazonaws.com/echo.api/%2e%2e/attacker/x.pem",
        "https://s3.amazonaws.com/echo.api/%2E%2E/echo.api/x.pem",
        "https://s3.amazonaws.com/echo.api%2Fx.pem",
        "https://s3.amazonaws.com/echo.api\\x.pem",
        "https://s3.amazonaws.com:563/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com:99999/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com:/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com:443443/echo.api/echo-api-cert.pem",
        "https://user@s3.amazonaws.com/echo.api/echo-api-cert.pem",
        "https://user:secret@s3.amazonaws.com/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com@example.com/echo.api/echo-api-cert.pem",
        "https://[::1]/echo.api/echo-api-cert.pem",
        "https://[s3.amazonaws.com]/echo.api/echo-api-cert.pem",
        "https://[/echo.api/x.pem",
        "https://]/echo.api/x.pem",
        "https://s3.amazonaws.com/echo.api/echo-api-cert.pem?x=1",
        "https://s3.amazonaws.com/echo.api/echo-api-cert.pem#x",
        "https://s3.amazonaws.com/echo.api/echo-api-cert.pem;x",
        "https://s3.amazonaws.com/echo.api/a\tb.pem",
        "https://\u0073\u033d.amazonaws.com/echo.api/x.pem".encode().decode("latin-1"),
        " https://s3.amazonaws.com /echo.api/x.pem",
        "https:s3.amazonaws.com/echo.api/x.pem",
        "https:///echo.api/x.pem",
        "x" * 5_000,
    ],
)
def test_an_address_that_is_not_amazons(service: Service, url: str) -> None:
    assert address(url) is None
    assert service.refuses(url=url)
    assert service.certificates.asked == []


# -- time, skill and body --------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [-151, 151, 3_000, -86_400])
def test_too_early_and_too_late(service: Service, seconds: float) -> None:
    service.times[0] = NOW + timedelta(seconds=seconds)
    assert service.refuses()


def test_the_same_request_again_outside_its_time(service: Service) -> None:
    assert service.send()[0] == 200
    service.times[0] = NOW + timedelta(seconds=200)
    assert service.refuses()


@pytest.mark.parametrize(
    "stamp",
    [None, "", "2026-01-10T21:00:00", "2026-01-10", "noon", True, [], {}, 0, -1, 10**400,
     "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"],
)  # fmt: skip
def test_a_time_that_is_none(service: Service, stamp: object) -> None:
    assert service.refuses(body=json.dumps(envelope(launch(timestamp=stamp))).encode())


def test_no_time(service: Service) -> None:
    request = launch()
    del request["timestamp"]
    assert service.refuses(body=json.dumps(envelope(request)).encode())


def with_ids(context: object, session: object) -> bytes:
    data = envelope(launch())
    data["context"]["System"]["application"] = {"applicationId": context}
    data["session"]["application"] = {"applicationId": session}
    return json.dumps(data).encode()


def test_another_skill(service: Service) -> None:
    other = APPLICATION.replace("0", "1")
    assert service.send(body=with_ids(APPLICATION, APPLICATION))[0] == 200
    assert service.refuses(body=with_ids(other, other))
    assert service.refuses(body=with_ids(APPLICATION, other))
    assert service.refuses(body=with_ids(other, APPLICATION))
    assert service.refuses(body=with_ids([APPLICATION], None))
    assert service.refuses(body=json.dumps({"request": launch()}).encode())
    assert service.refuses(body=json.dumps(envelope(launch(), context=[], session="x")).encode())


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"null", b"garbage", b'{"request": {}}', b"\xff\xfe\x00", b"[" * 100_000,
     b'{"request": {"timestamp": NaN}}', b'{"request": ' + b'{"x":' * 20_000],
    ids=lambda body: repr(body[:16]),
)  # fmt: skip
def test_a_signed_body_that_is_no_request(service: Service, body: bytes) -> None:
    assert service.refuses(body=body)


def test_a_huge_body(service: Service) -> None:
    # It may be refused before it was all sent.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        assert service.refuses(body=b" " * 10_000_000)
    assert service.send()[0] == 200


def test_nothing_of_a_refused_request_is_logged(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    secret = launch(type="IntentRequest", intent={"name": "secretword"})
    service.times[0] = NOW + DAY
    assert service.refuses(body=json.dumps(envelope(secret)).encode())
    assert service.refuses(url="https://secretword.example.com/echo.api/x.pem")
    assert "refused a request: the time is missing or too far from ours" in caplog.text
    assert "secretword" not in caplog.text


def test_a_certificate_that_does_not_hold_is_named_in_the_log(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    assert service.refuses(signer=leaf(None))
    assert f"[{PATH}]" in caplog.text
