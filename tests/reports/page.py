"""Reads a report as a browser would, as far as the tests need it."""

from html.parser import HTMLParser
from xml.etree import ElementTree as ET

_VOID = {"meta", "br"}


class Page(HTMLParser):
    """The text, the tags in order, and whether every element is closed in its turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self._html = html
        self.feed(html)
        self.close()
        assert self._open == [], f"left open: {self._open}"

    @property
    def text(self) -> str:
        """All text but the style sheet, blanks reduced to one each."""
        return " ".join(" ".join(self.words).split())

    @property
    def svgs(self) -> list[ET.Element]:
        """The pictures, parsed as XML."""
        pieces = self._html.split("<svg ")[1:]
        return [ET.fromstring("<svg " + piece.partition("</svg>")[0] + "</svg>") for piece in pieces]

    def with_class(self, name: str) -> list[str]:
        """The tags that have a class."""
        return [tag for tag, attributes in self.tags if name in attributes.get("class", "").split()]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> without its beginning"
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.words.append(data)
