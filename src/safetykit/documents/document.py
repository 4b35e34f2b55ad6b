"""A document: a filled sheet together with what its formats need."""

from collections.abc import Callable, Iterable, Mapping
from os import PathLike
from pathlib import Path

import attrs

from safetykit.documents.sheet import Sheet
from safetykit.documents.write import write
from safetykit.errors import RenderError
from safetykit.model.frozenmap import EMPTY, FrozenMap


def _paths(paths: "Iterable[str | PathLike[str]]") -> tuple[Path, ...]:
    return tuple(map(Path, paths))


def _named(templates: Mapping[str, str]) -> FrozenMap[str]:
    return FrozenMap(templates)


@attrs.frozen
class Document:
    """
    A filled sheet, ready for any format.

    Attributes:
        sheet: What is printed.
        fonts: Font files for characters that the shipped font lacks, in order (PDF).
        templates: Templates of a host by name; one named like ours (``sheet.html.j2``) replaces it, one that extends
            ours is chosen by its name.
        record: The canonical JSON of the record, for whoever wants it in the PDF.
    """

    sheet: Sheet
    fonts: tuple[Path, ...] = attrs.field(default=(), converter=_paths)
    templates: FrozenMap[str] = attrs.field(default=EMPTY, converter=_named, repr=False)
    record: bytes = attrs.field(default=b"", repr=False)

    def html(self, template: str = "sheet.html.j2") -> str:
        """
        Return the document as HTML.

        Raises:
            RenderError: If a text cannot stand in a document, or the template is at fault.
        """
        from safetykit.documents.html import html

        return html(self.sheet, self.templates, template)

    def pdf(self, template: str = "sheet.typ.j2", *, attach: bool = False) -> bytes:
        """
        Return the document as PDF/A-2a and PDF/UA-1.

        Args:
            template: The template to render.
            attach: Put the record's JSON into the file, which is then PDF/A-3a. It carries the personal data.

        Raises:
            MissingExtra: If the PDF engine is not installed, or segno for a sheet with a square code: a page that is
                signed must not lack it. HTML and DOCX leave it out then.
            RenderError: If a text cannot stand in a document or has no glyph, the template is at fault, or there is no
                record to attach.
        """
        from safetykit.documents.pdf import pdf

        if attach and not self.record:
            raise RenderError(["the document shows no record, so there is none to attach; leave attach out"])
        return pdf(self.sheet, self.fonts, self.templates, template, record=self.record if attach else None)

    def pages(self, ppi: float = 110, template: str = "sheet.typ.j2") -> tuple[bytes, ...]:
        """
        Draw each page as PNG: pictures to look at, no documents.

        Args:
            ppi: Pixels per inch.
            template: The template to render.

        Raises:
            MissingExtra: If the PDF engine is not installed, or segno for a sheet with a square code.
            RenderError: If a text cannot stand in a document or has no glyph, or the template is at fault.
        """
        from safetykit.documents.pdf import page_images

        return page_images(self.sheet, ppi, self.fonts, self.templates, template)

    def docx(self, template: str = "sheet.docx.j2") -> bytes:
        """
        Return the document for a word processor (Office Open XML).

        Raises:
            RenderError: If a text cannot stand in a document, or the template is at fault.
        """
        from safetykit.documents.docx import docx

        return docx(self.sheet, self.templates, template)

    def markdown(self, template: str = "sheet.md.j2") -> str:
        """
        Return the document as Markdown (CommonMark with tables).

        Raises:
            RenderError: If a text cannot stand in a document, or the template is at fault.
        """
        from safetykit.documents.markdown import markdown

        return markdown(self.sheet, self.templates, template)

    def flat(self) -> dict[str, str]:
        """Return what the document says as one text for each label, for approval engines and mail merge."""
        from safetykit.documents.flat import flat

        return flat(self.sheet)

    def apart(self, format: str, template: str, *, seconds: float, megabytes: int = 512) -> bytes:
        """
        Render the template of a stranger in a process of its own, which is ended when it takes too much.

        Args:
            format: ``html``, ``pdf``, ``docx`` or ``md``.
            template: The template to render.
            seconds: How long it may take, the start of the process included.
            megabytes: Memory in MiB that it may take beyond what the library itself needs.

        Raises:
            MissingExtra: If a package for the format is not installed.
            RenderError: If the template is at fault, or took more time or memory than it may.
        """
        from safetykit.documents.apart import rendered_apart

        return rendered_apart(
            format,
            self.sheet,
            templates=self.templates,
            template=template,
            fonts=self.fonts,
            seconds=seconds,
            megabytes=megabytes,
        )

    def save(self, path: "str | PathLike[str]", *, attach: bool = False) -> Path:
        """
        Write the document in the format that the ending of *path* names: ``.html``, ``.pdf``, ``.docx`` or ``.md``.

        Args:
            path: The file.
            attach: Put the record's JSON into a PDF.

        Raises:
            MissingExtra: If what a PDF needs is not installed.
            RenderError: If the format is not known, the document cannot be made or the file cannot be written; then
                nothing is written.
        """
        formats: dict[str, Callable[[], bytes]] = {
            ".html": lambda: self.html().encode(),
            ".pdf": lambda: self.pdf(attach=attach),
            ".docx": self.docx,
            ".md": lambda: self.markdown().encode(),
        }
        return saved(Path(path), formats)


def saved(target: Path, formats: Mapping[str, Callable[[], bytes]]) -> Path:
    """
    Make and write a file in the format that its ending names.

    Args:
        target: The file.
        formats: How each format is made, by ending.

    Raises:
        RenderError: If the ending names none of them, or the file cannot be written; then nothing is written.
    """
    make = formats.get(target.suffix.lower())
    if make is None:
        known = ", ".join(formats)
        problem = f"{str(target)!r}: there is no format {target.suffix!r}; name a file that ends in one of {known}"
        raise RenderError([problem])
    write(target, make())
    return target
