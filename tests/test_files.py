"""A file appears whole or not at all, and replaces nothing unasked."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.errors import OutputError
from generator.files import locked, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

EXISTS = "there is a file of this name already; use --force to replace it, or give another name"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refusal(path: Path, *, force: bool = False, data: bytes = b"new") -> str:
    with pytest.raises(OutputError) as caught:
        write_whole(path, data, force=force)
    return str(caught.value).removeprefix(f"{path}: ")


def test_a_new_file_is_whole_and_alone_in_its_folder(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.pdf", b"x" * 3_000_000, force=False)
    assert (tmp_path / "a.pdf").read_bytes() == b"x" * 3_000_000
    assert names(tmp_path) == ["a.pdf"]


def test_a_file_is_replaced_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    assert refusal(path) == EXISTS
    assert path.read_bytes() == b"old"
    write_whole(path, b"new", force=True)
    assert path.read_bytes() == b"new"
    write_whole(tmp_path / "b", b"", force=True)
    assert names(tmp_path) == ["a", "b"]


@pytest.fixture(params=[0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


@pytest.mark.parametrize("force", [True, False])
def test_a_new_file_has_the_permissions_that_the_umask_leaves(
    tmp_path: Path, umask: int, *, force: bool
) -> None:
    write_whole(tmp_path / "a", b"", force=force)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o666 & ~umask


def test_a_replaced_file_stays_as_private_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o600)
    write_whole(path, b"new", force=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_stays_and_its_target_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    target, link = tmp_path / "folder" / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    assert refusal(link) == EXISTS
    write_whole(link, b"new", force=True)
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    target.unlink()
    write_whole(link, b"again", force=False)
    assert link.is_symlink()
    assert target.read_bytes() == b"again"


@pytest.mark.parametrize("force", [True, False])
def test_what_cannot_be_written_to(tmp_path: Path, *, force: bool) -> None:
    plain, pipe, loop = tmp_path / "plain", tmp_path / "pipe", tmp_path / "loop"
    plain.write_bytes(b"old")
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    before = names(tmp_path)
    missing = tmp_path / "no" / "a.pdf"
    folder_hint = f"the folder {tmp_path / 'no'} does not exist; make the folder first"
    assert refusal(missing, force=force) == folder_hint
    assert refusal(tmp_path, force=force).startswith("this is a folder; give the name of a file")
    assert refusal(plain / "a", force=force) == f"{plain} is not a folder; give another name"
    assert refusal(pipe, force=force) == "this is not a plain file; give another name"
    assert refusal(Path("/dev/null"), force=force).startswith("this is not a plain file")
    assert refusal(Path("/dev/full"), force=force).startswith("this is not a plain file")
    assert refusal(loop, force=force).startswith("this link leads back to itself")
    assert refusal(tmp_path / ("a" * 300), force=force).startswith("the name is too long")
    with pytest.raises(OutputError, match="this cannot be the name of a file"):
        write_whole(tmp_path / "a\0b", b"", force=force)
    assert names(tmp_path) == before
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_folder_that_may_not_be_written_in() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        if os.geteuid() == 0:
            os.seteuid(65534)
        try:
            said = refusal(folder / "a")
        finally:
            if os.getuid() == 0:
                os.seteuid(0)
        assert said == f"you are not allowed to write in {folder}; choose another folder"


FULL = """
import resource, sys
from pathlib import Path
from generator.errors import OutputError
from generator.files import locked, write_whole
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
try:
    write_whole(Path(sys.argv[1]), b"x" * 20_000, force=sys.argv[2] == "force")
except OutputError as error:
    print(error)
