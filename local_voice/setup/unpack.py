"""Unpacks an archive that is not trusted: one folder of plain files, within bounds, or nothing."""

import shutil
import stat
import zipfile
from pathlib import Path, PurePosixPath

MOST_FILES = 500
CHUNK = 1024 * 1024
_ENCRYPTED = 0x1


class ArchiveError(Exception):
    """The archive is damaged or holds what it may not; the message says what."""


def unpack(archive: Path, name: str, folder: Path, most_bytes: int) -> Path:
    """The folder `name` of the archive, under `folder`: whole, or not at all.

    Raises `ArchiveError`, or `OSError` for the disk's troubles.
    """
    unpacking = folder / f".{name}.unpacking"
    shutil.rmtree(unpacking, ignore_errors=True)
    try:
        with zipfile.ZipFile(archive) as packed:
            members = _examined(packed, name, most_bytes)
            for member, path in members:
                _written(packed, member, unpacking / path, most_bytes)
        target = folder / name
        if not (unpacking / name).is_dir():
            raise ArchiveError("an empty archive")
        shutil.rmtree(target, ignore_errors=True)
        (unpacking / name).replace(target)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError):
        raise ArchiveError("damaged") from None
    except RuntimeError:
        raise ArchiveError("encrypted") from None  # what zipfile raises for a missing password
    finally:
        shutil.rmtree(unpacking, ignore_errors=True)
    return target


def _examined(
    packed: zipfile.ZipFile, name: str, most_bytes: int
) -> list[tuple[zipfile.ZipInfo, PurePosixPath]]:
    members = packed.infolist()
    if len(members) > MOST_FILES:
        raise ArchiveError("too many files")
    if sum(member.file_size for member in members) > most_bytes:
        raise ArchiveError("too large")
    return [(member, _place(member, name)) for member in members]


def _place(member: zipfile.ZipInfo, name: str) -> PurePosixPath:
    """Where a member belongs, when it may be there at all."""
    written = member.orig_filename
    path = PurePosixPath(written)
    if "\\" in written or ":" in written or "\0" in written or path.is_absolute():
        raise ArchiveError("a path that leads out")
    if ".." in path.parts or path.parts[:1] != (name,):
        raise ArchiveError("a path that leads out")
    mode = member.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ArchiveError("something that is no file")
    if member.flag_bits & _ENCRYPTED:
        raise ArchiveError("encrypted")
    return path


def _written(
    packed: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, most_bytes: int
) -> None:
    if member.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with packed.open(member) as source, target.open("xb") as file:
        done = 0
        while chunk := source.read(CHUNK):
            done += len(chunk)
            if done > most_bytes:
                raise ArchiveError("too large")
            file.write(chunk)
