"""Three judges of a PDF: veraPDF, outloud, and a comparison of our own with the page of HTML."""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.access.heard import Said, foot, heard
from tests.access.spoken import Spoken
from tests.tools import require_module, vera_check

RULES = 106  # of PDF/UA-1, in veraPDF


def vera(files: Sequence[Path]) -> dict[Path, list[str]]:
    """The rules of PDF/UA-1 that each file breaks."""
    verdict = vera_check(*files)
    told = re.split(rf"^(?:PASS|FAIL)  PDFUA-1 \({RULES} rules\)  ", verdict, flags=re.MULTILINE)
    assert len(told) == len(files) + 1, verdict
    return {
        file: re.findall(r"^   x\d+  (\S+)", part, re.MULTILINE)
        for file, part in zip(files, told[1:], strict=True)
    }


def outloud(files: Sequence[Path]) -> dict[Path, list[tuple[str, str]]]:
    """What outloud has to say of each file: (severity, rule)."""
    require_module("outloud")
    command = [str(Path(sys.executable).parent / "outloud"), "--json", "-", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    results = json.loads(done.stdout)["results"]
    assert [result["path"] for result in results] == [str(file) for file in files]
    assert not any(result["error"] for result in results), done.stdout
    return {
        file: [(finding["severity"], finding["rule"]) for finding in result["findings"]]
        for file, result in zip(files, results, strict=True)
    }


def ours(file: Path, page: str) -> list[str]:
    """What is heard of a PDF otherwise than of the page, and what is skipped beside its foot."""
    spoken = Spoken(file)
    wanted = heard(page)
    complaints = difference(spoken.said, wanted)
    complaints += _by_the_way(spoken, wanted)
    lines = " ".join(foot(page))
    count = len(spoken.skipped)
    for number, skipped in enumerate(spoken.skipped, 1):
        shown = lines.replace("#", str(number), 1).replace("#", str(count), 1)
        if Counter(skipped.split()) != Counter(shown.split()):
            complaints.append(f"skipped: page {number} hides {skipped!r}")
    return complaints


def _by_the_way(spoken: Spoken, wanted: list[Said]) -> Iterator[str]:
    """What else leads through a document: its bookmarks, and the way from a mark to its element."""
    headings = [one.words for one in wanted if re.fullmatch(r"H\d", one.role)]
    if spoken.bookmarks != headings:
        yield f"bookmarks: {spoken.bookmarks}"
    if spoken.strayed:
        yield f"parents: {spoken.strayed}"


def difference(said: list[Said], wanted: list[Said]) -> list[str]:
    """The first difference, named by its kind."""
    if said == wanted:
        return []
    at = next(
        (at for at, pair in enumerate(zip(said, wanted, strict=False)) if pair[0] != pair[1]),
        min(len(said), len(wanted)),
    )
    if Counter(said) == Counter(wanted):
        kind = "order"
    elif [one.words for one in said] == [one.words for one in wanted]:
        kind = "tags"
    else:
        kind = "words"
    return [f"{kind}: {said[at : at + 1]} instead of {wanted[at : at + 1]}"]
