"""Faults that are known and not yet mended: each test says what should be.

`strict`: a test that passes is a failure, so that the mark goes with the fault.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.reasoning import assessed, notices_of, prescribed, program_of

Shape = dict[str, Any]


def fault(reason: str) -> pytest.MarkDecorator:
    """Mark a test that shows a fault."""
    return pytest.mark.xfail(reason=reason, strict=True)


@fault("a reason that lifts a cap is used, but not kept")
def test_a_cap_that_is_lifted_is_kept_with_its_reason() -> None:
    edits = {
        "dose": {"jaw_isometric_opening": {"hold_s": 8}},
        "override": {"jaw_isometric_opening": "his doctor agrees"},
    }
    case: Shape = {"irritability": "low", "findings": {"masseter_tender": "right"}}
    result = assessed(**case, flags={"pr_hypertension": True}, exercises=edits)
    item = prescribed(result)["jaw_isometric_opening"]
    assert item.dosage.hold_s == 8
    said = "; ".join((*item.reasons, *notices_of(result, "jaw_isometric_opening")))
    assert "his doctor agrees" in said
    assert "pr_hypertension" in said


@fault("a dose or a place for what is not in the program is refused, a side is not")
def test_a_side_for_what_is_not_in_the_program_is_said() -> None:
    edits = {"side": {"cross_body_stretch": "left"}}
    result = assessed(findings={"desk_work": True}, exercises=edits)
    assert result.problems or notices_of(result, "cross_body_stretch")


@fault("nothing counts the exercises after the provider's changes")
def test_more_exercises_than_a_flag_allows_are_said() -> None:
    findings = ["forward_head", "desk_work", "ut_short", "ls_short", "stress_tension_high"]
    result = assessed(
        flags={"pr_post_concussion": True},
        findings=dict.fromkeys(findings, True),
        exercises={"add": ["wall_slide", "oa_nod_clasped"]},
    )
    assert len(program_of(result).exercises) > 4
    assert any("pr_post_concussion" in n.text or "exercises" in n.text for n in result.notices)
