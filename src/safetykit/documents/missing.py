"""What is missing: one page for the applicant, with all that is to be done before each move, to be ticked by hand."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import attrs

from safetykit.documents.filling import Imprint
from safetykit.documents.forms import Form
from safetykit.documents.labels import label_of
from safetykit.documents.layout import Draft, fixed, head, label, laid
from safetykit.documents.load import locale_of
from safetykit.documents.locale import Locale, load_locale
from safetykit.documents.ranking import is_asking, ranked
from safetykit.documents.sheet import Cell, Paper, Run, Sheet, Table
from safetykit.lifecycle.engine import Lifecycle
from safetykit.model.findings import Finding, Findings, Mode, Outcome
from safetykit.model.frozenmap import EMPTY
from safetykit.rules.texts import Texts

PAPER: Final = Paper(margins=(8, 12, 10, 15), head=19, type_size=8)
GRID: Final = (7.0, 21.0, 96.0, 32.0, 27.0)
"""Box, code and kind, what is wrong and what to do, where, clause."""
_HEADS: Final = ("box", "code", "what", "where", "clause")
_ANSWER: Final = 24.0
"""Millimeters to write an answer on."""
_WEIGHT: Final = (Outcome.BREACH, Outcome.NEEDS_INPUT, Outcome.NOT_DUE, Outcome.WAIVED, Outcome.OK)
"""Of several answers of one row the first of these counts; a row with none of them does not concern the record."""
_Row = tuple[list[Draft], float]


def missing(
    record: Any,
    findings: Findings,
    lifecycle: Lifecycle,
    *,
    mode: Mode,
    words: Texts,
    lang: str,
    zone: str,
    form: Form | None = None,
    imprint: Imprint | None = None,
) -> Sheet:
    """
    Put on a sheet what a record lacks, under the move that each item stands before; what is overdue comes first.

    Args:
        record: The record.
        findings: What the rules say of it as if every milestone to come were reached (``milestone="close"``).
        lifecycle: What the record lives by.
        mode: How far findings stop a step at the site.
        words: The words of the findings.
        lang: ``zh`` or ``en``.
        zone: Time zone of the site.
        form: The record's form, whose labels say where something stands; what it does not print goes by the label
            ``cell.NAME`` (the finding's argument ``cell``) or ``field.DOTTED_PATH`` of *words*, else by its pointer.
        imprint: What the print says about itself.

    Raises:
        ValueError: If the findings are about another record or revision.
    """
    if (findings.record, findings.revision) != (record.id, record.revision):
        msg = "findings: those of this revision of the record are needed"
        raise ValueError(msg)
    locale = load_locale(lang, zone) if form is None else locale_of(form, lang, zone)
    gates = [lifecycle.before(move.milestone) for move in lifecycle.moves if move.gated]
    stopping = tuple(item for item in findings.blocking(mode) if any(item.due in gate for gate in gates))
    page = _Page(record, findings, lifecycle, stopping, words, locale, form)
    title = locale.text("missing.title")
    state, shown = page.state, imprint or Imprint()
    return Sheet(
        form="safetykit/missing",
        language=locale.text("language"),
        title=title,
        later_title=locale.text("later", title=title),
        tables=(
            Table(id="about", grid=GRID, rows=laid(page.about(), GRID, PAPER.type_size)),
            Table(
                id="items",
                kind="list",
                grid=GRID,
                head=laid([([head(locale, f"missing.{name}", 1) for name in _HEADS], 0.0)], GRID, PAPER.type_size),
                rows=laid(page.groups(), GRID, PAPER.type_size),
                gap=2,
            ),
        ),
        paper=PAPER,
        number=record.number or "",
        number_label=locale.text("number"),
        state=record.state,
        foot=tuple(_foot(state, shown, locale)),
        page_words=(locale.text("page.before"), locale.text("page.between"), locale.text("page.after")),
        source=page.editions,
        digest=shown.digest,
        changed_at=record.changed_at or findings.judged_at,
    )


def _foot(state: str, imprint: Imprint, locale: Locale) -> Iterator[str]:
    yield locale.text("foot.state", state=state)
    if imprint.at is not None:
        printed = {"at": locale.minute(imprint.at), "by": imprint.by, "serial": str(imprint.serial)}
        yield locale.text("foot.printed-by" if imprint.by else "foot.printed", **printed)
    if imprint.digest:
        yield locale.text("foot.digest", digest=imprint.digest[:16])
    yield from imprint.versions


@attrs.frozen
class _Page:
    record: Any
    findings: Findings
    lifecycle: Lifecycle
    stopping: tuple[Finding, ...]
    """What stops a step; what falls due after the last gate, such as the acceptance, stops none."""
    words: Texts
    locale: Locale
    form: Form | None

    @property
    def state(self) -> str:
        return self.locale.find(f"state.{self.record.state}") or self.record.state

    @property
    def editions(self) -> str:
        """The documents of which rows cite a clause (``document, clause``); a host's own rules are left out."""
        cited = (item.cites.partition(",") for item in self.findings.items if item.pack in self.findings.packs)
        return self.locale.text("sep.semicolon").join(dict.fromkeys(name for name, clause, _ in cited if clause))

    def about(self) -> Iterator[_Row]:
        """Yield the rows above the list: what was judged, when, and by what."""
        place = getattr(self.record, "place", None)
        where = "" if place is None or place.text is None else place.text
        yield [*self._pair("place", where, 2, 1, path="/place/text"), *self._pair("state", self.state, 1, 1)], 0.0
        judged = self.locale.minute(self.findings.judged_at)
        yield [*self._pair("judged", judged, 2, 1), *self._pair("edition", self.editions, 1, 1)], 0.0
        for grade in self.findings.grades:
            if grade.value is not None and grade.value != grade.entered:
                raised = self.words.label(f"grade.{grade.value}", self.locale.lang)
                grounds = [self._said(ground) for ground in grade.grounds]
                yield self._pair("grade", self._list([raised, *grounds]), 2, 3), 0.0
        yield self._pair("counted", self._counted(), 2, 3), 0.0

    def _pair(self, key: str, text: str, label_tracks: int, tracks: int, path: str = "") -> list[Draft]:
        name = self.locale.text(f"missing.{key}")
        cell = Cell(runs=(Run(text=text, value=True),), name=name, path=path)
        return [label(self.locale, f"missing.{key}", label_tracks), fixed(cell, tracks)]

    def _counted(self) -> str:
        answers: dict[str, set[Outcome]] = {}
        for item in self.findings.items:
            answers.setdefault(item.rule, set()).add(item.outcome)
        kinds: list[Outcome | None] = [
            next((kind for kind in _WEIGHT if kind in found), None) for found in answers.values()
        ]
        judged = kinds.count(Outcome.BREACH) + kinds.count(Outcome.OK)
        counts = {"open": Outcome.NEEDS_INPUT, "later": Outcome.NOT_DUE, "waived": Outcome.WAIVED, "aside": None}
        return self.locale.text(
            "missing.count", judged=str(judged), **{name: str(kinds.count(kind)) for name, kind in counts.items()}
        )

    def groups(self) -> Iterator[_Row]:
        """Yield a heading and the items for each move, and what was waived at the end."""
        reached = self.lifecycle.reached(self.record, self.findings.judged_at)
        coming = [name for name in self.lifecycle.milestones if name not in reached]
        listed = [
            item for item in self.findings.items if is_asking(item, self.words, self.locale.lang, self.locale.zone)
        ]
        for name in ("", *coming):
            items = [item for item in listed if (item.due == name if name else item.due not in coming)]
            if items:
                yield self._heading(self._before(name) if name else self.locale.text("missing.overdue"), len(items))
                yield from (self._row(item) for item in ranked(items, self.stopping))
        if not listed:
            none = Cell(runs=(Run(text=self.locale.text("missing.none")),), align="center")
            yield [fixed(none, len(GRID))], 8.0
        waived = self.findings.waived
        if waived:
            yield self._heading(self.locale.text("missing.waived"), len(waived))
            yield from (self._row(item) for item in waived)

    def _before(self, milestone: str) -> str:
        move = next((move for move in self.lifecycle.moves if move.milestone == milestone), None)
        if move is None:
            return self.words.label(f"milestone.{milestone}", self.locale.lang)
        action = self.locale.find(f"action.{move.action}") or move.action
        roles = self._list([self.locale.find(f"role.{role}") or role for role in move.roles])
        return self.locale.text("missing.before-by" if roles else "missing.before", action=action, roles=roles)

    def _heading(self, words: str, count: int) -> _Row:
        text = self.locale.text("missing.heading", words=words, count=str(count))
        return [fixed(Cell(role="label", runs=(Run(text=text, bold=True),), scope="row", name=text), len(GRID))], 0.0

    def _row(self, item: Finding) -> _Row:
        wrong, todo = self._texts(item)
        what = [Run(text=wrong, value=True, bold=item in self.stopping)]
        if todo:
            what += [Run(text=self.locale.text("sep.semicolon")), Run(text=todo, value=True)]
        if item.outcome is Outcome.NEEDS_INPUT:
            what += [Run(text=self.locale.text("missing.answer")), Run(kind="line", mm=_ANSWER)]
        box = Run(text="/") if item.outcome is Outcome.WAIVED else Run(kind="box")
        runs: Iterable[tuple[Run, ...]] = (
            (box,),
            (Run(text=item.code, value=True, bold=True), Run(kind="break"), Run(text=self._kind(item), small=True)),
            tuple(what),
            (Run(text=self._where(item), value=True),),
            (Run(text=item.cites, value=True, small=True),),
        )
        names = (self.locale.text(f"missing.{name}") for name in _HEADS)
        cells = (Cell(runs=each, name=name, path=item.path) for each, name in zip(runs, names, strict=True))
        return [fixed(cell) for cell in cells], 0.0

    def _kind(self, item: Finding) -> str:
        if item.outcome is Outcome.WAIVED:
            return self.words.label("outcome.waived", self.locale.lang)
        kind = self.locale.text(f"missing.kind.{item.outcome.value}")
        if item in self.stopping:
            return self.locale.text("missing.stopping", kind=kind)
        return kind

    def _where(self, item: Finding) -> str:
        """Say where an item stands: by the form, else by the words for the cell or the field, else by its pointer."""
        found = self.form and label_of(self.form, self.locale, self.record, item.path, item.args)
        if found:
            return found
        steps = [step for step in item.path.split("/") if step and not step.isdecimal()]
        keys = (f"cell.{item.args.get('cell')}", f"field.{'.'.join(steps)}")
        words = (self.words.label(key, self.locale.lang) for key in keys)
        return next((word for word, key in zip(words, keys, strict=True) if word != key), item.path or "/")

    def _texts(self, item: Finding) -> tuple[str, str]:
        return self.words.say(item, self.locale.lang, self.locale.zone)

    def _said(self, key: str) -> str:
        return self.words.render(key, EMPTY, self.locale.lang, self.locale.zone)[0]

    def _list(self, words: Iterable[str]) -> str:
        return self.locale.text("sep.comma").join(words)
