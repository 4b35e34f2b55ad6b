"""
Makes the gallery: every form of the packs, in every language setting and every format, as the library prints it now.

Nothing in it is kept: the pictures and files are made anew with each build of the documentation.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from safetykit import Kit
from safetykit.documents import Document
from safetykit.documents.locale import PRINTED
from safetykit.packs import cn_gb30871

ROOT = Path(__file__).parents[1]
AT = datetime.fromisoformat("2026-11-16T16:30+08:00")
PPI = 70
ENDINGS = ("pdf", "html", "docx", "md")
LANGUAGES = {"zh": "Chinese", "en": "English", "zh+en": "Chinese and English"}


def permits(kit: Kit) -> dict[str, Any]:
    """Return the worked example for each subject that has one."""
    return {"permit/hot-work": kit.codec.load((ROOT / "examples/hot_work_form1.json").read_bytes())}


def variants(kit: Kit, form: str, subject: str, record: Any) -> Iterator[tuple[str, str, Document]]:
    """Yield each way to print a form: its name, what it is, and the document."""
    for lang in PRINTED:
        yield f"filled-{lang}", f"Filled, {LANGUAGES[lang]}", kit.document(record, at=AT, form=form, lang=lang, copy=1)
    for lang in PRINTED:
        yield f"blank-{lang}", f"Blank, {LANGUAGES[lang]}", kit.blank(subject, form=form, lang=lang)
    half = kit.document(record, at=AT, form=form, leave=("sign_offs", "gas_tests", "confirmations"))
    yield "half-filled", "Half filled: signatures and gas tests are left for the pen", half
    yield "annex", "Blank with its continuation sheet", kit.blank(subject, form=form, annex=True)
    yield "compact", "Compact, for display", kit.document(record, at=AT, form=form, compact=True, annex=False)


def lists(kit: Kit, records: list[Any]) -> Iterator[tuple[str, str, Document]]:
    """Yield what is printed around the forms: the register, the index of an archive, what a permit still lacks."""
    unfinished = kit.codec.load((ROOT / "examples/hot_work_form2.json").read_bytes())
    every = [*records, unfinished]
    for lang in PRINTED:
        made = kit.register(every, at=AT, lang=lang, unit="炼油部", period="2026")
        yield f"register-{lang}", f"Register, {LANGUAGES[lang]}", made.document()
    yield "index", "Index of an archive", kit.archive_index(every, at=AT, first=1).document()
    yield "missing", "What a permit still lacks", kit.missing(unfinished, at=AT)


def shown(folder: Path, name: str, title: str, document: Document) -> str:
    """Write one variant in every format and as pictures; return its part of the page."""
    files = [document.save(folder / f"{name}.{ending}") for ending in ENDINGS]
    pages = document.pages(ppi=PPI)
    pictures = [folder / f"{name}-{number}.png" for number in range(1, len(pages) + 1)]
    for picture, page in zip(pictures, pages, strict=True):
        picture.write_bytes(page)
    links = " · ".join(f"{{download}}`{file.suffix[1:].upper()} <{folder.name}/{file.name}>`" for file in files)
    images = "\n".join(
        f"```{{image}} {folder.name}/{picture.name}\n:alt: {title}, page {number}\n:width: 48%\n```"
        for number, picture in enumerate(pictures, start=1)
    )
    return f"## {title}\n\n{links}\n\n{images}\n"


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    """Write the files of the gallery into *folder* and yield the name and text of a page for each form."""
    kit = Kit(packs=[cn_gb30871.PACK], locale="zh")
    examples = permits(kit)
    for form in (form for pack in kit.packs for form in pack.forms):
        name = form.id.replace("/", "-")
        files = folder / f"gallery-{name}-files"
        files.mkdir(parents=True)
        parts = [
            shown(files, *variant) for variant in variants(kit, form.id, form.applies_to, examples[form.applies_to])
        ]
        head = f"# Gallery: {form.source}\n\nMade by the build of these pages from `examples/`.\n"
        yield f"gallery-{name}", "\n".join([head, *parts])
    files = folder / "gallery-lists-files"
    files.mkdir()
    made = lists(kit, list(examples.values()))
    parts = [shown(files, *each) for each in made]
    yield "gallery-lists", "\n".join(["# Gallery: lists\n\nMade by the build of these pages.\n", *parts])
