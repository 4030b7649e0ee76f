"""Caps that flags set on a dosage (block `caps_meaning` of flags.yaml)."""

import math

from msgspec.structs import replace

from generator.model.exercise import Dosage, Exercise
from generator.model.flag import Caps


def capped(exercise: Exercise, dosage: Dosage, caps: Caps) -> Dosage:
    """The dosage within the caps; whole seconds, never lengthened."""
    hold = dosage.hold_s
    effort = dosage.effort_percent
    if exercise.type == "soft_tissue" and caps.massage_minutes is not None:
        hold = min(hold, math.floor(caps.massage_minutes * 60 / (dosage.sets * dosage.reps)))
    if exercise.type in ("isometric", "strength") and caps.isometric_hold_s is not None:
        hold = min(hold, caps.isometric_hold_s)
    if (
        exercise.type == "isometric"
        and caps.isometric_effort_percent is not None
        and effort is not None
    ):
        effort = min(effort, caps.isometric_effort_percent)
    if (hold, effort) == (dosage.hold_s, dosage.effort_percent):
        return dosage
    return replace(dosage, hold_s=hold, effort_percent=effort)
