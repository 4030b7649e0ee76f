"""A document's pages, the tree that they hang on, and its catalog, as they are written."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from generator.handout.annotations import Annotation, form_of
from generator.handout.metadata import About
from generator.handout.structure import text_string


class Leaf(NamedTuple):
    """One page: its place in the tree from marks to elements, and the numbers of its parts.

    Pictures are by the names that the page's operators use.
    """

    key: int
    size: tuple[float, float]
    operators: int
    fonts: int
    pictures: Mapping[str, int]
    annotations: Iterable[int]

    def written(self, tree: int) -> bytes:
        """The page; `tree` is what all pages hang on."""
        width, height = self.size
        used = "".join(f"{name} {number} 0 R" for name, number in self.pictures.items())
        pictures = f"/XObject<<{used}>>" if used else ""
        here = " ".join(f"{number} 0 R" for number in self.annotations)
        entries = (
            f"<</Type/Page/Parent {tree} 0 R"
            f"/MediaBox[0 0 {width:g} {height:g}]"
            f"/Contents {self.operators} 0 R"
            f"/Resources<</Font {self.fonts} 0 R{pictures}>>"
            f"/StructParents {self.key}/Tabs/S"
            f"{f'/Annots[{here}]' if here else ''}>>"
        )
        return entries.encode("ascii")


def page_tree(pages: Iterable[int]) -> bytes:
    """What all pages hang on, by their numbers."""
    kids = [f"{number} 0 R" for number in pages]
    return f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode("ascii")


class Ends(NamedTuple):
    """The numbers of what a catalog leads to; 0 bookmarks for none."""

    pages: int
    structure: int
    bookmarks: int
    metadata: int


def catalog(about: About, ends: Ends, annotations: Iterable[Annotation]) -> bytes:
    """What a reader looks at first."""
    fields = [one for one in annotations if one.is_field]
    outlines = f"/Outlines {ends.bookmarks} 0 R" if ends.bookmarks else ""
    form = f"/AcroForm{form_of(fields)}" if fields else ""
    return (
        f"<</Type/Catalog/Pages {ends.pages} 0 R"
        f"/Lang{text_string(about.lang)}/MarkInfo<</Marked true>>"
        f"/ViewerPreferences<</DisplayDocTitle true>>"
        f"/Metadata {ends.metadata} 0 R"
        f"/StructTreeRoot {ends.structure} 0 R{outlines}{form}>>"
    ).encode("ascii")
