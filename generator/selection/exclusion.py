"""What flags and headache types take out of the pool (4.3 rules 2c and 2d)."""

from msgspec import UNSET

from generator.model.exercise import Exercise
from generator.selection.draft import Draft
from generator.selection.setting import Setting


def excluded_by_name(draft: Draft, setting: Setting) -> None:
    """2c: the id, the type or the region is excluded, or the exercise lists a present flag."""
    exercise = draft.exercise
    for exclusion in setting.restrictions.exclusions:
        named = exercise.id in exclusion.exercises
        if named and not (exclusion.side and draft.narrow(exclusion.side, exclusion.source)):
            draft.objections.append(f"{exclusion.source} excludes this exercise")
        if exercise.type in exclusion.types:
            kind = exercise.type.replace("_", " ")
            draft.objections.append(f"{exclusion.source} excludes {kind} exercises")
        if exercise.region in exclusion.regions:
            draft.objections.append(f"{exclusion.source} excludes {exercise.region} exercises")
        if exclusion.only_attack_safe and not exercise.attack_safe:
            draft.objections.append(f"{exclusion.source}: not for the day of an attack")
    for found in setting.restrictions.present:
        if found.flag.id not in exercise.contra:
            continue
        if not (found.side and draft.narrow(found.side, found.flag.id)):
            draft.objections.append(f"not with {found.flag.id}")


def excluded_attributes(draft: Draft, setting: Setting) -> None:
    """2d: an attribute is excluded, unless a gentle variant or another position avoids it."""
    hits: dict[str, list[str]] = {}
    attributes = {*draft.exercise.attributes, *draft.exercise.positions}
    for exclusion in setting.restrictions.exclusions:
        found = attributes & exclusion.attributes
        arm = exclusion.any_arm_load and _loads_an_arm(draft.exercise)
        if not (found or arm):
            continue
        if exclusion.side and draft.narrow(exclusion.side, exclusion.source):
            continue
        if arm:
            draft.objections.append(f"{exclusion.source}: nothing that loads this arm yet")
        for attribute in sorted(found):
            hits.setdefault(attribute, []).append(exclusion.source)
    if hits and not _avoid(draft, hits):
        draft.objections += [
            f"{' and '.join(dict.fromkeys(sources))} excludes {attribute}"
            for attribute, sources in sorted(hits.items())
        ]


def _avoid(draft: Draft, hits: dict[str, list[str]]) -> bool:
    """Use the gentle variant, another position, or both; False when a hit stays."""
    exercise, variant = draft.exercise, draft.exercise.gentle_variant
    softened = set(hits) & set(variant.removes) if variant else set()
    places = (set(hits) - softened) & set(exercise.positions)
    if set(hits) - softened - places:
        return False
    free = [place for place in exercise.positions if place not in hits]
    if places and not free:
        return False
    sources = " and ".join(dict.fromkeys(source for names in hits.values() for source in names))
    if softened:
        draft.gentle = True
        draft.notes.append(f"gentle variant: {sources}")
    if draft.position in hits and free:
        draft.position = free[0]
        draft.notes.append(f"{free[0].replace('_', ' ')}: {sources}")
    return True


def _loads_an_arm(exercise: Exercise) -> bool:
    return exercise.region == "shoulder" or exercise.loads_arms is not UNSET
