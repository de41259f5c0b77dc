"""A stand-in for Alexa's services, as their documentation describes them, and an Echo beside it."""

import json
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model.services.reminder_management import Trigger

from content.schema import Catalog
from tests.channels.alexa import Device

TOKEN = "in-session-token"  # noqa: S105 - no password
DEVICE = "amzn1.ask.device.TEST/1 2"
ZONE_PATH = "/v2/devices/{}/settings/System.timeZone"


@dataclass
class Services:
    """Time zone and reminders of one account."""

    zone: str = "America/Los_Angeles"
    allowed: bool = True
    """Whether the account lets the skill set reminders."""
    refusal: tuple[int, str] | None = None
    """What creating is answered with instead, and the code in its body."""
    zone_status: int = 200
    delay: float = 0.0
    garbled: bool = False
    """Whether answers are no JSON."""
    created: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> "Services":
        services = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                services.asked.append(f"GET {unquote(self.path)}")
                time.sleep(services.delay)
                if self.headers["Authorization"] != f"Bearer {TOKEN}":
                    self._answer(401, {"code": "UNAUTHORIZED"})
                elif unquote(self.path) != ZONE_PATH.format(DEVICE):
                    self._answer(404, {"code": "NOT_FOUND"})
                elif services.zone_status != 200:
                    self._answer(services.zone_status, None)
                else:
                    self._answer(200, services.zone)

            def do_POST(self) -> None:
                services.asked.append(f"POST {self.path}")
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self._answer(*services.create(self.headers, self.path, body))

            def _answer(self, status: int, data: object) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                try:
                    if services.garbled:
                        self.wfile.write(b"<html>\xff")
                    elif data is not None:
                        self.wfile.write(json.dumps(data).encode())
                except ConnectionError:
                    return  # the service has turned away, as it should

            def log_message(self, *_args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def endpoint(self) -> str:
        """As a request names it."""
        return f"http://127.0.0.1:{self.port}"

    def create(self, headers: Any, path: str, body: bytes) -> tuple[int, object]:  # noqa: ANN401 - the library's message
        """Create a reminder, or say why not, as the documentation has it."""
        if headers["Authorization"] != f"Bearer {TOKEN}":
            return 401, {"code": "INVALID_BEARER_TOKEN", "message": "Access token invalid"}
        if path != "/v1/alerts/reminders" or "json" not in headers["Content-type"]:
            return 404, {"code": "NOT_FOUND"}
        if not self.allowed:
            return 401, {"code": "UNAUTHORIZED", "message": "The permission was not given"}
        data = json.loads(body)
        problem = invalid(data)
        if problem:
            return 400, {"code": "INVALID_REQUEST", "message": problem}
        if self.refusal is not None:
            status, code = self.refusal
            return status, {"code": code, "message": "as the test wants it"}
        self.created.append(data)
        return 201, {"alertToken": "1", "status": "ON", "version": "1", "href": f"{path}/1"}


def invalid(data: dict[str, Any]) -> str:
    """What is wrong with a request for a reminder; empty when nothing is.

    The SDK's own class for the words of a reminder cannot be read by its serializer (it names a
    module that does not exist), so the documented keys are compared one by one.
    """
    if set(data) != {"requestTime", "trigger", "alertInfo", "pushNotification"}:
        return "the keys"
    trigger = data["trigger"]
    read = DefaultSerializer().deserialize(json.dumps(trigger), Trigger)
    if DefaultSerializer().serialize(read) != trigger or not trigger["timeZoneId"]:
        return "the trigger"
    at = datetime.fromisoformat(trigger["scheduledTime"])
    asked = datetime.fromisoformat(data["requestTime"])
    if at.tzinfo is not None or at <= asked.replace(tzinfo=None):
        return "the time"
    content = data["alertInfo"]["spokenInfo"]["content"]
    if not content or not all(set(item) == {"locale", "text"} for item in content):
        return "the words"
    return "" if data["pushNotification"]["status"] in ("ENABLED", "DISABLED") else "the push"


class Echo(Device):
    """An Echo whose requests name the stand-in."""

    def __init__(self, port: int, catalog: Catalog, services: Services) -> None:
        super().__init__(port, catalog)
        self._services = services
        self.endpoint = services.endpoint
        self.token: str | None = TOKEN
        self.scope: str | None = None
        """What the request says of the permission, if anything."""

    def envelope(self, request: dict[str, Any]) -> dict[str, Any]:
        data = super().envelope(request)
        system = data["context"]["System"]
        system["apiEndpoint"] = self.endpoint
        system["device"]["deviceId"] = DEVICE
        system.pop("apiAccessToken")
        if self.token is not None:
            system["apiAccessToken"] = self.token
        if self.scope is not None:
            scopes = {"alexa::alerts:reminders:skill:readwrite": {"status": self.scope}}
            system["user"] = {**system["user"], "permissions": {"scopes": scopes}}
        return data

    def answered(self, response: dict[str, Any], status: str, code: str = "200") -> dict[str, Any]:
        """Alexa has asked for leave, as `response` told it to, and tells how that went."""
        directive = response["response"]["directives"][0]
        return self.request(
            self._dated(
                {
                    "type": "Connections.Response",
                    "name": directive["name"],
                    "status": {"code": code, "message": "OK"},
                    "payload": {
                        "permissionScope": directive["payload"]["permissionScope"],
                        "status": status,
                        "isCardThrown": False,
                    },
                    "token": directive["token"],
                }
            )
        )
