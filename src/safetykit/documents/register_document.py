"""A register or archive index of many records, ready for any format."""

from collections.abc import Callable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import attrs

from safetykit.documents.document import Document, saved
from safetykit.documents.filling import Imprint
from safetykit.documents.locale import Locale
from safetykit.documents.register_paths import Void
from safetykit.documents.registers import Register
from safetykit.documents.sheet import Sheet
from safetykit.model.frozenmap import EMPTY, FrozenMap


@attrs.frozen(kw_only=True)
class RegisterDocument:
    """
    Records in one table; each format is made when it is asked for, and workbook and CSV without any sheet.

    Attributes:
        definition: Columns and paper.
        records: The records, in their order.
        locale: Language and time zone.
        void: Names the positions of a record's sign-offs that no longer count.
        lay: Makes the sheet that the page formats print.
        imprint: What the print says about itself.
        unit: Words at the head.
        period: Words at the head.
        given: What the records do not know themselves, by name.
        fonts: Font files for characters that the shipped font lacks, in order (PDF).
        templates: Templates of a host by name.
    """

    definition: Register
    records: tuple[Any, ...] = attrs.field(repr=False)
    locale: Locale = attrs.field(repr=False)
    void: Void = attrs.field(repr=False)
    lay: Callable[[], Sheet] = attrs.field(repr=False)
    imprint: Imprint = attrs.field(factory=Imprint)
    unit: str = ""
    period: str = ""
    given: Mapping[str, Any] = attrs.field(default=EMPTY, repr=False)
    fonts: tuple[Path, ...] = ()
    templates: FrozenMap[str] = attrs.field(default=EMPTY, repr=False)

    def document(self) -> Document:
        """Return the table as a document: for HTML, PDF, Word, Markdown."""
        return Document(self.lay(), fonts=self.fonts, templates=self.templates)

    def html(self) -> str:
        """Return the table as HTML; raises what :meth:`~safetykit.documents.document.Document.html` does."""
        return self.document().html()

    def pdf(self) -> bytes:
        """Return the table as PDF; raises what :meth:`~safetykit.documents.document.Document.pdf` does."""
        return self.document().pdf()

    def xlsx(self) -> bytes:
        """
        Return the table as a workbook: texts as texts, dates as dates, numbers as numbers; never a formula.

        Raises:
            MissingExtra: Without the extra ``xlsx``.
            RenderError: If a text cannot stand in a cell.
        """
        from safetykit.documents.xlsx import register_xlsx

        return register_xlsx(
            self.definition,
            self.records,
            self.locale,
            imprint=self.imprint,
            unit=self.unit,
            period=self.period,
            given=self.given,
            void=self.void,
        )

    def csv(self, *, bom: bool = False, raw: bool = False) -> str:
        """
        Return the table as CSV.

        Args:
            bom: Begin with a byte order mark, as Excel wants it.
            raw: Leave cells as they are that a spreadsheet would take for formulas; for machines only.

        Raises:
            RenderError: If a text cannot stand in a cell.
        """
        from safetykit.documents.csv_text import register_csv

        return register_csv(
            self.definition, self.records, self.locale, given=self.given, void=self.void, bom=bom, raw=raw
        )

    def save(self, path: "str | PathLike[str]") -> Path:
        """
        Write the table in the format that the ending of *path* names: a workbook, CSV for Excel, or any of a document.

        Raises:
            MissingExtra: If what the format needs is not installed.
            RenderError: If the format is not known, the table cannot be made or the file cannot be written; then
                nothing is written.
        """
        target = Path(path)
        own: dict[str, Callable[[], bytes]] = {".xlsx": self.xlsx, ".csv": lambda: self.csv(bom=True).encode()}
        return saved(target, own) if target.suffix.lower() in own else self.document().save(target)
