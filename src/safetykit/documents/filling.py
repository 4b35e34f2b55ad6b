"""Fill a form with a record: the one place where lists become columns, bands and rows, and values become words."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

import attrs

from safetykit.documents.blocks import Filler
from safetykit.documents.forms import ChecklistBlock, Form
from safetykit.documents.leaving import left_blank
from safetykit.documents.locale import Locale
from safetykit.documents.pictures import LOGO, refuse_wrong, used_in
from safetykit.documents.sheet import Badge, Picture, Sheet
from safetykit.documents.sources import View
from safetykit.documents.values import Writer, plain
from safetykit.documents.watermark import watermark
from safetykit.errors import RenderError
from safetykit.model.frozenmap import EMPTY, FrozenMap

CODE_SIGNS = 32
"""Signs of the digest in the square code."""


@attrs.frozen(kw_only=True)
class Imprint:
    """
    What a print says about itself; all of it comes from outside, nothing is looked up.

    Attributes:
        at: When it is printed.
        by: Who prints it, as shown.
        serial: The how-manieth print it is.
        digest: SHA-256 of the revision; the page shows its first 16 signs.
        versions: Library and packs.
        notes: What the page has to say besides, such as which rules are set aside.
    """

    at: datetime | None = None
    by: str = ""
    serial: int = 1
    digest: str = ""
    versions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def fill(
    form: Form,
    record: Any,
    locale: Locale,
    *,
    imprint: Imprint = Imprint(),
    copy: int | None = None,
    works: bool = False,
    void: Collection[int] = (),
    unused: Collection[str] = (),
    leave: Collection[str] = (),
    compact: bool = False,
    annex: bool | None = None,
    pictures: FrozenMap[Picture] = EMPTY,
    number: str = "",
) -> Sheet:
    """
    Put the values of a record on a form.

    Args:
        form: The form.
        record: The record, or None for a blank form.
        locale: Language and time zone of the print.
        imprint: What the print says about itself.
        copy: Which copy it is, counted from 1; None if copies are not told apart.
        works: Whether the state of the record allows the work to go on, as its lifecycle says; if not, a word across
            each page says why. So it does if the permitted time is over at the time of the imprint.
        void: Positions of sign-offs that no longer count; they print struck through.
        unused: Slots that this job does not use; an empty one of them prints "/".
        leave: Fields of the record that are left blank for the pen. The state stays that of the record; where its
            signatures are left, the word across the page holds after they were made.
        compact: Whether the compact variant of the form is printed.
        annex: Whether the annex is printed; where it is needed if left out. Without an annex lists that are too long
            for their columns go on below them.
        pictures: Pictures by the SHA-256 of their bytes in hexadecimal digits, and under ``logo`` the one at the head.
        number: The number to print on a blank form.

    Raises:
        RenderError: If the record holds a measure that the form has no row for; if there is no such copy, field to
            leave or compact variant; if a picture is none that may be printed.
    """
    refuse_wrong(pictures)
    shown = left_blank(record, leave)
    _refuse_lost_measures(form, shown)
    small = form.compact if compact else None
    if compact and small is None:
        raise RenderError([f"form {form.id!r} has no compact variant; print the whole form"])
    if small is not None:
        form = attrs.evolve(form, paper=small.paper, grid=small.grid)
    view = None if record is None else View(shown, frozenset(void), frozenset(pictures))
    writer = Writer(view, locale, form.paper.type_size)
    filler = Filler(
        form=form,
        writer=writer,
        unused=unused,
        annex=annex if annex or record is not None else False,
        shrink=small.shrink if small else 1.0,
        breaks=small is None,
    )
    tables = tuple(filler.tables())
    badge, code = _badge(form, writer)
    title, second_title = locale.titles(form.title)
    state = str(getattr(record, "state", ""))
    number = (number if record is None else getattr(shown, "number", None)) or ""
    holder = _holder(form, locale, copy, code)
    return Sheet(
        form=form.id,
        language=locale.text("language"),
        title=title,
        later_title=locale.text("later", title=title),
        second_language=locale.second_language,
        second_title=second_title,
        tables=tables,
        paper=form.paper,
        number=number,
        number_label=locale.text("number"),
        copy=holder,
        badge=badge,
        state=state,
        watermark=watermark(
            record, locale, works=works, at=imprint.at, leave=leave, numbered=record is None and bool(number)
        ),
        code=f"{number} {imprint.digest[:CODE_SIGNS]}".upper() if number and imprint.digest else "",
        logo=LOGO if LOGO in pictures else "",
        pictures=used_in(tables, pictures),
        foot=tuple(filter(None, [holder, *_foot(state, imprint, locale)])),
        page_words=(locale.text("page.before"), locale.text("page.between"), locale.text("page.after")),
        source=form.source,
        digest=imprint.digest,
        changed_at=getattr(record, "changed_at", None) or imprint.at,
    )


def _refuse_lost_measures(form: Form, record: Any) -> None:
    bodies = [block.body for block in form.blocks if isinstance(block.body, ChecklistBlock)]
    printed = {(body.section, number) for body in bodies for number in body.numbers}
    measures = record.measures if bodies and record is not None else ()
    lost = {one.row for one in measures if not {("", one.row), (one.section or "", one.row)} & printed}
    if lost:
        numbers = ", ".join(map(str, sorted(lost)))
        raise RenderError([f"/measures: form {form.id!r} has no row {numbers}; correct the record or the form"])


def _badge(form: Form, writer: Writer) -> tuple[Badge | None, str]:
    if form.badge is None:
        return None, ""
    found = writer.find(form.badge.value)
    if not found:
        return Badge(text=""), ""
    said = {plain(one.value): writer.word(one, form.badge.names) for one in found}
    if len(said) > 1:  # nobody knows which of them counts, so the page shows them all and marks none
        return Badge(text=writer.locale.text("sep.comma").join(said.values())), ""
    ((code, text),) = said.items()
    return Badge(text=text, frame=form.badge.frames.get(code, "single"), color=form.badge.colors.get(code, "")), code


def _holder(form: Form, locale: Locale, copy: int | None, code: str) -> str:
    if copy is None:
        return ""
    if not 1 <= copy <= len(form.copies):
        raise RenderError([f"form {form.id!r} has {len(form.copies)} copies; there is no copy {copy}"])
    key = form.copies[copy - 1]
    holder = locale.find(key.replace("{badge}", code)) or locale.find(key.replace("{badge}", "")) or ""
    return locale.text("copy", ordinal=locale.text(f"ordinal.{copy}"), holder=holder)


def _foot(state: str, imprint: Imprint, locale: Locale) -> Iterator[str]:
    if state:
        yield locale.text("foot.state", state=locale.find(f"state.{state}") or state)
    if imprint.at is not None:
        printed = {"at": locale.minute(imprint.at), "by": imprint.by, "serial": str(imprint.serial)}
        yield locale.text("foot.printed-by" if imprint.by else "foot.printed", **printed)
    if imprint.serial > 1:
        yield locale.text("foot.reprinted")
    if imprint.digest:
        yield locale.text("foot.digest", digest=imprint.digest[:16])
    yield from imprint.versions
    yield from imprint.notes
