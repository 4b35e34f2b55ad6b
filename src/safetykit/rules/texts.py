"""The words of findings: what is wrong and what to do, in each language, filled with arguments."""

import re
from datetime import date, datetime
from typing import TypeVar

import attrs

from safetykit.model.civil import local
from safetykit.model.findings import Finding
from safetykit.model.frozenmap import EMPTY, FrozenMap

_PLACE = re.compile(r"\{([a-z_]+)(?::([a-z-]+))?\}")


@attrs.frozen
class Message:
    """Two texts: what is wrong, and what to do about it by when and where. Places read ``{name}`` or ``{name:how}``."""

    wrong: str
    todo: str = ""

    @property
    def places(self) -> frozenset[str]:
        """The names of the arguments that the texts take."""
        return frozenset(name for name, _ in _PLACE.findall(self.wrong + self.todo))


@attrs.frozen
class Texts:
    """
    Messages and labels by language.

    ``{name:minute}`` and ``{name:day}`` show a time on the site's clocks, ``{name:duration}`` shows minutes as hours
    and minutes, ``{name:message}`` looks a message up, ``{name:GROUP}`` a label ``GROUP.argument``; several keys
    separated by spaces become a list. ``{name}`` shows the argument as it is.
    """

    messages: FrozenMap[FrozenMap[Message]] = EMPTY
    labels: FrozenMap[FrozenMap[str]] = EMPTY

    def including(self, other: "Texts") -> "Texts":
        """Return these texts with *other* added; the other wins."""
        return Texts(_merged(self.messages, other.messages), _merged(self.labels, other.labels))

    def label(self, key: str, lang: str) -> str:
        """Return the words for *key*, or the key itself where no language has them."""
        labels: FrozenMap[str] = self.labels.get(lang, FrozenMap())
        return labels.get(key, key)

    def _message(self, key: str, lang: str) -> Message:
        messages: FrozenMap[Message] = self.messages.get(lang, FrozenMap())
        return messages.get(key, Message(key))

    def render(self, key: str, args: FrozenMap[str], lang: str, zone: str) -> tuple[str, str]:
        """
        Fill both texts of a message; one without words in the language shows its key, so that no finding is lost.

        Args:
            key: The message.
            args: What fills it.
            lang: ``zh`` or ``en``.
            zone: Time zone for times.
        """
        message = self._message(key, lang)

        def fill(match: re.Match[str]) -> str:
            name, how = match[1], match[2]
            value = args.get(name)
            if value is None or how is None:
                return value or "?"
            if how in ("minute", "day"):
                return show_time(value, how, lang, zone)
            if how == "duration":
                return self._duration(int(value), lang)
            words = [
                self._message(part, lang).wrong
                if how == "message"
                else self.label(f"{how}.{part}", lang).removeprefix(f"{how}.")
                for part in value.split()
            ]
            return ("、" if lang == "zh" else ", ").join(words)

        return _PLACE.sub(fill, message.wrong), _PLACE.sub(fill, message.todo)

    def say(self, item: Finding, lang: str, zone: str) -> tuple[str, str]:
        """
        Say what a finding says is wrong and what to do; ``{field:field}`` in a text names the field it points to.

        Args:
            item: The finding.
            lang: ``zh`` or ``en``.
            zone: Time zone for times.
        """
        field = ".".join(step for step in item.path.split("/") if step and not step.isdecimal())
        return self.render(item.message, FrozenMap({"field": field or "-", **item.args}), lang, zone)

    def time(self, at: datetime, lang: str, zone: str) -> str:
        """Show an instant on the clocks of *zone*, to the minute."""
        return show_time(at.isoformat(), "minute", lang, zone)

    def _duration(self, minutes: int, lang: str) -> str:
        hours, rest = divmod(minutes, 60)
        shown = [(number, unit) for number, unit in ((hours, "hour"), (rest, "minute")) if number] or [(0, "minute")]
        space = "" if lang == "zh" else " "
        return space.join(f"{number}{space}{self.label(f'unit.{unit}', lang)}" for number, unit in shown)


def show_time(value: str, how: str, lang: str, zone: str) -> str:
    """Show a date, or an RFC 3339 instant on the clocks of *zone*, to the ``minute`` or the ``day``."""
    is_date = len(value) == len("YYYY-MM-DD")
    at = date.fromisoformat(value) if is_date else local(datetime.fromisoformat(value), zone)
    if lang == "zh":
        return at.strftime("%Y年%m月%d日" + (" %H时%M分" if how == "minute" else ""))
    return at.strftime("%Y-%m-%d" + (" %H:%M" if how == "minute" else ""))


V = TypeVar("V")


def _merged(old: FrozenMap[FrozenMap[V]], new: FrozenMap[FrozenMap[V]]) -> FrozenMap[FrozenMap[V]]:
    nothing: FrozenMap[V] = FrozenMap()
    return FrozenMap({lang: FrozenMap({**old.get(lang, nothing), **new.get(lang, nothing)}) for lang in {*old, *new}})
