"""Files that appear whole or not at all, and that replace nothing unasked."""

from __future__ import annotations

import errno
import os
import secrets
import stat
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import OutputError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_FORCE_HINT = "use --force to replace it, or give another name"

# What a file system without hard links (a USB stick, some network drives) answers to link().
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK, errno.EXDEV}

# What a file system without locks (some network drives) answers to flock(). EBADF: NFS wants to
# write for a lock.
_NO_LOCKS = {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EBADF}

LOCKED_S = 10.0  # how long to wait for a lock
_PAUSE_S = 0.02

_NOT_PLAIN = -1
_PLAIN = {
    _NOT_PLAIN: ("this is not a plain file", "give another name"),
    errno.ENOENT: ("the folder {folder} does not exist", "make the folder first"),
    errno.ENOTDIR: ("{folder} is not a folder", "give another name"),
    errno.EACCES: ("you are not allowed to write in {folder}", "choose another folder"),
    errno.EPERM: ("you are not allowed to write in {folder}", "choose another folder"),
    errno.EROFS: ("{folder} can be read but not written", "choose another folder"),
    errno.ENOSPC: ("the disk is full", "make room, or choose another disk"),
    errno.EDQUOT: ("your share of the disk is full", "make room, or choose another disk"),
    errno.EFBIG: ("the file is larger than this disk or account allows", "choose another disk"),
    errno.ENAMETOOLONG: ("the name is too long", "give a shorter name"),
    errno.ELOOP: ("this link leads back to itself", "give another name"),
    errno.EEXIST: ("there is a file of this name already", _FORCE_HINT),
    errno.EISDIR: ("this is a folder", "give the name of a file inside it"),
}


def write_whole(path: Path, data: bytes, *, force: bool) -> None:
    """Write a file so that it appears whole or not at all; a link's target, not the link.

    Raises: OutputError if it cannot be written, or is there already and `force` is not given.
    """
    target = path
    try:
        target = Path(os.path.realpath(path))
        _write(target, data, mode=_mode_of_old(target, force=force), force=force)
    except OSError as error:
        raise _in_plain_words(path, target, error) from error
    except ValueError as error:
        raise OutputError.one(str(path), "this cannot be the name of a file") from error


def _mode_of_old(target: Path, *, force: bool) -> int | None:
    """Return the permissions of the file that will be replaced, or None if there is none.

    Raises: OSError if the target may not be replaced.
    """
    try:
        mode = os.lstat(target).st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise OSError(errno.EISDIR, "")
    if stat.S_ISLNK(mode):
        raise OSError(errno.ELOOP, "")
    # A rename over /dev/null would put a file in its place.
    if not stat.S_ISREG(mode):
        raise OSError(_NOT_PLAIN, "")
    if not force:
        raise OSError(errno.EEXIST, "")
    return stat.S_IMODE(mode)


def _write(target: Path, data: bytes, *, mode: int | None, force: bool) -> None:
    """Write to a temporary file beside the target, then give it the target's name.

    Raises: OSError for any failure; the temporary file is gone then.
    """
    temporary = _temporary_name(target)
    # 0o666 lets the umask decide; what replaces a private file is private from its first byte.
    descriptor = os.open(temporary, _NEW_FILE, 0o666 if mode is None else 0o600)
    try:
        with open(descriptor, "wb") as stream:  # noqa: PTH123  (a descriptor, not a path)
            stream.write(data)
            stream.flush()
            os.fsync(descriptor)
        if mode is not None:
            temporary.chmod(mode)
        _take(temporary, target, force=force)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


@contextmanager
def temporary_beside(path: Path) -> Iterator[Path]:
    """An empty private file for another program to fill, gone at the end if it has no place.

    Raises: OutputError if it cannot be made.
    """
    target = Path(os.path.realpath(path))
    temporary = _temporary_name(target)
    try:
        os.close(os.open(temporary, _NEW_FILE, 0o600))
    except OSError as error:
        raise _in_plain_words(path, target, error) from error
    try:
        yield temporary
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def take_place(temporary: Path, path: Path, *, force: bool) -> None:
    """Give a file from `temporary_beside` its name.

    Raises: OutputError as `write_whole`.
    """
    target = Path(os.path.realpath(path))
    try:
        _mode_of_old(target, force=force)
        with temporary.open("rb+") as stream:
            os.fsync(stream.fileno())
        _take(temporary, target, force=force)
    except OSError as error:
        raise _in_plain_words(path, target, error) from error


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock that one program, or one thread of it, has at a time; `path` is its empty file.

    Where the file system has no locks, it goes on without: each file is whole in any case.

    Raises: OutputError if the file cannot be made, or somebody else holds it for too long.
    """
    target = Path(os.path.realpath(path))
    try:
        descriptor = _opened(target)
    except OSError as error:
        raise _in_plain_words(path, target, error) from error
    try:
        deadline = time.monotonic() + LOCKED_S
        while not _took(path, target, descriptor):
            if time.monotonic() > deadline:
                text = "another program is writing here"
                raise OutputError.one(str(path.parent), text, "try again in a moment")
            time.sleep(_PAUSE_S)
        yield
    finally:
        os.close(descriptor)  # this lets go of the lock too


def _opened(target: Path) -> int:
    """Open the file of a lock; one that somebody else made need not be ours to write.

    Raises: OSError.
    """
    try:
        return os.open(target, os.O_RDWR | os.O_CREAT, 0o666)
    except PermissionError:
        if sys.platform == "win32":
            raise
        return os.open(target, os.O_RDONLY)


def _took(path: Path, target: Path, descriptor: int) -> bool:
    """Try to take the lock of an open file.

    Raises: OutputError.
    """
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
            return False
        if error.errno not in _NO_LOCKS:
            raise _in_plain_words(path, target, error) from error
    return True


def _temporary_name(target: Path) -> Path:
    return target.parent / f".hep-{secrets.token_hex(8)}.tmp"


def _take(temporary: Path, target: Path, *, force: bool) -> None:
    if force:
        temporary.replace(target)
    else:
        _claim(temporary, target)
    _sync_folder(target.parent)


def _claim(temporary: Path, target: Path) -> None:
    """Give a file a name that nobody has; nobody can take the name in between.

    Raises: OSError, with EEXIST if the name is taken.
    """
    try:
        os.link(temporary, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        os.close(os.open(target, _NEW_FILE, 0o600))
        try:
            temporary.replace(target)
        except BaseException:
            target.unlink()
            raise


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system can (Windows cannot)."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _in_plain_words(path: Path, target: Path, error: OSError) -> OutputError:
    number = error.errno or 0
    said, hint = _PLAIN.get(number, (f"it cannot be written ({os.strerror(number).lower()})", ""))
    return OutputError.one(str(path), said.format(folder=target.parent), hint)
