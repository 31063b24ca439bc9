"""The page that a student gets back: nbgrader's, but it needs no network and runs no script.

Formulas become MathML, which browsers show by themselves. nbgrader's own page fetches MathJax for
them, from a server that would learn who reads what.
"""

import re
from html import escape, unescape
from typing import Any
from xml.etree.ElementTree import tostring

from jinja2 import pass_context
from latex2mathml.converter import convert_to_element
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

_SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)
_POLICY = "default-src 'none'; img-src data: https:; style-src 'unsafe-inline'; font-src data:"
_HEAD = f"""<head>
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>pre, math, .text_cell_render, .output_area {{ max-width: 100%; overflow-x: auto }}</style>"""
_MAX_FORMULA = 2_000  # characters of a formula; a longer one is no formula of a student's
# What the converter writes into tags. Not href, among others.
_ATTRIBUTE_NAMES = """
    accent columnalign columnlines columnspacing depth display displaystyle fence form height
    largeop linebreak lspace mathvariant maxsize minsize movablelimits notation rowlines rowspacing
    rspace scriptlevel separator stretchy symmetric voffset width xmlns
    """
_ATTRIBUTES = {*_ATTRIBUTE_NAMES.split()}


class FeedbackPage(HTMLExporter):
    """nbgrader's page without scripts: ``c.GenerateFeedback.exporter_class``."""

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict | None = None, **kw: Any
    ) -> tuple[Any, dict]:
        """The page as text, and nbconvert's resources."""
        page, resources = super().from_notebook_node(nb, resources, **kw)
        page = _SCRIPT.sub("", page).replace("<head>", _HEAD, 1)
        return page.replace("<html>", '<html lang="en">', 1), resources

    @pass_context
    def markdown2html(self, context: Any, source: str) -> str:
        """HTML of a Markdown cell, formulas as MathML."""
        cell = context.get("cell", {})
        renderer = _Renderer(escape=False, attachments=cell.get("attachments", {}))
        return MarkdownWithMath(renderer=renderer).render(source)


class _Renderer(IPythonRenderer):
    def inline_math(self, body: str) -> str:
        return mathml(body)

    def block_math(self, body: str) -> str:
        return mathml(body, display="block")

    def latex_environment(self, name: str, body: str) -> str:
        return mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", display="block")


def mathml(formula: str, display: str = "inline") -> str:
    """A TeX formula as MathML, "inline" or "block"; as it was typed, if it cannot be read."""
    try:
        if len(formula) > _MAX_FORMULA:
            raise ValueError("too long")
        math = convert_to_element(formula, display=display)
        for element in math.iter():
            # The converter writes symbols as entities, to be read as HTML; whatever else was
            # typed must not be.
            element.text = unescape(element.text or "")
            for name in {*element.keys()} - _ATTRIBUTES:
                del element.attrib[name]
        return tostring(math, encoding="unicode", short_empty_elements=False)
    except Exception:  # whatever a library makes of what a student typed
        return f"<code>{escape(formula)}</code>"
