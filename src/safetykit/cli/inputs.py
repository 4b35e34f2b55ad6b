"""Reading what a command is given: records, packs, a site, instants. All that cannot be used is told at once."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import attrs
from cyclopts import Parameter

from safetykit.cli.words import Lang, Unusable
from safetykit.codec.messages import problem_text
from safetykit.errors import DecodeError, MissingExtra, PackError, Refused, RenderError
from safetykit.kit import Kit
from safetykit.lifecycle.steps import refuse_unknown_state
from safetykit.model.permits import Permit
from safetykit.model.shapes import Shape, broken
from safetykit.packs import cn_gb30871
from safetykit.packs.company import pack_from_toml
from safetykit.rules.site import site_from_toml

Files = Annotated[tuple[Path, ...], Parameter(negative=())]
"""An option that may be given several times, each time with one file."""
Reason: TypeAlias = Unusable | MissingExtra | PackError | RenderError
"""Why something cannot be used."""
_NEVER_SHOWN = datetime.fromtimestamp(0, UTC)
"""When a record is refused for its state; nobody is told."""


class Several(Exception):
    """Why each of several things cannot be used."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        super().__init__()
        self.reasons: tuple[Reason, ...] = tuple(reasons)


class Slips:
    """What cannot be used, noted while reading goes on."""

    def __init__(self) -> None:
        self._reasons: list[Reason] = []

    def __enter__(self) -> None:
        """Begin something that may turn out to be unusable."""

    def __exit__(self, _: object, error: BaseException | None, __: object) -> bool:
        """Note why it cannot be used, and go on behind it."""
        if isinstance(error, (Unusable, PackError, RenderError)):
            self._reasons.append(error)
            return True
        return False

    def refuse(self) -> None:
        """Tell all of them, if there is any."""
        if self._reasons:
            raise Several(self._reasons)


@attrs.frozen
class Given:
    """What a command is given: the kit, each file with its record and the instant of judgment, and related records."""

    kit: Kit
    records: tuple[tuple[Path, Permit[Any], datetime], ...]
    related: tuple[Permit[Any], ...]


def given(
    files: Iterable[Path],
    slips: Slips,
    *,
    lang: Lang,
    at: datetime | None,
    pack: Sequence[Path] = (),
    site: Path | None = None,
    related: Iterable[Path] = (),
) -> Given:
    """Read everything; nothing is judged if there is any slip, those noted before included."""
    kit = kit_of(lang, slips, pack, site)
    records = []
    for file in files:
        with slips:
            record = _record(kit, file)
            records.append((file, record, _moment(kit, record, at, file)))
    beside: dict[str, Permit[Any]] = {}
    for file in related:
        with slips:
            record = _record(kit, file)
            if record.id in beside:
                raise Unusable("related-twice", path=file)
            beside[record.id] = record
    slips.refuse()
    return Given(kit, tuple(records), tuple(beside.values()))


def kit_of(lang: Lang, slips: Slips, pack: Sequence[Path] = (), site: Path | None = None) -> Kit:
    """
    Return the kit of a command: the shipped pack, those in files over it, their site, that of the file over it.

    It goes without what cannot be used, which it notes.
    """
    packs = [cn_gb30871.PACK]
    for file in pack:
        with slips:
            packs.append(pack_from_toml(read_text(file), extends=packs, name=file.name))
    kit = Kit(packs=packs[:1], locale=lang)
    if packs[1:]:
        with slips:
            kit = Kit(packs=packs, locale=lang)
    if site is not None:
        with slips:
            chosen = site_from_toml(read_text(site), kit.site, site.name)
            if len(kit.packs) > len(pack):  # what it names may stand in a pack that cannot be used
                kit = attrs.evolve(kit, site=chosen)
    return kit


def read_text(path: Path) -> str:
    """Return the content of a UTF-8 file."""
    try:
        return _bytes(path).decode("utf-8-sig")  # editors on Windows begin a file with a byte order mark
    except UnicodeDecodeError:
        raise Unusable("not-utf8", path=path) from None


def instant(text: str | None, option: str, slips: Slips) -> datetime | None:
    """Read the instant that a user gave with an option, if any."""
    with slips:
        return None if text is None else _instant(text, option)
    return None


def _instant(text: str, option: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Unusable("instant", option=option) from None
    if broken(Shape("instant"), at):
        raise Unusable("instant", option=option)
    return at


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unusable("unreadable", path=path, reason=error.strerror) from None


def _record(kit: Kit, file: Path) -> Permit[Any]:
    """Return the record in a file, if it is one and in a state that its lifecycle knows."""
    try:
        record = kit.codec.load(_bytes(file), Permit)
        refuse_unknown_state(kit.lifecycle(record), record, "check", _NEVER_SHOWN)
    except DecodeError as error:
        problems = [(problem.path, problem_text(problem, kit.locale)) for problem in error.problems]
    except Refused as refused:
        problems = [(item.path, kit.text(item)) for item in refused.findings.items]
    else:
        return record
    raise Unusable("no-record", [f"{path or '/'}: {text}" for path, text in problems], name=file)


def _moment(kit: Kit, record: Permit[Any], at: datetime | None, name: object) -> datetime:
    """Return the instant to judge or print a record at: the one that was given, or its own."""
    chosen = at or kit.moment(record)
    if chosen is None:
        raise Unusable("no-time", name=name)
    return chosen
