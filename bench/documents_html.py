"""A permit as HTML, beside f-strings written by hand that give the same bytes with the same escaping."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import cycle

import attrs
from markupsafe import escape

from bench.harness import Pair
from bench.sample import EXAMPLE
from safetykit.codec.codec import Codec
from safetykit.documents.environment import color, css_text, own_template
from safetykit.documents.filling import Imprint, fill
from safetykit.documents.html import html
from safetykit.documents.load import locale_of
from safetykit.documents.sheet import Cell, Row, Run, Sheet, Table
from safetykit.packs import cn_gb30871

SHEETS = 16
"""Sheets that take turns, each with other texts."""
NAMELESS = ("opinions", "prose")
_SOURCE = own_template("html")
STYLES = _SOURCE[_SOURCE.index("* { box-sizing") : _SOURCE.index("</style>")]
"""Styles without a value in them."""


def pairs() -> Iterator[Pair]:
    """Yield the statutory form, filled."""
    sheets = tuple(_sheet(number) for number in range(SHEETS))
    for sheet in sheets:
        assert html(sheet) == by_hand(sheet)
    yield Pair(
        name="HTML of form A.1 / f-strings with the same escaping",
        subject=_in_turn(html, sheets),
        reference=_in_turn(by_hand, sheets),
        goal=2.2,
    )


def _sheet(number: int) -> Sheet:
    form = cn_gb30871.PACK.forms[0]
    imprint = Imprint(at=datetime(2026, 11, 16, 4, number, tzinfo=UTC), digest=f"{number:064x}", versions=("1",))
    record = Codec().load(EXAMPLE.read_bytes())
    sheet = fill(form, record, locale_of(form, "zh", "Asia/Shanghai"), imprint=imprint, copy=1)
    # Without its square code, which would cost both sides the same and hide the difference.
    return attrs.evolve(sheet, code="", tables=tuple(_other(table, number) for table in sheet.tables))


def _other(table: Table, number: int) -> Table:
    """Put a mark into every text of the record."""

    def runs(old: tuple[Run, ...]) -> tuple[Run, ...]:
        return tuple(attrs.evolve(run, text=f"{run.text}<{number}>") if run.value else run for run in old)

    def cell(old: Cell) -> Cell:
        return attrs.evolve(old, runs=runs(old.runs), foot=runs(old.foot))

    rows = tuple(attrs.evolve(row, cells=tuple(cell(old) for old in row.cells)) for row in table.rows)
    return attrs.evolve(table, rows=rows)


def _in_turn(render: Callable[[Sheet], str], sheets: tuple[Sheet, ...]) -> Callable[[], str]:
    turns = cycle(sheets)
    return lambda: render(next(turns))


def by_hand(sheet: Sheet) -> str:
    """Render a sheet without a template."""
    number = f" {escape(sheet.number)}" if sheet.number else ""
    top, right, bottom, left = sheet.paper.margins
    foot = ' " · " '.join(css_text(text) for text in ((sheet.number, *sheet.foot) if sheet.number else sheet.foot))
    before, between, after = map(css_text, sheet.page_words)
    paper = sheet.paper
    out = [
        f"""<!DOCTYPE html>
<html lang="{escape(sheet.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>{escape(sheet.title)}{number}</title>
<style>
@page {{
  size: {paper.width}mm {paper.height}mm;
  margin: {top}mm calc({right}mm - 0.3mm) {bottom}mm calc({left}mm - 0.3mm); /* room for the outer half of lines at the edge */
  @bottom-left {{ content: {css_text(sheet.source)} " · " {foot}; font-size: 7pt; white-space: normal; }}
  @bottom-right {{ content: {before} counter(page) {between} counter(pages) {after}; font-size: 7pt; white-space: nowrap; }}
}}
:root {{ --type: {paper.type_size}pt; --room: {paper.width - right - left}mm; --head: {paper.head}mm; }}
{STYLES}</style>
</head>
<body>
<main>
"""
    ]
    if sheet.watermark:
        word = escape(sheet.watermark)
        out.append(
            f'<p class="status">{word}</p>\n<div class="watermark" data-word="{word}" aria-hidden="true"></div>\n'
        )
    for index, table in enumerate(sheet.tables, start=1):
        if index == 1 or table.page:
            out.append(_head(sheet, table, index))
        _table(sheet, table, index, out)
    texts = "".join(f" · {escape(text)}" for text in sheet.foot)
    out.append(f'</main>\n<footer class="line">{escape(sheet.source)}{texts}</footer>\n</body>\n</html>\n')
    return "".join(out)


def _head(sheet: Sheet, table: Table, index: int) -> str:
    page = f' class="page{" annex" if table.title else ""}"' if table.page else ""
    badge = sheet.badge
    style = f' style="--badge:{color(badge.color)}"' if badge and badge.color else ""
    mark = f'<span class="badge {escape(badge.frame)}"{style}>{escape(badge.text)}</span>' if badge else ""
    if index == 1:
        title = f"<h1>{escape(sheet.title)}</h1>"
    elif table.title:
        title = f'<h2 class="later">{escape(table.title)}</h2>'
    else:
        titles = [before.title for before in sheet.tables[:index] if before.title] or [sheet.later_title]
        title = f'<p class="later">{escape(titles[-1])}</p>'
    number = f"<bdi>{escape(sheet.number)}</bdi>" if sheet.number else '<span class="line" style="width:35mm"></span>'
    return f"""<header{page}>
