"""What must be written on the form: the result of risk identification, every cell, every row of the check-list."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from safetykit.model.evidence import Duty
from safetykit.model.findings import Outcome
from safetykit.rules.paths import pointer, value_at
from safetykit.rules.rows import Answer, Context, breach, need, not_applicable


def risk_identified(context: Context[Any]) -> Iterator[Answer]:
    """Say whether the result of risk identification is written down (4.1)."""
    risk = context.record.risk
    for text in () if risk is None else (*risk.hazards, risk.text):
        if not _says_nothing(context, text):
            return
    yield breach("/risk", "risk-blank")


def _says_nothing(context: Context[Any], text: str | None) -> bool:
    """Say whether a cell is blank or holds only a stroke or such a word, by the words of the row."""
    return not text or text.strip().casefold() in context.params.get("nothing", ())


def essentials(context: Context[Any]) -> Iterator[Answer]:
    """Say whether place, window and leader are written down (4.18)."""
    record = context.record
    if record.place is None or _says_nothing(context, record.place.text):
        yield breach("/place", "cell-blank", cell="place")
    chosen = context.course.window
    name = "permitted" if record.permitted is not None else "planned"
    if chosen is None:
        yield breach("/permitted", "cell-blank", cell="window")
    elif chosen.length is None:
        yield breach(f"/{name}/{'start' if chosen.start is None else 'end'}", "cell-blank", cell="window")
    if not context.course.stints(Duty.LEADER):
        yield breach("/joinings", "cell-blank", cell="leader")


def cells(context: Context[Any]) -> Iterator[Answer]:
    """Say whether the other cells of the head are filled, and the blanks within measures that are involved (4.18)."""
    record, params, course = context.record, context.params, context.course
    for name, text in (("number", record.number), ("content", record.content)):
        if _says_nothing(context, text):
            yield breach(f"/{name}", "cell-blank", cell=name)
    if not record.applied_at:
        yield breach("/applied_at", "cell-blank", cell="applied_at")
    if not record.work.methods and not record.work.other_method:
        yield breach("/work/methods", "cell-blank", cell="method")
    sides = {party.side for party in record.parties}
    for cell, wanted in params["sides"].items():
        if sides.isdisjoint(wanted):
            yield breach("/parties", "cell-blank", cell=cell)
    for row, blanks in params["blanks"].items():
        tick = course.tick(int(row))
        if tick is not None and tick.involved:
            filled = tick.measure.blanks
            for blank in blanks:
                if blank not in filled:
                    yield breach(f"{tick.path}/blanks", "measure-blank", row=tick.measure.row, blank=blank)
    own = course.tick(params["own"])
    if own is not None and own.involved:
        # The last row has words of its own, and somebody who wrote them.
        for name, text in (("text", own.measure.text), ("drafted_by", own.measure.drafted_by)):
            if text is None:
                yield breach(f"{own.path}/{name}", "measure-blank", row=own.measure.row, blank=name)


def analyst_named(context: Context[Any]) -> Iterator[Answer]:
    """Say whether every gas test names its analyst (4.18)."""
    tests = context.record.gas_tests
    if not tests:
        yield not_applicable("/gas_tests")
    for index, test in enumerate(tests):
        if test.analyst is None:
            yield breach(f"/gas_tests/{index}/analyst", "test-cell-blank", cell="analyst")


def tests_and_opinions(context: Context[Any]) -> Iterator[Answer]:
    """Say whether gas tests and signed slots are filled in whole (4.18)."""
    for index, test in enumerate(context.record.gas_tests):
        if not (test.at is None or test.gas is None or test.reading is None or test.instrument is None):
            continue
        for name in ("at", "gas", "reading", "instrument"):
            if getattr(test, name) is None:
                yield breach(f"/gas_tests/{index}/{name}", "test-cell-blank", cell=name)
    slots, void = context.params["slots"], context.void
    for index, sign in enumerate(context.record.sign_offs):
        if sign.slot in slots and not sign.path and index not in void:
            if sign.opinion is None:
                yield breach(f"/sign_offs/{index}/opinion", "opinion-blank", slot=sign.slot)
            if sign.signed_at is None:
                yield breach(f"/sign_offs/{index}/signed_at", "slot-undated", slot=sign.slot)


def check_list(context: Context[Any]) -> Iterator[Answer]:
    """Say whether every row of the check-list is ticked, those involved are confirmed, and none contradicts the facts."""
    params, course = context.params, context.course
    rows = frozenset(range(1, params["rows"] + 1))
    involved = {row: item.involved for row, (_, item) in course.measures.items()}
    if blank := rows - {row for row, answer in involved.items() if answer is not None}:
        yield breach("/measures", "rows-blank", rows=tuple(sorted(blank)))
    if unconfirmed := rows.intersection([row for row, answer in involved.items() if answer]) - course.confirmed:
        yield breach("/confirmations", "rows-unconfirmed", rows=tuple(sorted(unconfirmed)))
    for item in params["contradictions"]:
        yield from [answer for answer in _contradiction(context, item) if answer.outcome is Outcome.BREACH]


def tick_agrees(context: Context[Any]) -> Iterator[Answer]:
    """Say whether one row of the check-list agrees with the facts; not applicable while it is blank."""
    tick = context.course.tick(context.params["row"])
    if tick is None or tick.involved is None:
        yield not_applicable("/measures")
        return
    yield from _contradiction(context, context.params)


def _contradiction(context: Context[Any], item: Mapping[str, Any]) -> Iterable[Answer]:
    """Judge a row that is ticked against the facts, or against the kind of a linked permit."""
    tick = context.course.tick(item["row"])
    if tick is None or tick.involved is not item["involved"]:
        return ()
    record, link, unknown = context.record, item.get("link"), []
    if link is None or link not in [other.kind for other in record.links]:
        for name, values in item["facts"].items():
            value = value_at(record, name)
            if value is None:
                unknown.append(pointer(name))
            elif value not in values:
                return ()
    if unknown:
        return [need(path, "tick-open", row=item["row"]) for path in unknown]
    return [breach(f"{tick.path}/involved", "tick-contradicts", row=item["row"])]
