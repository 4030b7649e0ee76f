"""What the record says in words: for the command line and for the page alike."""

from typing import TYPE_CHECKING, Final

from generator.records import moments

if TYPE_CHECKING:
    from generator.records.messages import Message

SUFFIXES: Final = {"pdf": "pdf", "html": "html", "text": "txt"}  # of a handout's file, by its form


def local(text: str) -> str:
    """A moment of the record on this computer's clock."""
    return f"{moments.read(text).astimezone():%Y-%m-%d %H:%M}"


def count(number: int, word: str) -> str:
    """A number with its noun: 1 message, 2 messages."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def kind_of(message: "Message") -> str:
    """What a message brings: a program, a check-in, or the program of a phase."""
    kind = message.kind.replace("_", "-")
    return f"{kind} of phase {message.phase}" if message.phase else kind


def state_of(message: "Message") -> str:
    """Where a message stands, with the moment that counts."""
    match message.state:
        case "queued" if message.attempts:
            times = count(message.attempts, "attempt")
            return f"waits until {local(message.next_at)} after {times}"
        case "queued":
            return f"waits until {local(message.next_at)}"
        case "held":
            return f"held; release it from {local(message.due_at)[:10]} on"
        case "sending":
            return "is being sent"
        case state:
            return f"{state} {local(message.settled_at or message.created_at)}"
