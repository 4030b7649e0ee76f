"""What delivery refuses, in the page's terms: each problem beside the field that answers it."""

from collections.abc import Callable, Mapping

from generator.delivery.stopping import cancel_or_name
from generator.errors import BadInput, HepError, Problem
from generator.handout.protect import PasswordError, usable
from generator.job import NoProgramError
from generator.records.trouble import RecordError
from generator.web.desk import CASE
from generator.web.places import Placed, closed, plain_hint
from generator.web.record import record, said

# What a hint of the command line asks for, and the field of the form that says it.
Answers = Mapping[str, str]
Known = Callable[[Problem], str]


def nowhere(_problem: Problem) -> str:
    """No field knows the problem."""
    return ""


def refusals(
    error: HepError, answers: Answers, known: Known = nowhere, case: str = str(CASE)
) -> tuple[Placed, ...]:
    """Every reason with its field; a red flag also reaches what waits for the patient.

    `known` names the field of a problem that no answer of the form settles. `case`: the case file
    of the form itself, which nobody has seen and is not named.
    """
    if isinstance(error, BadInput):
        return tuple(dict.fromkeys(_placed(one, answers, known, case) for one in error.problems))
    lines = [str(error).removeprefix(f"{case}: ")]
    if isinstance(error, NoProgramError):
        lines.append(_reached(error))
    field = answers.get("--password", "") if isinstance(error, PasswordError) else ""
    return (Placed(field, _sentence("\n".join(filter(None, lines)))),)


def typed_password(password: str, repeated: str, field: str) -> str | None:
    """The password of a PDF, typed twice; none where none is wanted.

    Raises: BadInput with the field when the two differ; PasswordError.
    """
    if password != repeated:
        raise BadInput.one(field, "the two passwords are not the same")
    return usable(password) if password else None


def _reached(error: NoProgramError) -> str:
    try:
        return cancel_or_name(record(), error)
    except RecordError as trouble:
        return said(trouble)


def _placed(problem: Problem, answers: Answers, known: Known, case: str) -> Placed:
    asked = next((field for word, field in answers.items() if word in problem.hint), "")
    field = asked or answers.get(problem.file, "") or known(problem)
    said = "; ".join(filter(None, (problem.message, "" if asked else plain_hint(problem))))
    of_ours = problem.file in ("", case) or problem.file.startswith("--")
    return Placed(field, _sentence(said if field or of_ours else f"{_place(problem)}: {said}"))


def _place(problem: Problem) -> str:
    name = problem.file.rpartition("/")[2]
    return f"{name}, line {problem.line}" if problem.line else name


def _sentence(text: str) -> str:
    return closed(f"{text[:1].upper()}{text[1:]}")
