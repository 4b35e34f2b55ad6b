"""A host's own words against those of the forms that they are for."""

from collections.abc import Iterable, Iterator, Mapping

from safetykit.documents import Form, load_locale
from safetykit.documents.locale import LANGUAGES, places


def misfits(labels: Mapping[str, Mapping[str, str]], forms: Iterable[Form]) -> list[str]:
    """
    Name the labels that no form knows, and those whose places are not the places of the words that they replace.

    Args:
        labels: The host's words by language and key.
        forms: The forms that they are for.
    """
    known = tuple(forms)
    return [problem for lang in labels for problem in _of_language(lang, labels[lang], known)]


def _of_language(lang: str, words: Mapping[str, str], forms: tuple[Form, ...]) -> Iterator[str]:
    if lang not in LANGUAGES:
        yield f"labels: {lang!r} is not among the languages {', '.join(LANGUAGES)}"
        return
    shipped = load_locale(lang, "UTC", [form.labels[lang] for form in forms if lang in form.labels])
    for key, text in words.items():
        replaced = shipped.find(key)
        if replaced is None:
            yield f"labels: {lang}: no form has a label {key!r}"
        elif (own := _places(text)) != (needed := _places(replaced)):
            yield f"labels: {lang}: {key!r} has the places {_listed(own)}; needed are {_listed(needed)}"


def _places(text: str) -> set[str]:
    return {name for _, name in places(text) if name}


def _listed(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "none"
