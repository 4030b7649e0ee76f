"""Reading a folder again: what did not change is not parsed again, and an edit is seen."""

import os
from pathlib import Path

from generator.library.folders import read_folder
from generator.yamlread import Document

LONG, SHORT = "patient_texts:\n  - {id: a, lines: [One]}\n", "stop_texts: {b: Stop}\n"


def documents(folder: Path) -> dict[str, Document]:
    sections, problems = read_folder(folder)
    assert problems == []
    entries = [entry for table in sections.entries.values() for entry in table.values()]
    return {entry.key: entry.layers[0].document for entry in entries}


def test_only_what_changed_is_parsed_again(tmp_path: Path) -> None:
    texts, stops = tmp_path / "patient_texts.yaml", tmp_path / "stop_texts.yaml"
    texts.write_text(LONG)
    stops.write_text(SHORT)
    first, before = documents(tmp_path), texts.stat()
    texts.write_text(LONG.replace("One", "Two"))
    os.utime(texts, ns=(before.st_atime_ns, before.st_mtime_ns))  # its size is the same too
    second = documents(tmp_path)
    assert second["b"] is first["b"]
    assert second["a"].data != first["a"].data
