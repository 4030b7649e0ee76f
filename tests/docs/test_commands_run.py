"""Every command that the documentation shows runs as written, and prints what the page says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, SHELL, Block, blocks, pages

BIN = Path(sys.executable).parent

# Years after the dates of the examples: what a page shows must not depend on the day it is read.
A_LATER_DAY = "1893456000"
SECONDS = 300
NOT_RUN = re.compile(r"not run: \w.{10,}")
ENDS_WITH = re.compile(r"ends with exit code (\d+)$")


class Session:
    """One reader at one page: a folder, the files of the page, its commands in order."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder, self.cache = folder, cache
        self.printed: str | None = None
        self.ran = 0

    def go(self, block: Block) -> str:
        """Do what a reader would do with this block; return what is wrong, or nothing."""
        if block.file:
            place = self.folder / block.file
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(block.text, "utf-8")
        elif block.mark == "output":
            return self.compare(block)
        elif block.language in SHELL and not NOT_RUN.match(block.mark):
            return self.run(block)
        return ""

    def run(self, block: Block) -> str:
        found = ENDS_WITH.match(block.mark)
        expected = int(found[1]) if found else 0
        kept = {key: value for key, value in os.environ.items() if not key.startswith("HEP_")}
        env = kept | {
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "HEP_CACHE": str(self.cache),
            "HEP_DB": str(self.folder / "record" / "record.db"),
            "SOURCE_DATE_EPOCH": A_LATER_DAY,
        }
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", block.text],
            cwd=self.folder,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        self.printed, self.ran = done.stdout, self.ran + 1
        if done.returncode == expected:
            return ""
        return f"{block}: ends with {done.returncode}, not {expected}\n{block.text}{done.stdout}"

    def compare(self, block: Block) -> str:
        if self.printed is None:
            return f"{block}: no command was run before this output"
        if difference(block.text, self.printed):
            wrong = difference(block.text, self.printed)
            return f"{block}: {wrong}\nThe page says:\n{block.text}\nThe program:\n{self.printed}"
        return ""


def difference(shown: str, printed: str) -> str:
    """Say where what a page shows differs from what was printed; "…" stands for anything."""
    wanted = [line.rstrip() for line in shown.splitlines()]
    text = "".join(f"{line.rstrip()}\n" for line in printed.splitlines())
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "…" else _line(line) + r"\n" for line in wanted
    )
    if re.fullmatch(pattern, text):
        return ""
    for line in wanted:
        if line.strip() != "…" and not re.search(f"^{_line(line)}$", text, re.MULTILINE):
            return f"this line is not printed: {line}"
    return "every line is printed, but not in this order, or something is left out without a …"


def _line(shown: str) -> str:
    return ".*?".join(re.escape(part) for part in shown.split("…"))


@pytest.fixture
def cache() -> Path:
    """The cache of the tests: what a page shows must not depend on what was kept before it."""
    return Path(os.environ["HEP_CACHE"])


def read(page: Path, folder: Path, cache: Path) -> tuple[list[str], int]:
    """What is wrong on a page, and how many blocks of commands were run."""
    session = Session(folder, cache)
    wrong = [session.go(block) for block in blocks(page)]
    return [words for words in wrong if words], session.ran


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_the_commands_of_a_page_run_as_written(page: Path, tmp_path: Path, cache: Path) -> None:
    wrong, _ = read(page, tmp_path, cache)
    assert not wrong, "\n\n".join(wrong)


def test_the_pages_show_commands() -> None:
    assert (BIN / "hep").exists(), "install the project into the virtual environment: make test"
    shown = [block for page in pages() for block in blocks(page) if block.language in SHELL]
    assert len(shown) > 20
    compared = [block for page in pages() for block in blocks(page) if block.mark == "output"]
    assert len(compared) > 10


def test_a_mark_that_nobody_knows_is_seen() -> None:
    known = re.compile(
        rf"$|file: \S+$|case$|part of a case$|output$|{NOT_RUN.pattern}|{ENDS_WITH.pattern}"
    )
    assert not known.match("outptu")
    assert not known.match("not run: no")
    unknown = [
        f"{block}: {block.mark}"
        for page in pages()
        for block in blocks(page)
        if not known.match(block.mark) and not block.mark.startswith("This page is made by")
    ]
    assert unknown == []


PLANTED = """\
<!-- file: words.txt -->
```text
one
two
three
```

```sh
cat words.txt
```

<!-- output -->
```text
{shown}
```

<!-- ends with exit code 3 -->
```sh
exit {code}
```

<!-- not run: it would remove the whole disk -->
```sh
exit 99
```
"""


@pytest.mark.parametrize(
    ("shown", "code", "seen"),
    [
        ("one\n…", 3, ""),
        ("o…\ntwo\nth…e", 3, ""),
        ("one\nthree", 3, "something is left out"),
        ("three\n…\none", 3, "not in this order"),
        ("one\nfour\n…", 3, "not printed: four"),
        ("…", 1, "ends with 1, not 3"),
    ],
)
def test_a_wrong_page_is_seen(
    shown: str, code: int, seen: str, tmp_path: Path, cache: Path
) -> None:
    page = tmp_path / "planted.md"
    page.write_text(PLANTED.format(shown=shown, code=code), "utf-8")
    wrong, ran = read(page, tmp_path, cache)
    assert ran == 2
    assert len(wrong) == bool(seen)
    assert seen in "".join(wrong)
