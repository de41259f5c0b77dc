"""Fetches one file of known size: resumes where it broke off, checks what came.

The only module of the local voice that opens a network connection, and only on the person's word.
"""

import hashlib
import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeAlias
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 20.0
"""Without a byte for so long, the connection counts as broken."""
ATTEMPTS = 4
"""Connections in all; each goes on where the last one broke off."""
BETWEEN_SECONDS = 1.0
CHUNK = 64 * 1024
_PARTIAL, _WHOLE, _BEYOND = 206, 200, 416

Progress: TypeAlias = Callable[[int], None]
"""Told how many bytes are there."""


class FetchError(Exception):
    """The file could not be had."""


class NoNetworkError(FetchError):
    """The host cannot be reached."""


class RefusedError(FetchError):
    """The host answers, but not with the file."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


class BrokenOffError(FetchError):
    """The connection broke off again and again; what came is kept."""

    def __init__(self, done: int) -> None:
        super().__init__(str(done))
        self.done = done


class WrongSizeError(FetchError):
    """What came is longer or shorter than the file; it was deleted."""


class WrongChecksumError(FetchError):
    """What came is another file; it was deleted."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file on a server."""

    url: str
    size: int
    sha256: str | None


class _SameSafety(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but never from https to something that can be read on the way."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if urlsplit(newurl).scheme not in ("https", urlsplit(req.full_url).scheme):
            raise RefusedError(code)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(
    wanted: Wanted,
    part: Path,
    progress: Progress,
    *,
    timeout: float = TIMEOUT_SECONDS,
    sleep: Callable[[float], None] = time.sleep,
) -> str:
    """Fetch the file into `part` and return its SHA-256.

    Raises `FetchError`, or `OSError` for the disk's troubles.
    """
    opener = urllib.request.build_opener(_SameSafety)
    reached = False
    for attempt in range(ATTEMPTS):
        if attempt > 1 and not reached:
            break  # there is no network, rather than a bad one
        if attempt:
            sleep(BETWEEN_SECONDS * attempt)
        try:
            reached = _more(opener, wanted, part, progress, timeout) or reached
        except urllib.error.HTTPError as error:
            raise RefusedError(error.code) from None
        except urllib.error.URLError:
            continue
        except _Dropped:
            reached = True
        if _length(part) >= wanted.size:
            return _checked(wanted, part)
    if not reached:
        raise NoNetworkError
    raise BrokenOffError(_length(part))


class _Dropped(Exception):  # noqa: N818 - an event between two attempts
    """The connection was lost in the middle."""


def _more(
    opener: urllib.request.OpenerDirector,
    wanted: Wanted,
    part: Path,
    progress: Progress,
    timeout: float,
) -> bool:
    """One connection. Writes what comes behind what is there."""
    done = _length(part)
    if done >= wanted.size:
        return True
    request = urllib.request.Request(wanted.url)  # noqa: S310 - https, or a mirror the person names
    if done:
        request.add_header("Range", f"bytes={done}-")
    try:
        answer = opener.open(request, timeout=timeout)
    except urllib.error.HTTPError as error:
        if error.code != _BEYOND:
            raise
        part.unlink()  # what is there is not the beginning of this file
        return True
    except urllib.error.URLError:
        raise
    except (http.client.HTTPException, OSError):
        raise _Dropped from None
    with answer:
        if answer.status == _PARTIAL and not _fits(answer, done, wanted.size):
            part.unlink()
            raise WrongSizeError
        if answer.status == _WHOLE:
            done = 0
            _same_size(answer, wanted, part)
        elif answer.status != _PARTIAL:
            raise RefusedError(answer.status)
        with part.open("ab" if done else "wb") as file:
            _copy(answer, file, done, wanted.size, progress)
    if _length(part) > wanted.size:
        part.unlink()
        raise WrongSizeError
    return True


def _copy(answer: Any, file: IO[bytes], done: int, size: int, progress: Progress) -> None:  # noqa: ANN401 - urllib names no type
    progress(done)
    while done <= size:
        try:
            chunk = answer.read1(CHUNK)
        except (http.client.HTTPException, OSError):
            raise _Dropped from None
        if not chunk:
            return
        file.write(chunk[: size + 1 - done])  # one byte more than wanted shows that it is too long
        done += len(chunk)
        progress(min(done, size))


def _fits(answer: Any, done: int, size: int) -> bool:  # noqa: ANN401 - urllib names no type
    """Whether what the server sends is the rest of our file."""
    return bool(answer.headers.get("Content-Range") == f"bytes {done}-{size - 1}/{size}")


def _same_size(answer: Any, wanted: Wanted, part: Path) -> None:  # noqa: ANN401 - urllib names no type
    length = answer.headers.get("Content-Length")
    if length is not None and length != str(wanted.size):
        part.unlink(missing_ok=True)
        raise WrongSizeError


def _length(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _checked(wanted: Wanted, part: Path) -> str:
    if _length(part) != wanted.size:
        part.unlink()
        raise WrongSizeError
    with part.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if wanted.sha256 is not None and digest != wanted.sha256:
        part.unlink()
        raise WrongChecksumError
    return digest
