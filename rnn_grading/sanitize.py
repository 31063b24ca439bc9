"""Leaves nothing in a notebook that a browser would run, in formgrader or on a feedback page."""

import html
import re
from collections import Counter
from collections.abc import Collection
from html.parser import HTMLParser

import nh3
from nbconvert.filters.markdown import markdown2html
from nbformat import NotebookNode

_TAG_NAMES = """
    a abbr acronym b blockquote br code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li ol p
    pre s section span strong sub sup table tbody td th thead tr u ul
    """
_ATTRIBUTE_NAMES = """
    href src alt title class id align style start colspan rowspan width height aria-hidden
    """
_TAGS, _ATTRIBUTES = {*_TAG_NAMES.split()}, {*_ATTRIBUTE_NAMES.split()}
_OUTPUT_TAGS = _TAGS - {"img"}
_OUTPUT_ATTRIBUTES = {"a": {"href", "title"}, "abbr": {"title"}, "acronym": {"title"}}
_SCHEMES = {"http", "https", "mailto", "attachment", "data"}
_URL = re.compile(r"(https?:|mailto:|attachment:|data:image/(png|jpeg|gif);|[^:]*$)", re.I)
_UNSAFE_STYLE = re.compile(r"url|expression|@|\\")
_SAFE_OUTPUTS = {"text/plain", "image/png", "image/jpeg"}
# Without these Markdown makes no tag and no URL of the student's.
_MARKUP = re.compile(r"[<&]|\]\s*[(\[:]|://")


def sanitize(notebook: NotebookNode, released: Collection[str]) -> None:
    """Makes a notebook safe to show; what is harmless stays as it is.

    Outputs lose what could run. Text in which something could run is shown as it was typed. The
    cells that were handed out are safe: ``released`` has their sources.
    """
    for cell in notebook.cells:
        if cell.cell_type == "code":
            for output in cell.outputs:
                _sanitize_output(output.get("data", {}))
        elif cell.cell_type == "raw":
            cell.source = html.escape(cell.source, quote=False)
        elif cell.source not in released and not is_harmless(cell.source):
            cell.source = _fenced(cell.source)


def _sanitize_output(data):
    for kind in [*data]:
        if kind == "text/html":
            data[kind] = _clean(data[kind], _OUTPUT_TAGS, _OUTPUT_ATTRIBUTES)
        elif kind in ("text/markdown", "text/latex"):
            if not is_harmless(data[kind]):  # its plain text stays
                del data[kind]
        elif kind not in _SAFE_OUTPUTS:
            del data[kind]


def is_harmless(markdown: str) -> bool:
    """Whether nothing runs where this Markdown is shown as HTML, also when it is clicked."""
    if not _MARKUP.search(markdown):
        return True
    try:
        return is_harmless_html(markdown2html(markdown))
    except Exception:  # a page with it could not be made: a picture that is not there, for one
        return False


def is_harmless_html(text: str) -> bool:
    """Whether nothing runs where this HTML is shown, also when it is clicked: nothing is lost when
    it is parsed as browsers do and all that is not known to be harmless is removed.
    """
    tags, words = _read(text)
    kept_tags, kept_words = _read(_clean(text, _TAGS, {"*": _ATTRIBUTES}))
    return tags <= kept_tags and words == kept_words


def _clean(text, tags, attributes):
    return nh3.clean(
        text,
        tags=tags,
        attributes=attributes,
        attribute_filter=_filter_attribute,
        url_schemes=_SCHEMES,
        link_rel=None,
    )


def _filter_attribute(_tag, name, value):
    if name in ("href", "src"):
        return value if _URL.match(value.strip()) else None
    return None if name == "style" and _UNSAFE_STYLE.search(value) else value


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.words = Counter(), []

    def handle_starttag(self, tag, attributes):
        self.tags[tag, frozenset((name, value or "") for name, value in attributes)] += 1

    def handle_data(self, text):
        self.words += text.split()


def _read(text):
    """The tags, with their attributes, and the words of some HTML."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.tags, "".join(reader.words)


def _fenced(source):
    """Markdown that shows a text as it was typed."""
    longest = max(map(len, re.findall(r"`+", source)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{source}\n{fence}"
