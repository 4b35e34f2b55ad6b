"""The parts of a DOCX package that are the same for every sheet (ECMA-376, parts 1 and 2)."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from safetykit.model.frozenmap import FrozenMap

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
LINKS: Final = FrozenMap(
    {"rIdStyles": "styles.xml", "rIdSettings": "settings.xml", "rIdFonts": "fontTable.xml", "rIdFooter": "footer.xml"}
)
"""What every document points at."""
_KINDS = MappingProxyType(
    {
        "styles": "styles",
        "settings": "settings",
        "fontTable": "fontTable",
        "footer": "footer",
        "header": "header",
        "media/": "image",
    }
)
_ROOT: Final = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/extended-properties" Target="docProps/app.xml"/>'
    "</Relationships>"
)
CORE: Final = (
    f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title><dc:language>{language}</dc:language>'
    '<cp:keywords>{keywords}</cp:keywords><dcterms:created xsi:type="dcterms:W3CDTF">{at}</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{at}</dcterms:modified></cp:coreProperties>'
)
"""Properties of the document; title, language, keywords and the time *at* are filled in."""
_APP: Final = (
    f'{_XML}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>safetykit</Application></Properties>"
)
_SETTINGS: Final = (
    f'{_XML}<w:settings xmlns:w="{_W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
    '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/><w:decimalSymbol w:val="."/>'
    '<w:listSeparator w:val=","/></w:settings>'
)
_FONTS: Final = (
    f'{_XML}<w:fonts xmlns:w="{_W}"><w:font w:name="Arial"><w:altName w:val="Liberation Sans,Helvetica"/>'
    '<w:panose1 w:val="020B0604020202020204"/><w:charset w:val="00"/><w:family w:val="swiss"/>'
    '<w:pitch w:val="variable"/></w:font><w:font w:name="Microsoft YaHei">'
    '<w:altName w:val="微软雅黑,Noto Sans CJK SC,Source Han Sans SC,思源黑体,PingFang SC,SimHei,SimSun"/>'
    '<w:panose1 w:val="020B0503020204020204"/><w:charset w:val="86"/><w:family w:val="swiss"/>'
    '<w:pitch w:val="variable"/></w:font></w:fonts>'
)


def links(targets: Mapping[str, str]) -> str:
    """Return the relationships of a part: each id with the part of the folder ``word`` that it stands for."""
    rows = (
        f'<Relationship Id="{link}" Type="{_OFFICE}/{_kind(target)}" Target="{target}"/>'
        for link, target in targets.items()
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(rows)}</Relationships>'


def _kind(target: str) -> str:
    return next(kind for start, kind in _KINDS.items() if target.startswith(start))


def parts(heads: Iterable[str], core: str) -> dict[str, str | bytes]:
    """
    Return the fixed parts.

    Args:
        heads: Names of the parts that are page heads.
        core: The properties of the document.
    """
    types = {name: name for name in ("styles", "settings", "fontTable", "footer")} | dict.fromkeys(heads, "header")
    rows = [
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD_TYPE}.{kind}+xml"/>' for name, kind in types.items()
    ]
    content = (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="jpeg" ContentType="image/jpeg"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_WORD_TYPE}.document.main+xml"/>{"".join(rows)}'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        '<Override PartName="/docProps/app.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>'
    )
    return {
        "[Content_Types].xml": content,
        "_rels/.rels": _ROOT,
        "docProps/app.xml": _APP,
        "docProps/core.xml": core,
        "word/settings.xml": _SETTINGS,
        "word/fontTable.xml": _FONTS,
    }
