"""The rules of the house; each guard is also shown a violation of its own, and must see it."""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULE_LINES = 320
FUNCTION_LINES = 45

# Pieced together, or this file would hold what it forbids.
FORBIDDEN = {
    "a registry's host": ("py" + r"pi\.org", "python" + r"hosted\.org", r"npm" + r"js\.(org|com)"),
    "a path of one machine": (r"(?<![\w.])/wor" + "k/", "/tm" + r"p/w\b", "/ro" + "ot/"),
    "notes that only the makers have": (r"\bshared/" + r"\w+", r"\bissue" + r"s show\b"),
}
PATTERNS = {what: re.compile("|".join(words).encode()) for what, words in FORBIDDEN.items()}

HEAVY = set(
    "argon2 babel email flask jinja2 reportlab smtplib sqlite3 textstat waitress werkzeug".split()
)


# --- Short modules and functions ------------------------------------------------------------------


def too_long(files: Iterable[Path]) -> Iterator[str]:
    """Name each module and each function that is longer than a reader can hold in mind."""
    for file in files:
        text = file.read_text("utf-8")
        lines = len(text.splitlines())
        if lines > MODULE_LINES:
            yield f"{file}: {lines} lines, at most {MODULE_LINES}"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    where = f"{file}:{node.lineno}: {node.name}"
                    yield f"{where}: {lines} lines, at most {FUNCTION_LINES}"


def test_modules_and_functions_are_short() -> None:
    files = sorted((ROOT / "generator").rglob("*.py"))
    assert len(files) > 20
    assert list(too_long(files)) == []


def test_a_long_module_and_a_long_function_are_seen(tmp_path: Path) -> None:
    module = tmp_path / "long.py"
    module.write_text("x = 1\n" * (MODULE_LINES + 1))
    function = tmp_path / "function.py"
    function.write_text("class C:\n    def f(self):\n" + "        pass\n" * FUNCTION_LINES)
    just_right = tmp_path / "right.py"
    just_right.write_text("def f():\n" + "    pass\n" * (FUNCTION_LINES - 1))
    assert list(too_long([module, function, just_right])) == [
        f"{module}: {MODULE_LINES + 1} lines, at most {MODULE_LINES}",
        f"{function}:2: f: {FUNCTION_LINES + 1} lines, at most {FUNCTION_LINES}",
    ]


# --- Nothing that belongs to one machine ----------------------------------------------------------


def shipped_files() -> list[Path]:
    """Return what is in the repository or about to be; in a source archive, all that is there."""
    git = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if (ROOT / ".git").exists():
        names = subprocess.run(git, cwd=ROOT, check=True, capture_output=True).stdout.decode()
        return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]
    made = {".venv", ".tools", "__pycache__"}
    return [p for p in ROOT.rglob("*") if p.is_file() and not made & set(p.parts)]


def forbidden_words(files: Iterable[Path]) -> Iterator[str]:
    """Name each line that holds what a committed file must not."""
    for file in files:
        for number, line in enumerate(file.read_bytes().split(b"\n"), start=1):
            for what, pattern in PATTERNS.items():
                if found := pattern.search(line):
                    yield f"{file}:{number}: {what}: {found[0].decode()}"


def test_no_shipped_file_names_a_machine_or_a_registry() -> None:
    files = shipped_files()
    assert len(files) > 100
    assert Path(__file__) in files
    assert list(forbidden_words(files)) == []


@pytest.mark.parametrize(
    "planted",
    [
        "https://" + "py" + "pi.org/simple",
        "see /wor" + "k/main",
        "/tm" + "p/w/sheet.png",
        "as sha" + "red/design.md says",
    ],
)
def test_what_belongs_to_one_machine_is_seen(planted: str, tmp_path: Path) -> None:
    file = tmp_path / "planted.md"
    file.write_text(f"a network/switch, /tmp/www and shared work\n{planted}\n")
    (seen,) = forbidden_words([file])
    assert seen.startswith(f"{file}:2: ")


# --- `hep --help` stays instant -------------------------------------------------------------------


def heavy_imports(module: str, path: Path) -> set[str]:
    """Return the heavy packages that a module brings in when it is imported."""
    code = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"
    # Where coverage is measured, it starts itself in every Python, with a database.
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, cwd=path, env=env, check=True, capture_output=True, text=True)
    loaded = json.loads(run.stdout)
    assert module in loaded
    return HEAVY & {name.partition(".")[0] for name in loaded}


def test_the_command_line_imports_nothing_heavy() -> None:
    assert heavy_imports("generator.cli", ROOT) == set()


def test_a_heavy_import_is_seen(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text("import helper\n")
    (tmp_path / "helper.py").write_text("import sqlite3\nfrom email import message\n")
    assert heavy_imports("planted", tmp_path) == {"email", "sqlite3"}
