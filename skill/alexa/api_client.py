"""How Alexa's own services are called: behind the SDK's port, for a bounded time, and nobody else.

Where to call is written in a request, so it is looked at as if anybody could have written it.
"""

import http.client
import json
import re
import ssl
import time
from urllib.parse import urlsplit

from ask_sdk_core.exceptions import ApiClientException
from ask_sdk_model.services import ApiClient, ApiClientRequest, ApiClientResponse

from skill.alexa.exchange import TooLargeError, exchange

CALL_SECONDS = 1.5
"""The longest one call takes. Two may be made in a turn, and Alexa gives up on us after eight."""
ANSWER_BYTES = 64 * 1024

_ALEXA = re.compile(r"https://api(\.[a-z]{2})?\.amazonalexa\.com(:443)?(?=/)")
_LOOPBACK = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\]):\d{1,5}(?=/)")


class AlexaServices(ApiClient):
    """Calls Alexa's services; with `loopback` one on this machine too, for development."""

    def __init__(self, *, loopback: bool = False) -> None:
        self._loopback = loopback

    def invoke(self, request: ApiClientRequest) -> ApiClientResponse:
        """Make one call; raises `ApiClientException`, which says nothing of the request."""
        try:
            connection, path = self._connection(request.url or "")
            answer = exchange(
                connection,
                request.method or "GET",
                path,
                until=time.monotonic() + CALL_SECONDS,
                most_bytes=ANSWER_BYTES,
                body=None if request.body is None else json.dumps(request.body).encode(),
                headers=dict(request.headers or []),
            )
        except (OSError, ValueError, http.client.HTTPException, TooLargeError) as error:
            raise ApiClientException(type(error).__name__) from None
        return ApiClientResponse(
            headers=list(answer.headers),
            status_code=answer.status,
            body=answer.body.decode("utf-8", "replace"),
        )

    def _connection(self, url: str) -> tuple[http.client.HTTPConnection, str]:
        """A connection to the service, not opened yet, and the path there."""
        secure = _ALEXA.match(url)
        if secure is None and not (self._loopback and _LOOPBACK.match(url)):
            raise ApiClientException("not one of Alexa's services")
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        host, port = parts.hostname or "", parts.port
        if secure is not None:
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(host, port, context=context), path
        return http.client.HTTPConnection(host, port), path
