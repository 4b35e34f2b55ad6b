import pytest

from safetykit.documents import Badge, Cell, Run
from safetykit.documents.environment import References, css_text, rendered
from safetykit.errors import RenderError
from safetykit.model.frozenmap import FrozenMap
from tests.unit.documents.samples import sheet_of

EVIL = '"<b>&#panic({{x}})\\'


def html(template, **more):
    return rendered("html", FrozenMap({"t": template, **more}), "t", s=sheet_of(EVIL), v=EVIL, items=[EVIL, "b"], n=3)


def typst(template, **more):
    references = References()
    sources = FrozenMap({"t": template, **more})
    made = rendered(
        "typ", sources, "t", s=sheet_of(EVIL), v=EVIL, items=[EVIL, "b"], n=3, yes=True, references=references
    )
    return made, references.texts


class TestHtmlValues:
    @pytest.mark.parametrize(
        ("template", "expected"),
        [
            ("{{ v }}", "&#34;&lt;b&gt;&amp;#panic({{x}})\\"),
            ('{{ "<" }}', "&lt;"),
            ("{{ n }} {{ n / 2 }} {{ 1 + 1 }}", "3 1.5 2"),
            ("{% set x %}<i>{{ v }}</i>{% endset %}{{ x }}", "<i>&#34;&lt;b&gt;&amp;#panic({{x}})\\</i>"),
            ("{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}{{ m(items[1]) }}", "<i>b</i>"),
            ("{% for i in items %}{{ loop.index }}{% endfor %}", "12"),
            ("{{ items|length }} {{ v|upper|first }}", "2 &#34;"),
            ("{% for i in range(2) %}{{ i }}{% endfor %}", "01"),
            ("{{ v|css }}", '"\\22 \\3c b\\3e \\26 \\23 panic\\28 \\7b \\7b x\\7d \\7d \\29 \\5c "'),
        ],
    )
    def test_escaped(self, template, expected):
        """Every text is escaped once, whatever way it takes through the template; numbers stay."""
        assert expected == html(template)

    @pytest.mark.parametrize(
        "template", ["{{ s }}", "{{ s.tables }}", "{{ none }}", "{{ true }}", "{{ s.changed_at }}"]
    )
    def test_no_text(self, template):
        """What is neither text nor number is not printed by accident."""
        with pytest.raises(RenderError, match="a template can print texts and numbers, not a"):
            html(template)


class TestTypstValues:
    def test_references(self):
        """No value stands in the source: each text, a constant too, is a reference, the same text the same one."""
        assert ("d.at(0) d.at(1) d.at(0) 3 true 0.5", [EVIL, "c"]) == typst(
            '{{ v }} {{ "c" }} {{ v }} {{ n }} {{ yes }} {{ 1 / 2 }}'
        )

    @pytest.mark.parametrize(
        "template",
        [
            "{% macro m(x) %}t({{ x }}){% endmacro %}{{ m(v) }}",
            "{% set x %}t({{ v }}){% endset %}{{ x }}",
            '{% extends "base" %}{% block b %}t({{ v }}){% endblock %}',
            '{% from "lib" import m with context %}{{ m(v) }}',
            "{% macro m() %}t({{ caller(v) }}){% endmacro %}{% call(x) m() %}{{ x }}{% endcall %}",
            "{% filter trim %} t({{ v }}) {% endfilter %}",
        ],
    )
    def test_ways_that_work(self, template):
        """Macros, blocks, inheritance and set blocks work and still pass references only."""
        made, texts = typst(
            template, base="{% block b %}{% endblock %}", lib="{% macro m(x) %}t({{ x }}){% endmacro %}"
        )

        assert ("t(d.at(0))", [EVIL]) == (made.strip(), texts)

    def test_import_without_context(self):
        """A template imported without context has nowhere to put its texts, and says so."""
        with pytest.raises(RenderError, match="imported 'with context'"):
            typst('{% from "lib" import m %}{{ m(v) }}', lib="{% macro m(x) %}t({{ x }}){% endmacro %}")


IDIOMS = (
    "{{ v|safe }}",
    "{{ v|e }}",
    "{{ v|escape }}",
    "{{ v|forceescape }}",
    "{{ items|join }}",
    "{{ v|replace('b', 'c') }}",
    "{{ {'a': v}|xmlattr }}",
    "{{ v|tojson }}",
    "{{ '%s'|format(v) }}",
    "{{ items|sum(start='') }}",
    "{{ v|string }}",
    "{{ v|indent }}",
    "{{ v|urlize }}",
    "{{ s|attr('title') }}",
    "{{ v ~ 'x' }}",
    "{% set m %}x{% endset %}{{ m + v }}",
    "{% set m %}%s{% endset %}{{ m % v }}",
    "{{ 'a' * 10 }}",
    "{{ 2 ** 9 }}",
    "{% autoescape false %}{{ v }}{% endautoescape %}",
    "{{ v.upper() }}",
    "{{ '{0.__class__}'.format(v) }}",
    "{{ s.__class__ }}",
    "{{ s.values() }}",
    "{{ s.cells }}",
    "{{ items.append('x') }}",
    "{{ self.__init__ }}",
    "{{ cycler('a') }}",
    "{{ lipsum() }}",
    "{{ namespace(a=1).a }}",
    "{% for i in range(99999999) %}{% endfor %}",
    "{{ loop }}",
    "{{ nothing }}",
    "{{ s.nothing }}",
    "{{ v|nothing }}",
    "{% include 'nothing' %}",
    "{% extends '/etc/passwd' %}",
    "{{ 1 / 0 }}",
    "{{ items['x'] }}",
    "{% if %}",
)


class TestRefused:
    @pytest.mark.parametrize("kind", ["html", "typ"])
    @pytest.mark.parametrize("template", IDIOMS)
    def test_ways_around(self, template, kind):
        """Every idiom that leads around the escaping, reaches for attributes or costs without end is an error."""
        with pytest.raises(RenderError, match=r"^the document cannot be made:\ntemplate '"):
            (html if kind == "html" else typst)(template)

    def test_says_where(self):
        """A slip in a template is named by template and line."""
        with pytest.raises(RenderError, match="template 't', line 2: '~' joins texts around the escaping"):
            html("\n{{ v ~ v }}")

    def test_fields_can_be_read(self):
        """The fields of the sheet's values can be read, as can what they say about themselves."""
        cell = Cell(runs=(Run(text="a", bold=True),))
        values = {"c": cell, "b": Badge(text="x")}
        source = FrozenMap(
            {"t": "{{ c.text }} {{ c.runs[0].marks }} {{ b['frame'] }} {{ (c.runs|map(attribute='text')|list)[0] }}"}
        )

        assert "a bold single a" == rendered("html", source, "t", **values)


class TestCss:
    def test_any_text(self):
        """A text in a style sheet is a string that nothing can leave."""
        assert '"a1\\22 \\3c \\2f style\\3e \\9f99 "' == str(css_text('a1"</style>龙'))
