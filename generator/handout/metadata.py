"""What a PDF says about itself: title, author, language and the day it was made; nothing else."""

import datetime
from typing import Final, NamedTuple

from markupsafe import escape

from generator.handout.structure import text_string

CREATOR: Final = "Home exercise program generator"
XMP_PACKET: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{lang}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{date}</xmp:CreateDate><pdfuaid:part>1</pdfuaid:part>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


class About(NamedTuple):
    """What a document says about itself; `created` is the only date that it carries."""

    title: str
    author: str
    lang: str
    created: datetime.date

    @property
    def info(self) -> bytes:
        """The dictionary that old readers look at."""
        date = f"(D:{self.created:%Y%m%d}000000Z)"
        parts = {
            "Title": text_string(self.title),
            "Author": text_string(self.author),
            "Creator": f"({CREATOR})",
            "Producer": f"({CREATOR})",
            "CreationDate": date,
            "ModDate": date,
        }
        return f"<<{''.join(f'/{key}{value}' for key, value in parts.items())}>>".encode("ascii")

    @property
    def packet(self) -> bytes:
        """The same as XMP, in a stream that anybody can read."""
        packet = XMP_PACKET.format(
            title=escape(self.title),
            author=escape(self.author),
            lang=escape(self.lang),
            date=self.created.isoformat(),
        ).encode()
        head = f"<</Type/Metadata/Subtype/XML/Length {len(packet)}>>\nstream\n"
        return b"%b%b\nendstream\n" % (head.encode("ascii"), packet)
