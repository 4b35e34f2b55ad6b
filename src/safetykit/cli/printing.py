"""The commands that print: a record on its form, a blank form, what is missing."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import attrs
from cyclopts import Parameter

from safetykit.cli.inputs import Files, Given, Slips, given, instant, kit_of
from safetykit.cli.words import OK, Lang, Unusable, tell
from safetykit.documents import Document, Picture
from safetykit.documents.write import write

Out = Annotated[Path, Parameter(alias="-o")]
"""The file to write."""
Printed = Literal["zh", "en", "zh+en"]
"""A setting that a form is printed in."""
_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}.items()


@Parameter(name="*")
@attrs.frozen(kw_only=True)
class Source:
    """
    What commands that print a record share.

    Attributes:
        pack: Pack of a company or a province (TOML) over the shipped one and those before it; may be given several times.
        site: Settings of the site (TOML), over those of the packs.
        at: The instant of printing, with offset; chosen as by check if left out.
        font: A font file for characters that the shipped font lacks; may be given several times.
    """

    pack: Files = ()
    site: Path | None = None
    at: str | None = None
    font: Files = ()

    def read(self, files: Sequence[Path], lang: str) -> Given:
        """Read the records and all that they are judged and printed by."""
        slips = Slips()
        at = instant(self.at, "--at", slips)
        return given(files, slips, lang=_spoken(lang), at=at, pack=self.pack, site=self.site)

    def listed(self, files: Sequence[Path], lang: str) -> tuple[Given, datetime]:
        """Read at least one record; with it the instant of printing, the latest of all if none was given."""
        read = self.read(files, lang)
        if not read.records:
            raise Unusable("no-record-given")
        return read, max(moment for _, _, moment in read.records)


@Parameter(name="*")
@attrs.frozen(kw_only=True)
class Look:
    """
    What filled and blank forms share.

    Attributes:
        lang: Language of the form.
        form: Id of the form; the first one for such records if left out.
        copy: Which copy it is, counted from 1.
        by: Who prints it, as shown.
        compact: Print the form's compact variant, for display.
    """

    lang: Printed = "zh"
    form: str | None = None
    copy: int | None = None
    by: str = ""
    compact: bool = False


def render(
    file: Path,
    *,
    out: Out,
    look: Look = Look(),
    leave: tuple[str, ...] = (),
    annex: bool | None = None,
    serial: int | None = None,
    picture: Files = (),
    attach: bool = False,
    source: Source = Source(),
) -> int:
    """
    Print a stored record as its form.

    Parameters
    ----------
    file
        The record as JSON.
    out
        The document to write; its suffix says the format (.pdf, .html, .docx, .md, .png).
    leave
        A field that stays blank for the pen, such as sign_offs; may be given several times.
    annex
        Print the annex, or leave it out; it is printed where it is needed if nothing is said.
    serial
        The how-manieth print it is; counted from the record if left out.
    picture
        A picture (PNG or JPEG) that the record names by its digest; may be given several times.
    attach
        Put the record into the PDF.
    """
    read = source.read([file], look.lang)
    ((_, record, moment),) = read.records
    document = read.kit.document(
        record,
        at=moment,
        **attrs.asdict(look),
        leave=leave,
        annex=annex,
        serial=serial,
        pictures=[_picture(path) for path in picture],
        fonts=source.font,
    )
    return _saved(document, out, attach=attach)


def blank(
    subject: str = "permit/hot-work", *, out: Out, look: Look = Look(), number: str = "", annex: bool = False
) -> int:
    """
    Print an empty form for the pen.

    Parameters
    ----------
    subject
        What the form is for.
    out
        The document to write; its suffix says the format (.pdf, .html, .docx, .md, .png).
    number
        The number to print on it.
    annex
        Print the annex too, with empty lines.
    """
    slips = Slips()
    kit = kit_of(_spoken(look.lang), slips)
    slips.refuse()
    return _saved(kit.blank(subject, **attrs.asdict(look), number=number, annex=annex), out)


def missing(file: Path, *, out: Out, lang: Lang = "zh", source: Source = Source()) -> int:
    """
    Print the page of what a stored record still lacks, under the step that each item stands before.

    Parameters
    ----------
    file
        The record as JSON.
    out
        The document to write; its suffix says the format (.pdf, .html, .docx, .md, .png).
    lang
        Language of the page.
    """
    read = source.read([file], lang)
    ((_, record, moment),) = read.records
    return _saved(attrs.evolve(read.kit.missing(record, at=moment), fonts=source.font), out)


def register(
    *files: Path,
    out: Out,
    lang: Printed = "zh",
    unit: str = "",
    period: str = "",
    by: str = "",
    source: Source = Source(),
) -> int:
    """
    Put stored permits into one table, with how many breaches each has.

    Parameters
    ----------
    files
        The records as JSON.
    out
        The file to write; its suffix says the format (.xlsx, .csv, .pdf, .html, .docx, .md).
    lang
        Language of the table.
    unit
        The unit that it is about, at the head.
    period
        The time that it is about, at the head.
    by
        Who makes it, as shown.
    """
    read, at = source.listed(files, lang)
    findings = {record.id: read.kit.check(record, at=moment) for _, record, moment in read.records}
    permits = [record for _, record, _ in read.records]
    made = read.kit.register(
        permits, at=at, lang=lang, unit=unit, period=period, by=by, findings=findings, fonts=source.font
    )
    tell(made.save(out))
    return OK


def index(
    *files: Path,
    out: Out,
    lang: Printed = "zh",
    period: str = "",
    by: str = "",
    first: int | None = None,
    source: Source = Source(),
) -> int:
    """
    Make the index of an archive: stored permits by unit, month and number, with the gaps named.

    Parameters
    ----------
    files
        The records as JSON.
    out
        The file to write; its suffix says the format (.pdf, .html, .docx, .md, .xlsx, .csv).
    lang
        Language of the table.
    period
        The time that it is about, at the head.
    by
        Who makes it, as shown.
    first
        The running number that every series begins with, so that a gap at its beginning is found too.
    """
    read, at = source.listed(files, lang)
    permits = [record for _, record, _ in read.records]
    made = read.kit.archive_index(permits, at=at, lang=lang, period=period, by=by, first=first, fonts=source.font)
    tell(made.save(out))
    return OK


def _spoken(lang: str) -> Lang:
    """Return the language to speak to the user in."""
    return "en" if lang == "en" else "zh"


def _picture(path: Path) -> Picture:
    media_type = next((kind for ending, kind in _TYPES if path.suffix.lower() == ending), "")
    try:
        return Picture(media_type=media_type, data=path.read_bytes())
    except OSError as error:
        raise Unusable("unreadable", path=path, reason=error.strerror) from None


def _saved(document: Document, out: Path, *, attach: bool = False) -> int:
    if out.suffix.lower() != ".png":
        tell(document.save(out, attach=attach))
        return OK
    pages = document.pages()
    for number, page in enumerate(pages, start=1):
        target = out if len(pages) == 1 else out.with_stem(f"{out.stem}-{number}")
        write(target, page)
        tell(target)
    return OK
