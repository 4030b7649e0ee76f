"""What the posed skeleton says: which hand acts where, where head, trunk and jaw go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from generator.illustrate.parts import SIDES, SUFFIX, Floats

if TYPE_CHECKING:
    from generator.illustrate.figure import Figure
    from generator.illustrate.props import Site
    from generator.illustrate.shots import Shot

CLEAR: Final = 3.0  # degrees below which a movement is none
RAISED: Final = 55.0  # degrees from hanging


def facts_of(site: Site, shot: Shot) -> dict[str, Any]:
    """Plain data for the manifest; sides are the person's."""
    f = site.figure
    return {
        "base": shot.base,
        "lying_on": shot.lying_on,
        "hands": {
            side: {
                "does": touch.kind,
                "target": _target(site, touch.target),
                "asked": side in shot.arms,
            }
            for side, touch in sorted(site.posture.touches.items())
        },
        "head": head_on_trunk(f),
        "trunk": trunk_on_pelvis(f),
        "arms": {side: arm_facts(f, side) for side in SIDES},
        "raised": [side for side in SIDES if arm_facts(f, side)["raise"] > RAISED],
        "jaw": jaw_facts(f),
        "highlight": [_target(site, name) for name in shot.highlight],
    }


def _target(site: Site, name: str) -> str:
    base, side = site.sides.split(name)
    return base if side is None else f"{base}_{side}"


def bend_of(relative: Floats) -> dict[str, Any]:
    """Flexion (forward +), tilt and turn with the side they go to, from a rotation (3, 3)."""
    # The rotation is a turn after a tilt after a flexion (posing.turned).
    tilt = -float(np.degrees(np.arcsin(np.clip(relative[1, 0], -1, 1))))
    flex = float(np.degrees(np.arctan2(-relative[1, 2], relative[1, 1])))
    turn = float(np.degrees(np.arctan2(-relative[2, 0], relative[0, 0])))
    return {
        "flex": round(flex),
        "tilt": round(abs(tilt)),
        "tilt_toward": _side(tilt),
        "turn": round(abs(turn)),
        "turn_toward": _side(turn),
    }


def _side(amount: float) -> str | None:
    if abs(amount) < CLEAR:
        return None
    return "left" if amount > 0 else "right"


def head_on_trunk(f: Figure) -> dict[str, Any]:
    """How the head stands on the upper trunk; `back_mm` is how far it is slid back."""
    trunk = f.rig.GR("spine01")
    facts = bend_of(trunk.T @ f.rig.GR("head"))
    rest = f.rig.h("head") - f.rig.h("neck01")
    now = trunk.T @ (f.rig.pos("head") - f.rig.pos("neck01"))
    facts["back_mm"] = round(float(rest[2] - now[2]) * 100)
    return facts


def trunk_on_pelvis(f: Figure) -> dict[str, Any]:
    """How the upper trunk stands on the pelvis."""
    return bend_of(f.rig.root_R.T @ f.rig.GR("spine01"))


def arm_facts(f: Figure, side: str) -> dict[str, float]:
    """How far an arm is raised from hanging along the trunk, and its elbow bent, in degrees."""
    end = SUFFIX["left" if side == "left" else "right"]
    shoulder, elbow, wrist = (f.rig.pos(b + end) for b in ("upperarm01", "lowerarm01", "wrist"))
    upper, fore = elbow - shoulder, wrist - elbow
    down = -f.rig.GR("spine01")[:, 1]
    return {"raise": round(_angle(upper, down)), "elbow": round(_angle(upper, fore))}


def _angle(a: Floats, b: Floats) -> float:
    cosine = np.dot(a, b) / np.linalg.norm(a) / np.linalg.norm(b)
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def jaw_facts(f: Figure) -> dict[str, Any]:
    """What the lower incisors do, from the face as it is shaped, in mm."""
    face = f.face
    return {
        "open_mm": round(face.open_mm, 1),
        "forward_mm": round(face.forward_mm, 1),
        "shift_mm": round(abs(face.shift_mm), 1),
        "shift_toward": _side(face.shift_mm * 10),
    }
