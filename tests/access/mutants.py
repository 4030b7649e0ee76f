"""Handouts broken on purpose, one fault each: a judge that misses one would miss it in ours too."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pikepdf


def elements(pdf: pikepdf.Pdf, role: str) -> list[Any]:
    """The structure elements of a role, in order."""
    root: Any = pdf.Root.StructTreeRoot
    return [element for element in _below(root) if f"/{role}" == element.S]


def _below(element: Any) -> Iterator[Any]:
    for kid in list(element.K) if isinstance(element.K, pikepdf.Array) else [element.K]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            if "/K" in kid:
                yield from _below(kid)


def _swap(kids: Any, one: int, two: int) -> None:
    kids[one], kids[two] = kids[two], kids[one]


def _rewrite(page: Any, pattern: bytes, instead: bytes) -> None:
    """Change the first place in a page's operators that a pattern finds."""
    code, count = re.subn(pattern, instead, page.Contents.read_bytes(), count=1)
    assert count == 1
    page.Contents.write(code)


def _paragraph(pdf: pikepdf.Pdf) -> Any:
    """The first paragraph of the handout's own words that runs over lines."""
    return max(elements(pdf, "P")[:4], key=lambda element: len(_code(element)))


def _mark(element: Any) -> bytes:
    """The operator that opens the mark of a paragraph, as a pattern."""
    return re.escape(rb"/P<</MCID %d>>BDC" % int(element.K[0]))


def _code(element: Any) -> bytes:
    code: bytes = re.split(_mark(element), element.Pg.Contents.read_bytes())[1]
    return code.partition(b"EMC")[0]


def _parts(pdf: pikepdf.Pdf) -> Any:
    """The exercises and the other parts, all of them children of the document."""
    document: Any = pdf.Root.StructTreeRoot
    return document.K.K


# --- The faults -----------------------------------------------------------------------------------


def no_alt(pdf: pikepdf.Pdf) -> None:
    del elements(pdf, "Figure")[0]["/Alt"]


def empty_alt(pdf: pikepdf.Pdf) -> None:
    elements(pdf, "Figure")[0].Alt = ""


def swapped_alts(pdf: pikepdf.Pdf) -> None:
    one, two = elements(pdf, "Figure")[:2]
    one.Alt, two.Alt = str(two.Alt), str(one.Alt)


def head_cell_as_cell(pdf: pikepdf.Pdf) -> None:
    cell = elements(pdf, "TH")[1]
    cell.S = pikepdf.Name.TD
    del cell["/A"]


def all_heads_as_cells(pdf: pikepdf.Pdf) -> None:
    for cell in elements(pdf, "TH"):
        cell.S = pikepdf.Name.TD
        del cell["/A"]


def no_scope(pdf: pikepdf.Pdf) -> None:
    for cell in elements(pdf, "TH"):
        del cell["/A"]


def swapped_sections(pdf: pikepdf.Pdf) -> None:
    kids = _parts(pdf)
    one, two, *_ = (at for at, kid in enumerate(kids) if kid.S == "/Sect")
    _swap(kids, one, two)


def swapped_steps(pdf: pikepdf.Pdf) -> None:
    steps = next(item for item in elements(pdf, "L") if item.A[0].ListNumbering == "/Decimal")
    _swap(steps.K, 0, 1)


def said_twice(pdf: pikepdf.Pdf) -> None:
    kids = _parts(pdf)
    kids.append(kids[1])


def left_out(pdf: pikepdf.Pdf) -> None:
    kids = _parts(pdf)
    del kids[len(kids) - 3]


def text_as_artifact(pdf: pikepdf.Pdf) -> None:
    words = _paragraph(pdf)
    _rewrite(words.Pg, _mark(words), b"/Artifact BMC")


def text_as_artifact_cleanly(pdf: pikepdf.Pdf) -> None:
    words = _paragraph(pdf)
    _rewrite(words.Pg, _mark(words), b"/Artifact BMC")
    kids = words.P.K
    del kids[next(at for at, kid in enumerate(kids) if kid.objgen == words.objgen)]


