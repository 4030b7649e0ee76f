"""Checking the library: references, doses, wording, coverage, and a clinic's folder."""

from generator.check.references import reference_problems
from generator.check.report import Report, check_library

__all__ = ["Report", "check_library", "reference_problems"]
