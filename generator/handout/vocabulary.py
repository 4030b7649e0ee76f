"""The elements and classes a handout template may use.

`docs/handout-template.md` shows the same list to people.
"""

from typing import Final

from msgspec import Struct

INLINE: Final = frozenset("strong em span br".split())
BLOCKS: Final = frozenset(
    "section div aside header main p h1 h2 h3 ol ul dl table figure img".split()
)


class Rule(Struct, frozen=True):
    """What may stand on and in an element.

    `pdf_tag` is the structure tag it becomes ("" = none of its own).
    """

    pdf_tag: str
    meaning: str
    classes: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()
    children: frozenset[str] = frozenset()
    text: bool = False


def _rule(
    pdf_tag: str,
    meaning: str,
    classes: str = "",
    children: frozenset[str] | str = "",
    attributes: str = "",
    *,
    text: bool = False,
) -> Rule:
    names = frozenset(children.split()) if isinstance(children, str) else children
    return Rule(
        pdf_tag, meaning, frozenset(classes.split()), frozenset(attributes.split()), names, text
    )


_LOOKS: Final = "start stop warn emergency call note dose plain card cut"
_CELL: Final = "scope colspan rowspan"

VOCABULARY: Final[dict[str, Rule]] = {
    "html": _rule("Document", "the whole handout; `lang` is its language", "", "head body", "lang"),
    "head": _rule("", "title, author, style", "", "title meta style"),
    "title": _rule("", "the document's title, shown by readers in the window's head", text=True),
    "meta": _rule(
        "", '`name="author"` gives the document\'s author', attributes="charset name content"
    ),
    "style": _rule("", "for the browser only", text=True),
    "body": _rule("", "the content, in reading order", "", BLOCKS | {"footer"}),
    "main": _rule("", "the handout's own content", "", BLOCKS),
    "header": _rule(
        "Sect",
        "`letterhead`: the clinic; `running`: at the top of every page but the first",
        "letterhead running",
        BLOCKS,
    ),
    "footer": _rule("artifact", "`page`: at the bottom of every page", "page", "p"),
    "section": _rule(
        "Sect",
        "a part of the handout; `exercise`, `walk`, `log` and `questions` are never cut by a "
        "page break unless longer than a page; `habits` and `questions` may stand before what does "
        "not fit on a page, if that saves a page or fills one that would be a third empty; "
        "`tabindex` and `aria-label`: in a browser",
        "exercise walk habits log questions",
        BLOCKS,
        "tabindex aria-label",
    ),
    "div": _rule(
        "",
        "`columns`, `columns-wide-left`, `columns-wide-right`: its children side by side; "
        "`figures`: drawings side by side, no room when empty; `cards`: two a row; "
        "`lines`: `data-count` lines to write on; `together`: not cut by a page break; `sheet`: "
        "begins on a new page; `early`: its children side by side, before what does not fit on a "
        "page where that fills it, and apart as `habits`; `beside`: a small picture and words "
        "beside it; `parts`: an exercise, whose `head`, `words`, `figures`, `dose`, `details` and "
        "`under` are put where they take the least room",
        "columns columns-wide-left columns-wide-right figures cards lines together early sheet "
        "beside parts head words dose details under",
        BLOCKS | {"textarea"},
        "data-count",
    ),
    "aside": _rule(
        "Div",
        "a box: `start`, `note` tinted with a sign; `dose` tinted; `warn`, `call`, `emergency` "
        "outlined with a sign; `stop` a sign and words; `plain` without ground or frame, `card` "
        "the same in `cards`; `cut`: in a dashed frame, to cut out; `warn`, `call`, `emergency` "
        "and `cut` may stand before what does not fit on a page, as `habits`",
        _LOOKS,
        BLOCKS,
    ),
    "h1": _rule("H1", "the title", "", INLINE, text=True),
    "h2": _rule(
        "H2",
        'a part\'s heading; a `span class="number"` in it is drawn in a disc; `alarm`: in black',
        "alarm",
        INLINE,
        text=True,
    ),
    "h3": _rule("H3", "a heading inside a part", "", INLINE, text=True),
    "p": _rule(
        "P",
        "a paragraph; `clinic` `contact` `fine`: the letterhead; `side` `begin` `dose`: of an "
        "exercise, each span of a dose beside a pictogram; `lead`: larger; `who` `count`: of "
        "the foot",
        "clinic contact lead side begin dose fine who count",
        INLINE | {"a"},
        text=True,
    ),
    "ol": _rule("L", "numbered steps, in columns as `ul`", "steps", "li"),
    "ul": _rule(
        "L",
        "a list, in two columns where its lines would be too long; `guide`: go, slow down and "
        "halt with a shape each",
        "guide",
        "li",
    ),
    "li": _rule("LI", "one item", "go slow halt", INLINE, text=True),
    "dl": _rule(
        "L",
        "names and values; `facts`: two pairs a row, `glance`: the panel, `details`: name and "
        "text in one paragraph",
        "facts glance details",
        "dt dd",
    ),
    "dt": _rule("Lbl", "the name", "", INLINE, text=True),
    "dd": _rule("LBody", "the value", "", INLINE, text=True),
    "table": _rule(
        "Table",
        "rows and columns; its head is repeated after a page break; `log`: the tick log",
        "log",
        "caption thead tbody",
    ),
    "caption": _rule("Caption", "what the table holds", "", INLINE, text=True),
    "thead": _rule("THead", "the head rows", "", "tr"),
    "tbody": _rule("TBody", "the rows", "", "tr"),
    "tr": _rule("TR", "a row; never cut by a page break", "", "th td"),
    "th": _rule(
        "TH",
        "a head cell; `scope` says of what",
        "",
        INLINE,
        _CELL,
        text=True,
    ),
    "td": _rule(
        "TD",
        "a cell; `days`: a letter over each box of a week; `week`: seven boxes to tick, read "
        "aloud as its `title`, or seven of `input`",
        "days week",
        INLINE | {"abbr", "input"},
        f"{_CELL} title",
        text=True,
    ),
    "figure": _rule(
        "Figure", "a drawing with its `img` and words; `qr`: a code to scan", "qr", "img figcaption"
    ),
    "figcaption": _rule("Caption", "the words under a drawing", "", INLINE, text=True),
    "img": _rule(
        "Figure",
        "a drawing, by the address that `picture` writes, or a picture inside the document "
        "(`data:image/png` or `jpeg`); `alt` says what it shows",
        "logo",
        attributes="src alt",
    ),
    "strong": _rule("", "words that matter: bold", "", INLINE, text=True),
    "em": _rule("", "stressed words: italic", "", INLINE, text=True),
    "span": _rule(
        "",
        "`number`: an exercise's number; `reps` `hold` `pace` `per-day` `days` `effort`: parts of "
        "a dose; `page` and `pages`: the page number and how many",
        "number reps hold pace per-day days effort page pages",
        INLINE,
        text=True,
    ),
    "abbr": _rule(
        "", "the letters of a cell, read aloud as their `title`", "", "", "title", text=True
    ),
    "input": _rule(
        "Form",
        'a box to tick in a `week` (`type="checkbox"`); `title` says what a tick in it means',
        attributes="type name title",
    ),
    "textarea": _rule(
        "Form", "a field to type in, over `lines`; `title` says what for", attributes="name title"
    ),
    "a": _rule(
        "Link",
        "a link, alone in its paragraph; `href` begins with https:, mailto: or tel:",
        "",
        INLINE,
        "href",
        text=True,
    ),
    "br": _rule("", "a line break"),
}
