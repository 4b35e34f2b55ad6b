"""Pictures in a DOCX file: how large they are, where they stand in the package, and the XML that shows them."""

import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from jinja2 import TemplateRuntimeError, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from safetykit.documents.pictures import size_of
from safetykit.documents.sheet import Picture, Run
from safetykit.errors import RenderError

ENDINGS: Final = MappingProxyType({"image/png": "png", "image/jpeg": "jpeg"})
"""The kinds of pictures that a document may hold, and how their files end."""
SEAL: Final = "\0seal"
"""Name of the clear picture that keeps the room of a seal."""
_EMU_PER_MM = 36000
_PNG = b"\x89PNG\r\n\x1a\n"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_DRAWING = Markup(  # noqa: S704 - ours
    '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{x}" cy="{y}"/>'
    '<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:docPr id="{id}" name="{name}" descr="{words}"/>'
    f'<wp:cNvGraphicFramePr><a:graphicFrameLocks xmlns:a="{_A}" noChangeAspect="1"/></wp:cNvGraphicFramePr>'
    f'<a:graphic xmlns:a="{_A}"><a:graphicData uri="{_PIC}"><pic:pic xmlns:pic="{_PIC}">'
    '<pic:nvPicPr><pic:cNvPr id="{id}" name="{name}" descr="{words}"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="{link}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{x}" cy="{y}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{line}</pic:spPr></pic:pic></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing></w:r>"
)
_DASHED = Markup('<a:ln w="6350"><a:solidFill><a:srgbClr val="808080"/></a:solidFill><a:prstDash val="dash"/></a:ln>')


class Drawings:
    """The pictures of one part of a package, in the order in which its template asks for them."""

    def __init__(self, pictures: Mapping[str, Picture], numbers: Iterator[int]) -> None:
        """Take every picture by name, and a number for each drawing that no other one of the file has."""
        self._pictures = pictures
        self._numbers = numbers
        self._links: dict[str, str] = {}

    @property
    def links(self) -> dict[str, str]:
        """The name of each picture that was asked for, with the id of its relationship."""
        return dict(self._links)

    def draw(self, run: Run) -> Markup:
        """
        Return the run that shows a picture, or the dashed room of a seal with its words after it.

        Raises:
            RenderError: If the sheet has no such picture, or it is neither PNG nor JPEG.
        """
        seal = run.kind == "seal"
        name = SEAL if seal else run.picture
        if name not in self._pictures:
            raise RenderError([f"picture {name!r} is not among the sheet's pictures; add it to them"])
        wide, tall = run.mm, run.high
        if not seal:
            w, h = size_of(name, self._pictures[name])
            scale = min(run.mm / w, run.high / h) if run.high else run.mm / w
            wide, tall = w * scale, h * scale
        number = next(self._numbers)
        return _DRAWING.format(
            id=number,
            name=f"Picture {number}",
            words=run.text,
            link=self._links.setdefault(name, f"rIdPicture{len(self._links) + 1}"),
            x=round(wide * _EMU_PER_MM),
            y=round(tall * _EMU_PER_MM),
            line=_DASHED if seal else "",
        )


@pass_context
def drawing(context: Context, run: Run) -> Markup:
    """Return the XML of a run that is a picture or a seal."""
    drawings: Any = context.parent.get("drawings")
    if not isinstance(drawings, Drawings) or not isinstance(run, Run):
        message = "'drawing' is for a run of the sheet, in a template that is imported 'with context'"
        raise TemplateRuntimeError(message)
    return drawings.draw(run)


def png_of(rows: Sequence[Sequence[bool]], scale: int = 8) -> bytes:
    """
    Draw dark and light squares as a PNG file of two colors.

    Args:
        rows: For each square from the upper left whether it is dark.
        scale: Pixels along the side of a square.
    """
    wide = len(rows[0]) * scale
    lines = []
    for row in rows:
        bits = "".join(("0" if dark else "1") * scale for dark in row)
        bits += "1" * (-wide % 8)
        lines += [b"\0" + int(bits, 2).to_bytes(len(bits) // 8, "big")] * scale
    head = struct.pack(">IIBBBBB", wide, len(rows) * scale, 1, 0, 0, 0, 0)
    return _PNG + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(b"".join(lines), 9)) + _chunk(b"IEND", b"")


def clear() -> Picture:
    """Return a picture that shows nothing: one transparent square."""
    head = struct.pack(">IIBBBBB", 1, 1, 8, 6, 0, 0, 0)
    data = _PNG + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(bytes(5), 9)) + _chunk(b"IEND", b"")
    return Picture(media_type="image/png", data=data)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
