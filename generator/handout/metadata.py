"""What a PDF says about itself: title, author, language and the day it was made; nothing else."""

import datetime
from html import escape
from typing import Any, Final

from reportlab.pdfbase.pdfdoc import XMP, PDFDictionary

PRODUCER: Final = "Home exercise program generator"
XMP_PACKET: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{lang}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{date}</xmp:CreateDate><pdfuaid:part>1</pdfuaid:part>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def describe(canvas: Any, title: str, author: str, lang: str, created: datetime.date) -> None:
    """Write a document's properties; `created` is the only date it will carry."""
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setSubject("")
    canvas.setCreator(PRODUCER)
    canvas.setDateFormatter(lambda *_: f"D:{created:%Y%m%d}000000Z")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    packet = XMP_PACKET.format(
        title=escape(title), author=escape(author), lang=escape(lang), date=created.isoformat()
    )
    catalog = canvas._doc.Catalog
    catalog.MarkInfo = PDFDictionary({"Marked": "true"})
    catalog.Outlines = None  # ours come at the end
    catalog.Metadata = XMP(creator=lambda _: packet.encode("utf-8"))
