"""What speaks against sending a program that may be given: all of it at once."""

from collections.abc import Iterator

from generator.assess import Assessment
from generator.case import CaseFile
from generator.delivery.order import Order
from generator.errors import BadInput, Problem
from generator.job import Job
from generator.mailaddress import MailAddress, mail_address


def checked(
    order: Order, job: Job, assessment: Assessment, file: CaseFile, drafts: tuple[str, ...]
) -> MailAddress:
    """The recipient, when nothing speaks against sending.

    Raises: BadInput with every problem.
    """
    found = _recipient(order, assessment, file)
    problems = [found] if isinstance(found, Problem) else []
    problems += _others(order, job, assessment, file, drafts)
    if isinstance(found, Problem) or problems:
        raise BadInput(problems)
    return found


def _recipient(order: Order, assessment: Assessment, file: CaseFile) -> MailAddress | Problem:
    """Where the message goes, or what is wrong with it."""
    email = assessment.case.patient.email or ""
    try:
        return mail_address(email if order.to is None else order.to)
    except ValueError as error:
        if order.to is not None:
            return Problem("--to", None, None, str(error))
        if email:
            return file.document.problem(("patient", "email"), str(error))
        text, hint = "the patient has no email address", "add email: to patient, or use --to"
        return file.document.problem(("patient",), text, hint)


def _others(
    order: Order, job: Job, assessment: Assessment, file: CaseFile, drafts: tuple[str, ...]
) -> Iterator[Problem]:
    if not (assessment.case.patient.id or "").strip():
        text = "the record needs the patient's chart number"
        yield file.document.problem(("patient",), text, "add id: to patient")
    if drafts and not order.draft_ok:
        text = f"{len(drafts)} items of this program are drafts that no clinician has reviewed"
        hint = "review them (`hep review`), or say --draft-ok"
        yield Problem(order.source.name, None, None, text, hint)
    due, evaluated = order.due, assessment.case.evaluated
    if due is None or evaluated is None or job.settings.stale_ok:
        return
    limit = job.workshop.library.rules.case_limits.stale_after_days
    if (due.date() - evaluated).days > limit:
        text = f"the evaluation of {evaluated} will be more than {limit} days old then"
        yield Problem("--at", None, None, text, "send it sooner, or use --stale-ok")
