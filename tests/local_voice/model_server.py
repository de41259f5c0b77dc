"""A publisher's site on the loopback: gives one archive, well or badly."""

import http.server
import io
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

NAME = "vosk-model-small-en-us-0.15"


def archive(files: dict[str, bytes] | None = None) -> bytes:
    """A zip with these files; without any, what looks like a model."""
    if files is None:
        files = {
            f"{NAME}/{part}/final": bytes(range(256)) * 400 for part in ("am", "conf", "graph")
        }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return held.getvalue()


@dataclass
class Site:
    """How the server behaves."""

    data: bytes
    status: int = 200
    drop_after: list[int] = field(default_factory=list)
    """For each request in turn: break off after so many bytes."""
    resumes: bool = True
    slow: float = 0.0
    """Seconds between pieces."""
    length: bool = True
    """Whether the length is told."""
    location: str = ""
    ranges: list[str | None] = field(default_factory=list)
    """What was asked for."""
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    """Serve it for a while."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range")
            site.ranges.append(wanted)
            if site.status != 200:
                self.send_response(site.status)
                if site.location:
                    self.send_header("Location", site.location)
                self.end_headers()
                return
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
            whole = len(site.data)
            if wanted and site.resumes and start >= whole:
                self.send_error(416)
                return
            if not site.resumes:
                start = 0
            self.send_response(206 if start else 200)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{whole - 1}/{whole}")
            if site.length:
                self.send_header("Content-Length", str(whole - start))
            self.end_headers()
            most = site.drop_after.pop(0) if site.drop_after else whole
            rest = site.data[start : start + most]
            for at in range(0, len(rest), 50_000):
                self.wfile.write(rest[at : at + 50_000])
                self.wfile.flush()
                time.sleep(site.slow)
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            pass

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that has heard enough hangs up."""

    server = Server(("127.0.0.1", 0), Handler)
    site.port = server.server_address[1]
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
