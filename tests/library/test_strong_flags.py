"""A stop or refer flag is not removed or softened without a reason."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

from tests.library.folder import over, refused

if TYPE_CHECKING:
    from pathlib import Path

DAY = datetime.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        ("action: precaution", "action"),
        ("urgency: soon", "urgency"),
        ('question: "Patient under 12?"', "question"),
        ('computed: {patient: age, op: "<", value: 12}', "computed"),
        ("computed: null", "computed"),
        ("program_allowed: true", "program_allowed"),
        ("remove: true", "presence in the library"),
    ],
)
def test_a_refer_flag_changes_only_with_a_reason(tmp_path: Path, change: str, changed: str) -> None:
    flag = f"flags:\n  - id: rf_under_18\n    {change}\n"
    (problem,) = refused(tmp_path, {"flags.yaml": flag})
    where = f'"rf_under_18" is a refer flag of the library, and this changes its {changed}'
    assert (problem.line, problem.message) == (2, where)
    assert "reason:" in problem.hint

    (problem,) = refused(tmp_path, {"flags.yaml": flag + '    reason: "  "\n'})
    assert problem.message == where

    loaded = over(tmp_path, {"flags.yaml": flag + '    reason: "We treat children."\n'})
    (change_made,) = loaded.library.changed_flags
    assert (change_made.id, change_made.reason) == ("rf_under_18", "We treat children.")
    assert change_made.changed == (changed,)
    assert ("rf_under_18" in loaded.library.flags) == (change != "remove: true")


def test_other_words_of_a_stop_flag_need_no_reason(tmp_path: Path) -> None:
    words = 'why: "Sight is at risk.", aka: [temple], provider_notices: ["Call now."]'
    flags = f"flags:\n  - {{id: rf_gca, {words}}}\n"
    loaded = over(tmp_path, {"flags.yaml": flags})
    assert loaded.library.changed_flags == ()
    assert loaded.library.flags["rf_gca"].why == "Sight is at risk."


def test_a_precaution_changes_without_a_reason(tmp_path: Path) -> None:
    flags = 'flags:\n  - {id: pr_hypermobility, prefer_types: [], reason: "It may have one."}\n'
    loaded = over(tmp_path, {"flags.yaml": flags})
    assert loaded.library.flags["pr_hypermobility"].prefer_types == ()
    assert loaded.library.changed_flags == ()


def test_a_reason_that_is_no_text_is_none(tmp_path: Path) -> None:
    flags = "flags:\n  - {id: rf_gca, urgency: soon, reason: 5}\n"
    (problem,) = refused(tmp_path, {"flags.yaml": flags})
    assert "changes its urgency" in problem.message
