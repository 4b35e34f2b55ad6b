"""A register as a Sheet: one row for each record under heads that are repeated, and counts below."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal, cast

import attrs

from safetykit.documents.filling import Imprint
from safetykit.documents.locale import Locale
from safetykit.documents.register_paths import Void
from safetykit.documents.register_plan import Given, Line, Plan, Value, none_void, plan_of
from safetykit.documents.registers import Register, RegisterColumn, Totals
from safetykit.documents.sheet import Cell, Paper, Row, Run, Sheet, Table
from safetykit.documents.values import is_short
from safetykit.model.frozenmap import EMPTY

GAP: Final = 4.0
"""Millimeters between the list and the counts."""


def register(
    definition: Register,
    records: Iterable[Any],
    locale: Locale,
    *,
    imprint: Imprint | None = None,
    unit: str = "",
    period: str = "",
    given: Given = EMPTY,
    void: Void = none_void,
    second: Locale | None = None,
) -> Sheet:
    """
    List records on a sheet, in the order in which they come.

    Args:
        definition: What is listed of each.
        records: The records, of the type that the register is for.
        locale: Language, and the time zone of the site, as :func:`~safetykit.documents.load_registers.register_locale` makes them.
        imprint: What the print says about itself; *at* dates the file.
        unit: Whose register it is, as shown at the head.
        period: The time that it covers, as shown at the head; a line to write on if left out.
        given: What the host knows of its records and the records do not, by the name that a column uses
            (``given(breaches)``): a function of the record, or values by its id. Findings count as their breaches. A
            column that may be left out is, if nothing is given for it.
        void: Says which sign-offs of a record no longer count; asked only where a column shows a slot.
        second: The second language of the heads, if they are to be in two.

    Raises:
        RenderError: If something is given that the register has no column for or that its column cannot show.
    """
    plan = plan_of(definition, locale, given=given, void=void)
    page = Page(definition, plan, locale, second)
    counts = Counts.of(definition, plan)
    rows = tuple(page.row(line) for line in counts.counted(plan.lines(records)))
    listed = Table(id="list", kind="list", grid=page.grid, head=(page.head(),), rows=rows or (page.none(),))
    tables = (listed, *page.totals(counts))
    return page.sheet(tables, imprint=imprint or Imprint(), unit=unit, period=period)


@attrs.frozen
class Counts:
    """How many records there are for each pair of words, for each table of totals; filled while the lines go by."""

    totals: tuple[tuple[Totals, int, int], ...]
    found: tuple["Counter[tuple[Any, Any]]", ...]

    @classmethod
    def of(cls, definition: Register, plan: Plan) -> "Counts":
        """Start the counts of a register; those whose columns are not shown are left out."""
        at = {column.id: index for index, column in enumerate(plan.columns)}
        totals = tuple((one, at[one.by], at[one.across]) for one in definition.totals if {one.by, one.across} <= {*at})
        return cls(totals, tuple(Counter() for _ in totals))

    def counted(self, lines: Iterable[Line]) -> Iterator[Line]:
        """Yield the lines, each counted."""
        pairs = [(by, across, found) for (_, by, across), found in zip(self.totals, self.found, strict=True)]
        for line in lines:
            values = line.values
            for by, across, found in pairs:
                found[values[by], values[across]] += 1
            yield line


@attrs.frozen
class Crossed:
    """A table of counts in words: its heads, then one row for each word and one for all."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


def crossed(plan: Plan, counts: Counts) -> Iterator[Crossed]:
    """Yield each table of counts."""
    locale = plan.locale
    for (totals, by, across), found in zip(counts.totals, counts.found, strict=True):
        names = plan.columns[across].names
        ordered = [locale.labels.get(f"{names}.{code}", code) for code in totals.order]
        heads = (
            locale.text(plan.columns[by].label),
            *ordered,
            locale.text("register.other"),
            locale.text("register.sum"),
        )
        rows: dict[str, list[int]] = {}
        for (one, other), count in found.items():
            row = rows.setdefault(one or locale.text("register.blank"), [0] * (len(ordered) + 2))
            row[ordered.index(other) if other in ordered else -2] += count
            row[-1] += count
        sums = [sum(column) for column in zip(*rows.values(), strict=True)] or [0] * (len(ordered) + 2)
        made = ((word, tuple(row)) for word, row in (*rows.items(), (locale.text("register.sum"), sums)))
        yield Crossed(heads, tuple(made))


