"""Reading what a command is given: files, a site, an instant. What cannot be used is told in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs

from safetykit.cli.words import Lang, Unusable
from safetykit.codec.messages import problem_text
from safetykit.errors import DecodeError, Refused
from safetykit.kit import Kit
from safetykit.model.permits import Permit
from safetykit.model.shapes import Shape, broken
from safetykit.packs import cn_gb30871
from safetykit.rules.site import site_from_toml


def read_bytes(path: Path) -> bytes:
    """Return the content of a file."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unusable("unreadable", path=path, reason=error.strerror) from None


def read_text(path: Path) -> str:
    """Return the content of a UTF-8 file."""
    try:
        return read_bytes(path).decode("utf-8-sig")  # editors on Windows begin a file with a byte order mark
    except UnicodeDecodeError:
        raise Unusable("not-utf8", path=path) from None


def kit_of(site: Path | None, lang: Lang) -> Kit:
    """Return the kit of the command: the pack, its default site or the one in the file, the reader's language."""
    kit = Kit(packs=[cn_gb30871.PACK], locale=lang)
    return kit if site is None else attrs.evolve(kit, site=site_from_toml(read_text(site), kit.site, site.name))


@contextmanager
def usable(kit: Kit, name: object) -> Iterator[None]:
    """Tell in words why a record cannot be read, judged or printed."""
    try:
        yield
    except DecodeError as error:
        problems = [(problem.path, problem_text(problem, kit.locale)) for problem in error.problems]
    except Refused as refused:
        problems = [(item.path, kit.text(item)) for item in refused.findings.items]
    else:
        return
    raise Unusable("no-record", [f"{path or '/'}: {text}" for path, text in problems], name=name)


def instant(text: str | None) -> datetime | None:
    """Read the instant that a user gave, if any."""
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Unusable("at") from None
    if broken(Shape("instant"), at):
        raise Unusable("at")
    return at


def moment(kit: Kit, record: Permit[Any], at: datetime | None, name: object) -> datetime:
    """Return the instant to judge or print a record at: the one that was given, or its own."""
    chosen = at or kit.moment(record)
    if chosen is None:
        raise Unusable("no-time", name=name)
    return chosen
