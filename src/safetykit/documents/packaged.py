"""The forms that a package ships: its ``forms/*.toml`` with the words of ``locales/form_*.toml``."""

from collections.abc import Iterable
from importlib import resources

from safetykit.documents.forms import Form
from safetykit.documents.load import load_form
from safetykit.documents.locale import LANGUAGES, labels_of
from safetykit.model.permits import Work


def forms_in(package: str, works: Iterable[type[Work]]) -> tuple[Form, ...]:
    """
    Read and check every form of a package.

    Args:
        package: Dotted name of the package, such as ``safetykit.packs.cn_gb30871``.
        works: The kinds of work that its permits are for; a form says by ``applies_to`` which one it prints.

    Raises:
        PackError: If a form or its words are wrong.
    """
    root = resources.files(package)
    words = {lang: f"form_{lang}.toml" for lang in LANGUAGES}
    labels = {lang: labels_of((root / "locales" / file).read_text("utf-8"), file) for lang, file in words.items()}
    kinds = tuple(works)
    files = sorted((root / "forms").iterdir(), key=lambda file: file.name)
    return tuple(load_form(file.read_text("utf-8"), file.name, labels=labels, works=kinds) for file in files)