@attrs.frozen
class Page:
    """Makes the cells of a register in one language, its heads perhaps in two."""

    definition: Register
    plan: Plan
    locale: Locale
    second: Locale | None

    @property
    def paper(self) -> Paper:
        """The paper of the register."""
        return self.definition.paper

    @property
    def grid(self) -> tuple[float, ...]:
        """Widths of the columns in millimeters."""
        return tuple(column.mm for column in self.plan.columns)

    def words(self, key: str, *, bold: bool = False) -> tuple[Run, ...]:
        """Return a label in the language of the register, the other one below it."""
        runs = (Run(text=self.locale.text(key), bold=bold),)
        if self.second is None:
            return runs
        other = Run(text=self.second.text(key), small=True, lang=self.second.text("language"))
        return (*runs, Run(kind="break"), other)

    def head(self) -> Row:
        """Return the heads of the columns."""
        return Row(
            cells=tuple(
                Cell(
                    role="head",
                    runs=self.words(column.label, bold=True),
                    width=column.mm,
                    align="center",
                    scope="col",
                    name=self.locale.text(column.label),
                )
                for column in self.plan.columns
            )
        )

    def row(self, line: Line, marks: "dict[str, tuple[Run, ...]] | None" = None) -> Row:
        """Return the row of one record; *marks* stand behind the value of a column, by its id."""
        more = marks or {}
        cells = tuple(
            self.cell(column, value, line.number, more.get(column.id, ()))
            for column, value in zip(self.plan.columns, line.values, strict=True)
        )
        return Row(cells=cells, keep=all(is_short(cell.text, cell.width, self.paper.type_size) for cell in cells))

    def cell(self, column: RegisterColumn, value: Value, number: int, marks: tuple[Run, ...]) -> Cell:
        """Return one cell; the pointer leads into the list of records, with the id of the column."""
        if column.form == "boxes":
            boxes = [run for box in range(column.boxes) for run in (Run(kind="box", text=f"{box + 1}"), Run(text=" "))]
            runs = tuple(boxes[:-1])
        else:
            text = self.plan.text(value)
            runs = (Run(text=text, value=column.form != "row"),) if text else ()
        return Cell(
            runs=runs + marks,
            width=column.mm,
            align=column.align,
            name=self.locale.text(column.label),
            path="" if column.form in ("boxes", "row") else f"/{number - 1}/{column.id}",
        )

    def wide(self, runs: tuple[Run, ...], role: Literal["head", "value"] = "value") -> Row:
        """Return a row with one cell that takes the whole width."""
        grid, scope = self.grid, "col" if role == "head" else ""
        cell = Cell(role=role, runs=runs, w=len(grid), width=round(sum(grid), 2), scope=cast("Any", scope))
        return Row(cells=(cell,), keep=is_short(cell.text, cell.width, self.paper.type_size))

    def none(self) -> Row:
        """Return the row of a register of nothing."""
        return self.wide(self.words("register.none"))

    def totals(self, counts: Counts) -> Iterator[Table]:
        """Yield the tables of counts; nothing where nothing was counted."""
        for number, one in enumerate(crossed(self.plan, counts), start=1):
            if len(one.rows) > 1:
                yield self._crossed(number, one)

    def _crossed(self, number: int, one: Crossed) -> Table:
        each = round(sum(self.grid) / (len(one.heads) + 1), 2)
        widths = (round(sum(self.grid) - each * (len(one.heads) - 1), 2), *[each] * (len(one.heads) - 1))
        heads = tuple(
            Cell(role="head", runs=(Run(text=word, bold=True),), width=mm, align="center", scope="col", name=word)
            for word, mm in zip(one.heads, widths, strict=True)
        )
        rows = []
        for place, (word, numbers) in enumerate(one.rows):
            last = place == len(one.rows) - 1
            first = Cell(
                role="label", runs=(Run(text=word, bold=last, value=not last),), width=widths[0], scope="row", name=word
            )
            cells = [
                Cell(runs=(Run(text=str(count), bold=last),), width=mm, align="center", name=head)
                for count, mm, head in zip(numbers, widths[1:], one.heads[1:], strict=True)
            ]
            rows.append(Row(cells=(first, *cells), keep=is_short(word, widths[0], self.paper.type_size)))
        caption = self.locale.text("register.totals") if number == 1 else ""
        return Table(
            id=f"totals-{number}",
            kind="list",
            grid=widths,
            head=(Row(cells=heads),),
            rows=tuple(rows),
            caption=caption,
            gap=GAP,
        )

    def sheet(self, tables: tuple[Table, ...], *, imprint: Imprint, unit: str, period: str) -> Sheet:
        """Return the sheet around the tables."""
        locale, second = self.locale, self.second
        title = locale.text(self.definition.title)
        return Sheet(
            form=self.definition.id,
            language=locale.text("language"),
            title=title,
            later_title=locale.text("later", title=title),
            second_language=second.text("language") if second else "",
            second_title=second.text(self.definition.title) if second else "",
            tables=tables,
            paper=self.paper,
            number=period,
            number_label=locale.text("register.period"),
            copy=locale.text("register.unit", unit=unit) if unit else "",
            foot=tuple(foot(imprint, locale)),
            page_words=(locale.text("page.before"), locale.text("page.between"), locale.text("page.after")),
            source="",
            digest=imprint.digest,
            changed_at=imprint.at,
        )


def foot(imprint: Imprint, locale: Locale) -> Iterator[str]:
    """Yield the words at the foot of a register: the zone of its times, when it was printed and by whom."""
    yield locale.text("register.zone", zone=locale.zone)
    if imprint.at is not None:
        printed = {"at": locale.minute(imprint.at), "by": imprint.by, "serial": str(imprint.serial)}
        yield locale.text("foot.printed-by" if imprint.by else "foot.printed", **printed)
    yield from (*imprint.versions, *imprint.notes)
