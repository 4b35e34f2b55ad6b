"""A host's own words against those of the forms that they are for."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from safetykit.documents import Form
from safetykit.documents.forms import ChecklistBlock
from safetykit.documents.locale import PRINTED, places, print_locale


def misfits(labels: Mapping[str, Mapping[str, str]], forms: Iterable[Form]) -> list[str]:
    """
    Name the labels that no form knows, and those whose places are not the places of the words that they replace.

    A place that a form fills from elsewhere in the record may be left out: wording that is given may not have it.

    Args:
        labels: The host's words by language and key.
        forms: The forms that they are for.
    """
    known = tuple(forms)
    return [problem for lang in labels for problem in _of_language(lang, labels[lang], known)]


def _of_language(lang: str, words: Mapping[str, str], forms: tuple[Form, ...]) -> Iterator[str]:
    if lang not in PRINTED:
        yield f"labels: {lang!r} is not among the languages {', '.join(PRINTED)}"
        return
    shipped = print_locale(lang, "UTC", [form.labels for form in forms])
    free = frozenset(chain.from_iterable(map(_filled, forms)))
    for key, text in words.items():
        replaced = shipped.find(key)
        if replaced is None:
            yield f"labels: {lang}: no form has a label {key!r}"
            continue
        own, known = _places(text), _places(replaced)
        needed = {place for place in known if (key, place) not in free}
        if not needed <= own <= known:
            yield f"labels: {lang}: {key!r} has the places {_listed(own)}; needed are {_listed(needed)}"


def _filled(form: Form) -> Iterator[tuple[str, str]]:
    """Yield the places in measures that a form fills from elsewhere in the record, each with the key of its text."""
    for body in (block.body for block in form.blocks):
        if isinstance(body, ChecklistBlock):
            for row, places_of in body.fills.items():
                yield from ((f"{body.texts}.{row}", place) for place in places_of)


def _places(text: str) -> set[str]:
    return {name for _, name in places(text) if name}


def _listed(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "none"
