"""Templates at work: a view in, the words of a handout or of a message out."""

import base64
import gettext
import traceback
from collections.abc import Callable
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any, Final

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    TemplateSyntaxError,
    select_autoescape,
)
from jinja2.runtime import Macro
from markupsafe import Markup

from generator import __version__, cache
from generator.handout.addresses import SCANNED, short, target
from generator.handout.view import FigureView, HandoutView, SheetView
from generator.handout.xhtml import TemplateError

DOMAIN: Final = "handout"
TEMPLATE: Final = "handout.html.j2"
PNG: Final = b"\x89PNG"


def render_xhtml(
    view: HandoutView | SheetView, folders: tuple[Path, ...], name: str = TEMPLATE
) -> str:
    """The handout as one self-contained XHTML document, but for the drawings that it names.

    Templates in earlier folders replace those in later ones.

    Raises: TemplateError, with the file and line, for a clinic's template that does not work.
    """
    return render(folders, view.lang, name, view=view)


def render(folders: tuple[Path, ...], language: str, name: str, **values: object) -> str:
    """What a template writes in a language; only one whose name ends in `.txt.j2` is not escaped.

    Raises: TemplateError, with the file and line, for a clinic's template that does not work.
    """
    try:
        return environment(folders, language).get_template(name).render(values)
    except Exception as error:
        place, theirs = _place(error), [str(folder) for folder in folders[:-1]]
        if place is None or not theirs:
            raise
        if place.startswith(tuple(theirs)):
            raise TemplateError(f"{place}: {error}; correct the template") from None
        # Ours alone works: it asks for what a clinic's template of the same name does not give.
        fault = f"{place}: {error}; this does not fit a template in {', '.join(theirs)}"
        raise TemplateError(fault) from None


def _place(error: Exception) -> str | None:
    """The template and line where an error arose; None when it was not in a template."""
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename}:{error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if frame.filename.endswith((".j2", ".html", ".css"))]
    return f"{inside[-1].filename}:{inside[-1].lineno}" if inside else None


@lru_cache(maxsize=8)  # one entry a clinic and language: compiling the template is the slow part
def environment(folders: tuple[Path, ...], language: str = "en") -> Environment:
    """Where templates run, with the words of a language; all but plain text is escaped.

    With a clinic's folder it is a sandbox, since its templates are not code that we have read.
    """
    kind = _sandbox() if len(folders) > 1 else Environment
    made = kind(
        loader=FileSystemLoader([str(folder) for folder in folders]),
        extensions=["jinja2.ext.i18n"],
        autoescape=select_autoescape(disabled_extensions=("txt.j2",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=len(folders) > 1,  # a clinic edits its own
        bytecode_cache=bytecode(kind.__name__),
    )
    made.install_gettext_translations(  # type: ignore[attr-defined]
        catalog(folders, language), newstyle=True
    )
    made.filters["data_uri"] = data_uri
    made.filters["picture"] = picture
    made.filters["code"] = code_picture
    made.filters["target"] = target
    made.filters["short_address"] = short
    made.filters["plain_number"] = plain_number
    made.globals["style_sheet"] = _style_sheet(made)
    if len(folders) == 1:  # there are two
        made.globals["style_sheet"] = lru_cache(maxsize=2)(_style_sheet(made))
    made.globals["kept"] = _kept if len(folders) == 1 else _anew
    return made


@lru_cache(maxsize=2048)  # exercises, texts and rows recur; some 4 MB when full
def _kept(macro: Macro, *arguments: Any) -> str:
    """What a macro of ours writes for these arguments, which are all that it depends on."""
    return macro(*arguments)


def _anew(macro: Macro, *arguments: Any) -> str:
    """The same for a clinic's templates, which it may edit while the program runs."""
    return macro(*arguments)


def _sandbox() -> type[Environment]:
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415  (few need it)

    return ImmutableSandboxedEnvironment


def catalog(folders: tuple[Path, ...], language: str) -> NullTranslations:
    """The words of a language: the first folder's `locale/` that has it; English needs none."""
    for folder in folders:
        found = gettext.find(DOMAIN, str(folder / "locale"), [language])
        if found:
            return gettext.translation(DOMAIN, str(folder / "locale"), [language])
    return NullTranslations()


def bytecode(kind: str) -> FileSystemBytecodeCache | None:
    """Compiled templates, kept because compiling takes longer than a whole handout.

    What is compiled for the sandbox is other code, so each kind has its own.
    """
    folder = cache.folder()
    pattern = f"template-{__version__}-{kind}-%s"
    return FileSystemBytecodeCache(str(folder), pattern) if folder else None


def _style_sheet(made: Environment) -> Callable[[str], str]:
    """What reads the CSS as it is, to be inlined so that the handout is one file."""

    def read(name: str) -> str:
        return made.loader.get_source(made, name)[0] if made.loader else ""

    return read


def data_uri(image: bytes) -> str:
    """A PNG or JPEG as an address that holds the picture itself."""
    kind = "png" if image.startswith(PNG) else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(image).decode('ascii')}"


def picture(figure: FigureView) -> Markup:
    """A drawing as an `img`, by its address or with the picture itself inside."""
    turned = "#mirrored" if figure.mirrored else ""
    source = figure.address or data_uri(figure.image) + turned
    return Markup('<img src="{}" alt="{}"/>').format(source, figure.alt)


def code_picture(address: str, alt: str) -> Markup:
    """A QR code that leads to an address."""
    return Markup('<img src="{}" alt="{}"/>').format(SCANNED + address, alt)


def plain_number(value: float) -> str:
    """A number without an empty decimal part: 2.0 is "2", 2.5 stays."""
    return f"{value:g}"