<div class="first">{mark}</div>
{title}
<div class="last"></div>
<div class="whose"><p class="copy">{escape(sheet.copy)}</p><p class="number">{escape(sheet.number_label)}{number}</p></div>
</header>
"""


def _table(sheet: Sheet, table: Table, index: int, out: list[str]) -> None:
    frame = " frame" if table.frame else ""
    name = caption = ""
    if table.caption:
        caption = f"<caption>{escape(table.caption)}</caption>\n"
    elif table.kind in NAMELESS:
        name = ' role="presentation"'
    else:
        name = f' aria-label="{escape(sheet.title)} {index} / {len(sheet.tables)}"'
    gap = f' style="margin-top:{table.gap}mm"' if table.gap else ""
    tracks = "".join(f'<col style="width:{mm}mm">' for mm in table.grid)
    out.append(f'<table class="{escape(table.kind)}{frame}"{name}{gap}>\n{caption}<colgroup>{tracks}</colgroup>\n')
    if table.head:
        out.append("<thead>\n")
        _rows(table.head, out, listed=table.kind == "list")
        out.append("</thead>\n")
    if table.rows:
        out.append("<tbody>\n")
        _rows(table.rows, out, listed=table.kind == "list")
        out.append("</tbody>\n")
    out.append("</table>\n")


def _rows(rows: tuple[Row, ...], out: list[str], *, listed: bool) -> None:
    for row in rows:
        keep = ' class="keep"' if row.keep else ""
        out.append(f'<tr{keep} style="height:{row.height}mm">')
        for cell in row.cells:
            if cell.role != "merged":
                tag = "th" if cell.scope else "td"
                align = f" {escape(cell.align)}" if cell.align != "left" else ""
                scope = f' scope="{escape(cell.scope)}"' if cell.scope else ""
                w = f' colspan="{cell.w}"' if cell.w != 1 else ""
                h = f' rowspan="{cell.h}"' if cell.h != 1 else ""
                name = f' data-name="{escape(cell.name)}"' if listed else ""
                out.append(f'<{tag} class="{escape(cell.role)}{align}"{scope}{w}{h}{name}>')
                if cell.foot:
                    out.append(f'<div class="stack" style="min-height:calc({row.height}mm - 1mm)"><div>')
                    out += map(_run, cell.runs)
                    out.append("</div><div>")
                    out += map(_run, cell.foot)
                    out.append("</div></div>")
                else:
                    out += map(_run, cell.runs)
                out.append(f"</{tag}>")
        out.append("</tr>\n")


def _run(run: Run) -> str:
    if run.kind == "text":
        text = f"<bdi>{escape(run.text)}</bdi>" if run.value else escape(run.text)
        if run.strike or run.bold or run.muted or run.small or run.underline or run.lang:
            marks = f' class="{escape(run.marks)}"' if run.bold or run.muted or run.small or run.underline else ""
            lang = f' lang="{escape(run.lang)}"' if run.lang else ""
            text = f"<span{marks}{lang}>{text}</span>"
        return f"<del>{text}</del>" if run.strike else text
    if run.kind == "box":
        on, tick = ("true", "√") if run.on else ("false", "")
        lang = f' lang="{escape(run.lang)}"' if run.lang else ""
        box = f'<span class="box" aria-hidden="true">{tick}</span> {escape(run.text)}</span>'
        return f'<span class="choice" role="checkbox" aria-disabled="true" aria-checked="{on}"{lang}>{box}'
    return "<br>" if run.kind == "break" else f'<span class="{escape(run.kind)}" style="width:{run.mm}mm"></span>'