"""


@pytest.mark.parametrize("force", ["force", ""])
def test_a_file_that_the_system_cuts_off_is_not_there(tmp_path: Path, force: str) -> None:
    path = tmp_path / "a"
    if force:
        path.write_bytes(b"old")
    run = subprocess.run(
        [sys.executable, "-c", FULL, str(path), force],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent,
    )
    assert run.stdout.startswith(f"{path}: the file is larger than this disk or account allows")
    assert names(tmp_path) == (["a"] if force else [])
    assert not force or path.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.ENOSPC, "the disk is full; make room, or choose another disk"),
        (errno.EROFS, "can be read but not written; choose another folder"),
        (errno.EIO, "it cannot be written (input/output error)"),
    ],
)
@pytest.mark.parametrize("force", [True, False])
def test_a_disk_that_fails_leaves_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, said: str, *, force: bool
) -> None:
    def fail(*_: object) -> None:
        raise OSError(code, "x")

    monkeypatch.setattr(os, "fsync", fail)
    assert refusal(tmp_path / "a", force=force).endswith(said)
    assert names(tmp_path) == []


def test_an_interruption_leaves_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "a", b"x", force=False)
    assert names(tmp_path) == []


def without_links(*_: object) -> None:
    raise OSError(errno.EOPNOTSUPP, "x")


def test_a_disk_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", without_links)
    write_whole(tmp_path / "a", b"x", force=False)
    assert (tmp_path / "a").read_bytes() == b"x"
    assert refusal(tmp_path / "a") == EXISTS
    assert names(tmp_path) == ["a"]


def test_a_claimed_name_is_given_back_when_the_rename_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", without_links)

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "x")

    monkeypatch.setattr(Path, "replace", fail)
    assert "input/output error" in refusal(tmp_path / "a")
    assert names(tmp_path) == []


@pytest.mark.parametrize("links", [True, False])
def test_of_many_writers_without_force_exactly_one_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, links: bool
) -> None:
    if not links:
        monkeypatch.setattr(os, "link", without_links)
    path, start = tmp_path / "a", threading.Barrier(16)
    won: list[bytes] = []
    lost: list[str] = []

    def write(data: bytes) -> None:
        start.wait()
        try:
            write_whole(path, data, force=False)
        except OutputError as error:
            lost.append(str(error))
        else:
            won.append(data)

    threads = [threading.Thread(target=write, args=(b"%d" % i * 1000,)) for i in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert lost == [f"{path}: {EXISTS}"] * 15
    assert path.read_bytes() == won[0]
    assert names(tmp_path) == ["a"]


def test_a_file_that_appears_in_mid_write_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, link = tmp_path / "a", os.link

    def late(source: Path, target: Path) -> None:
        path.write_bytes(b"theirs")
        link(source, target)

    monkeypatch.setattr(os, "link", late)
    assert refusal(path) == EXISTS
    assert path.read_bytes() == b"theirs"
    assert names(tmp_path) == ["a"]


def test_a_folder_that_cannot_be_synced_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []

    def only_files(descriptor: int) -> None:
        synced.append(descriptor)
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "x")

    monkeypatch.setattr(os, "fsync", only_files)
    write_whole(tmp_path / "a", b"x", force=False)
    assert len(synced) == 2


def test_the_lock_that_somebody_else_made_can_be_held() -> None:
    """A clinic's folder may belong to several people."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        lock = folder / "lock"
        lock.touch()
        lock.chmod(0o444)
        if os.geteuid() == 0:
            os.seteuid(65534)
        try:
            with locked(lock):
                write_whole(folder / "a", b"x", force=False)
        finally:
            if os.getuid() == 0:
                os.seteuid(0)


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.EOPNOTSUPP, errno.EBADF])
def test_a_drive_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def refuse(*_: object) -> None:
        raise OSError(code, "x")

    monkeypatch.setattr("fcntl.flock", refuse)
    with locked(tmp_path / "lock"):
        write_whole(tmp_path / "a", b"x", force=False)


def test_a_lock_that_fails_is_said_in_plain_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "x")

    monkeypatch.setattr("fcntl.flock", fail)
    with pytest.raises(OutputError, match="input/output error"), locked(tmp_path / "lock"):
        pass
