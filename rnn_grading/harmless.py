"""Leaves nothing in a notebook that a browser would run, in formgrader or on a feedback page."""

import html
import re
from html.parser import HTMLParser

from bleach.sanitizer import ALLOWED_TAGS
from nbconvert.filters.markdown import markdown2html
from nbconvert.preprocessors.sanitize import SanitizeHTML

_TAGS = """
    p br hr div span pre img del s u sub sup kbd section h1 h2 h3 h4 h5 h6
    table thead tbody tr th td dl dt dd
    """
_TAGS = {*ALLOWED_TAGS, *_TAGS.split()}
_ATTRIBUTES = {"href", "src", "alt", "title", "class", "id", "align", "style", "start", "colspan"}
_ATTRIBUTES |= {"rowspan", "width", "height", "aria-hidden"}
_ADDRESS = re.compile(r"(https?:|mailto:|attachment:|data:image/(png|jpeg|gif);|[^:]*$)", re.I)
_MARKUP = re.compile(
    r"[<&]|\]\s*[(\[:]|://"
)  # without these Markdown makes no tag or address of ours


def make_harmless(notebook, released):
    """Makes a notebook safe to show; what is harmless stays as it is.

    Outputs lose what could run. Text in which something could run is shown as it was typed.

    Args:
        notebook: a NotebookNode, changed in place.
        released: the sources of the cells that were handed out, which are safe.
    """
    clean = SanitizeHTML(tags=sorted(_TAGS - {"img"}))
    for cell in notebook.cells:
        if cell.cell_type == "code":
            clean.preprocess_cell(cell, {}, 0)
            for output in cell.outputs:
                _without_markdown(output)
        elif cell.cell_type == "raw":
            cell.source = html.escape(cell.source, quote=False)
        elif cell.source not in released and not is_harmless(cell.source):
            cell.source = _as_typed(cell.source)


def _without_markdown(output):
    """Leaves the plain text of what was shown as Markdown or LaTeX and could run."""
    data = output.get("data", {})
    for kind in ("text/markdown", "text/latex"):
        if kind in data and not is_harmless(data[kind]):
            del data[kind]


def is_harmless(markdown):
    """Whether nothing runs where this Markdown is shown as HTML, also when it is clicked."""
    if not _MARKUP.search(markdown):
        return True
    try:
        return is_harmless_html(markdown2html(markdown))
    except Exception:  # a page with it could not be made: a picture that is not there, for one
        return False


def is_harmless_html(text):
    """Whether nothing runs where this HTML is shown, also when it is clicked."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.is_harmless


class _Reader(HTMLParser):
    """Looks at every tag and attribute; what is not known to be harmless is not."""

    is_harmless = True

    def handle_starttag(self, tag, attributes):
        self.is_harmless &= tag in _TAGS
        for name, value in attributes:
            self.is_harmless &= name in _ATTRIBUTES
            if name in ("href", "src"):
                self.is_harmless &= _ADDRESS.match((value or "").strip()) is not None
            if name == "style":
                self.is_harmless &= re.search(r"url|expression|@|\\", value or "") is None

    def unknown_decl(self, data):
        self.is_harmless = False

    handle_decl = handle_pi = unknown_decl


def _as_typed(source):
    longest = max(map(len, re.findall(r"`+", source)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{source}\n{fence}"
