"""POST /alexa as plain WSGI, in front of Flask, which serves everything else.

For this one path, Flask's own work costs more than verification and the answer have to.
"""

import http
import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, assert_never

from werkzeug.exceptions import HTTPException
from werkzeug.wsgi import get_input_stream

from skill.alexa.envelope import Envelope, Malformed, read_envelope
from skill.alexa.limits import REQUEST_BYTES
from skill.alexa.logs import ROUTE
from skill.alexa.skill import AlexaSkill
from skill.alexa.verify import CHAIN_HEADER, SIGNATURE_HEADER, Forged, Genuine, Verifier

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

PATH = "/alexa"
JSON = "application/json;charset=UTF-8"


class Endpoint:
    """Answers Alexa's requests, all of them where there is no verifier."""

    def __init__(
        self, rest: "WSGIApplication", skill: AlexaSkill, verifier: Verifier | None
    ) -> None:
        self._rest = rest
        self._skill = skill
        self._verifier = verifier

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """One request."""
        if environ.get("PATH_INFO") != PATH:
            return self._rest(environ, start_response)
        environ[ROUTE] = PATH
        if environ["REQUEST_METHOD"] != "POST":
            return _nothing(start_response, 405, ("Allow", "POST"))
        try:
            envelope = self._envelope(environ)
            if isinstance(envelope, Malformed):
                return _nothing(start_response, 400)
            answer = self._skill.answer(envelope)
        except Exception as error:  # noqa: BLE001 - nothing is around this that would answer
            # Its text and its traceback may hold what was said.
            log.error("a request failed: %s", type(error).__name__)  # noqa: TRY400 - on purpose
            return _nothing(start_response, 500)
        headers = [("Content-Type", JSON), ("Content-Length", str(len(answer)))]
        start_response("200 OK", headers)
        return [answer]

    def _envelope(self, environ: "WSGIEnvironment") -> Envelope | Malformed:
        try:
            body = get_input_stream(environ, max_content_length=REQUEST_BYTES).read()
        except HTTPException:
            return Malformed()  # too large, or cut short
        if self._verifier is None:
            return read_envelope(body)
        chain_url, signature = environ.get(_CHAIN, ""), environ.get(_SIGNATURE, "")
        verdict = self._verifier.check(chain_url, signature, body)
        match verdict:
            case Genuine(envelope=envelope):
                return envelope
            case Forged(reason=reason):
                log.warning("refused a request: %s", reason)
                return Malformed()
            case _:
                assert_never(verdict)


def _nothing(
    start_response: "StartResponse", status: int, *headers: tuple[str, str]
) -> Iterable[bytes]:
    """No page, no words: the status says it."""
    phrase = http.HTTPStatus(status).phrase.upper()
    start_response(f"{status} {phrase}", [*headers, ("Content-Length", "0")])
    return []


def _variable(header: str) -> str:
    """What WSGI calls a header."""
    return f"HTTP_{header.upper().replace('-', '_')}"


_CHAIN, _SIGNATURE = _variable(CHAIN_HEADER), _variable(SIGNATURE_HEADER)
