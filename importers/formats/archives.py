"""Archives that came from outside: looked at before anything is unpacked, and unpacked only under names of ours."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from importers.errors import N_, ImportProblem
from importers.limits import MAX_MEMBERS, MAX_RATIO, MAX_UNPACKED, RATIO_FROM

_NESTED = {".zip", ".kmz", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".7z", ".rar", ".tar", ".lha", ".cab", ".iso"}
_JUNK = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"}
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_END = b"PK\x05\x06"
_CHUNK = 1 << 16


def members(path: Path) -> list[zipfile.ZipInfo]:
    """The files in the archive, none of which is dangerous by its name, kind or size.

    Raises ImportProblem for an archive that is broken, locked, too large unpacked, or that holds links, other
    archives or paths that lead outside.
    """
    with _one_line(path):
        _refuse_crowd(path)
        with zipfile.ZipFile(path) as archive:
            found = [info for info in archive.infolist() if not info.is_dir() and not _is_junk(info)]
    if not found:
        raise ImportProblem(N_("The archive %(file)s is empty."), file=path.name)
    for info in found:
        _refuse_member(info)
    _refuse_bomb(path, found)
    return found


def extract(path: Path, info: zipfile.ZipInfo, target: Path) -> Path:
    """``target``, now holding that member of the archive (checked by ``members`` before)."""
    left = info.file_size
    with _one_line(path), zipfile.ZipFile(path) as archive, archive.open(info) as source, target.open("xb") as sink:
        while chunk := source.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise zipfile.BadZipFile("longer than declared")
            sink.write(chunk)
    return target


def _refuse_crowd(path: Path) -> None:
    """Looks at the count in the archive's last record: reading a list of millions would itself fill the memory."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - (1 << 16) - 22))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 12:
        raise zipfile.BadZipFile("no end record")
    if struct.unpack_from("<H", tail, at + 10)[0] > MAX_MEMBERS:
        raise ImportProblem(
            N_("The archive %(file)s holds more than %(most)s files."), file=path.name, most=MAX_MEMBERS
        )


def _refuse_member(info: zipfile.ZipInfo) -> None:
    name = PurePosixPath(info.filename.replace("\\", "/"))
    if name.is_absolute() or ".." in name.parts or ":" in name.parts[0]:
        raise ImportProblem(N_("The archive wants to write outside its folder: %(name)s."), name=info.filename)
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise ImportProblem(N_("The archive holds a link or a device, not a file: %(name)s."), name=info.filename)
    if name.suffix.lower() in _NESTED:
        raise ImportProblem(
            N_("The archive holds another archive, %(name)s: unpack it and give the files in it."), name=info.filename
        )
    if info.flag_bits & 0x1:
        raise ImportProblem(N_("The archive is locked with a password: unlock it and try again."))
    if info.compress_type not in _METHODS:
        raise ImportProblem(N_("The archive is packed in an unusual way: pack it again as an ordinary zip file."))


def _refuse_bomb(path: Path, found: list[zipfile.ZipInfo]) -> None:
    total, packed = sum(info.file_size for info in found), max(1, path.stat().st_size)
    if total > MAX_UNPACKED or (total > RATIO_FROM and total / packed > MAX_RATIO):
        raise ImportProblem(
            N_("The archive %(file)s would unpack to %(size)s MB, which is more than is allowed."),
            file=path.name,
            size=total // 1_000_000,
        )


def _is_junk(info: zipfile.ZipInfo) -> bool:
    return not _JUNK.isdisjoint(PurePosixPath(info.filename).parts)


@contextmanager
def _one_line(path: Path) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise ImportProblem(
            N_("The archive %(file)s is damaged or not complete: get or make it anew."), file=path.name
        ) from error
