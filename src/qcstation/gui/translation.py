"""The window's words in other languages: read from Qt's own .ts files, so that translators need no build step."""

from functools import lru_cache
from importlib.resources import files
from xml.etree import ElementTree as ET

from PyQt6.QtCore import QCoreApplication, QObject, QTranslator

DATA = "data"
"""The context of words that are no part of the window's code: names of procedures, settings, results, stages."""


class Translation(QTranslator):
    """Translates into the language `code` (two letters). English, and what is not translated, stays as it is."""

    def __init__(self, code: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts = translated_texts(code)

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        """Return whether there is nothing to translate with."""
        return not self._texts

    def translate(self, context: str | None, source: str | None, disambiguation: str | None = None, n: int = -1) -> str:
        """Return the translation of `source`, or `source` itself: translators that know better are asked before this one.

        Qt names the context after the class of the widget that asks, which is a derived one's where it inherits the text: any
        context's translation is better than none.
        """
        del disambiguation, n
        text = source or ""
        return self._texts.get((context or "", text)) or self._texts.get(("", text), text)


@lru_cache
def translated_texts(code: str) -> dict[tuple[str, str], str]:
    """Return the finished translations into a language by context and source text; by an empty context, any of them."""
    file = files(__package__) / "translations" / f"qcstation_{code}.ts"
    if not file.is_file():
        return {}
    texts: dict[tuple[str, str], str] = {}
    for context in ET.fromstring(file.read_text(encoding="utf-8")).iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            source, translation = message.findtext("source") or "", message.find("translation")
            if translation is not None and translation.text and translation.get("type") is None:
                texts[name, source] = translation.text
                texts.setdefault(("", source), translation.text)
    return texts


def in_words(text: str) -> str:
    """Return a word of the data, such as a procedure's title, in the language of the window."""
    return QCoreApplication.translate(DATA, text)
