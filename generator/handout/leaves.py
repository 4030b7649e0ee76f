"""A document's pages, the tree that they hang on, and its catalog, as they are written.

ReportLab could write them, and takes three times as long.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from generator.handout.annotations import Annotation, form_of
from generator.handout.metadata import About
from generator.handout.ready import Ready, Stream, compressed, number_of
from generator.handout.structure import text_string


class Leaf(NamedTuple):
    """One page: its operators, the pictures that they name, and what lies on it."""

    key: int  # its place in the tree from marks to elements
    size: tuple[float, float]
    operators: bytes
    pictures: Iterable[str]
    annotations: Iterable[Any]


def page(document: Any, tree: Ready, leaf: Leaf) -> Ready:
    """A page; `tree` is what all pages hang on."""
    numbers = document.idToObjectNumberAndVersion
    width, height = leaf.size
    names = [document.getXObjectName(name) for name in leaf.pictures]
    used = "".join(f"/{name} {numbers[name][0]} 0 R" for name in names)
    pictures = f"/XObject<<{used}>>" if used else ""
    here = " ".join(each.format(document).decode("ascii") for each in leaf.annotations)
    entries = (
        f"<</Type/Page/Parent {number_of(document, tree)} 0 R"
        f"/MediaBox[0 0 {width:g} {height:g}]"
        f"/Contents {number_of(document, Stream(compressed(leaf.operators)))} 0 R"
        f"/Resources<</Font {numbers['BasicFonts'][0]} 0 R{pictures}>>"
        f"/StructParents {leaf.key}/Tabs/S"
        f"{f'/Annots[{here}]' if here else ''}>>"
    )
    return Ready(entries.encode("ascii"))


def page_tree(pages: Iterable[int]) -> bytes:
    """What all pages hang on, by their numbers."""
    kids = [f"{number} 0 R" for number in pages]
    return f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode("ascii")


class Ends(NamedTuple):
    """The numbers of what a catalog leads to; 0 bookmarks for none."""

    pages: int
    structure: int
    bookmarks: int


def catalog(document: Any, about: About, ends: Ends, annotations: Iterable[Annotation]) -> bytes:
    """What a reader looks at first."""
    fields = [one for one in annotations if one.is_field]
    outlines = f"/Outlines {ends.bookmarks} 0 R" if ends.bookmarks else ""
    form = f"/AcroForm{form_of(fields)}" if fields else ""
    return (
        f"<</Type/Catalog/Pages {ends.pages} 0 R"
        f"/Lang{text_string(about.lang)}/MarkInfo<</Marked true>>"
        f"/ViewerPreferences<</DisplayDocTitle true>>"
        f"/Metadata {number_of(document, Ready(about.packet))} 0 R"
        f"/StructTreeRoot {ends.structure} 0 R{outlines}{form}>>"
    ).encode("ascii")