def untagged_text(pdf: pikepdf.Pdf) -> None:
    words = _paragraph(pdf)
    _rewrite(words.Pg, _mark(words), b"/Span BMC")


def joined_words(pdf: pikepdf.Pdf) -> None:
    words = _paragraph(pdf)
    mark = _mark(words)
    _rewrite(words.Pg, rb"(?s)(%b(?:(?!EMC).)*?\w) \) Tj" % mark, rb"\1) Tj")


def no_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/Lang"]


def no_title(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        del metadata["dc:title"]


def title_not_shown(pdf: pikepdf.Pdf) -> None:
    pdf.Root.ViewerPreferences.DisplayDocTitle = False


def not_marked(pdf: pikepdf.Pdf) -> None:
    pdf.Root.MarkInfo.Marked = False


def wrong_parents(pdf: pikepdf.Pdf) -> None:
    row: Any = pdf.Root.StructTreeRoot.ParentTree.Nums[1]
    _swap(row, 0, 5)


def no_parents(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot["/ParentTree"]


def no_unicode(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for font in page.Resources.Font.values():
            if "/ToUnicode" in font:
                del font["/ToUnicode"]


def wrong_unicode(pdf: pikepdf.Pdf) -> None:
    fonts: Any = pdf.pages[0].Resources.Font
    for font in fonts.values():
        table = font.ToUnicode.read_bytes()
        font.ToUnicode.write(table.replace(b"<0065>", b"<0078>"))


def font_not_embedded(pdf: pikepdf.Pdf) -> None:
    fonts: Any = pdf.pages[0].Resources.Font
    del next(iter(fonts.values())).FontDescriptor["/FontFile2"]


def skipped_level(pdf: pikepdf.Pdf) -> None:
    elements(pdf, "H2")[2].S = pikepdf.Name.H4


def heading_as_paragraph(pdf: pikepdf.Pdf) -> None:
    elements(pdf, "H2")[2].S = pikepdf.Name.P


def item_as_paragraph(pdf: pikepdf.Pdf) -> None:
    elements(pdf, "LI")[-1].S = pikepdf.Name.P


def no_spoken_boxes(pdf: pikepdf.Pdf) -> None:
    for cell in elements(pdf, "TD"):
        del cell["/ActualText"]


def no_bookmarks(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/Outlines"]


MUTANTS: Final[Mapping[str, Callable[[pikepdf.Pdf], None]]] = {
    "a drawing without its words (Alt)": no_alt,
    "a drawing with empty words": empty_alt,
    "the words of two drawings swapped": swapped_alts,
    "a head cell that is a cell": head_cell_as_cell,
    "a table without any head cell": all_heads_as_cells,
    "head cells without Scope": no_scope,
    "two parts swapped in reading order": swapped_sections,
    "two steps swapped": swapped_steps,
    "a part that is read twice": said_twice,
    "a part that no element reaches": left_out,
    "a paragraph's text made an artifact": text_as_artifact,
    "the same, and its element taken out": text_as_artifact_cleanly,
    "a paragraph's text without a tag": untagged_text,
    "no space at the end of a line": joined_words,
    "no language": no_language,
    "no title": no_title,
    "a title that is not shown": title_not_shown,
    "not marked as tagged": not_marked,
    "two entries of the ParentTree swapped": wrong_parents,
    "no ParentTree": no_parents,
    "fonts without ToUnicode": no_unicode,
    "fonts whose ToUnicode is wrong": wrong_unicode,
    "a font that is not embedded": font_not_embedded,
    "a heading two levels too low": skipped_level,
    "a heading that is a paragraph": heading_as_paragraph,
    "an item of a list that is a paragraph": item_as_paragraph,
    "boxes to tick of which nothing is said": no_spoken_boxes,
    "no bookmarks": no_bookmarks,
}


def breed(good: Path, folder: Path) -> dict[str, Path]:
    """A file for each fault."""
    made = {}
    for number, (name, fault) in enumerate(MUTANTS.items()):
        made[name] = folder / f"mutant-{number}.pdf"
        with pikepdf.open(good) as pdf:
            fault(pdf)
            pdf.save(made[name])
    return made
