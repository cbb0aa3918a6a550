"""Bring the window's translations up to date with the code: `make translations`.

Sources are what pylupdate6 finds in the window's code, and the words of the data (`data_words`). Finished translations are kept,
new texts are entered as unfinished, and what the code has no more is dropped. Usage: translations.py [--check] [LANGUAGE...]: two
letters begin a new language.
"""

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.data_words import data_words

GUI = Path(__file__).resolve().parent.parent / "src" / "qcstation" / "gui"
FOLDER = GUI / "translations"
DATA = "data"
Texts = Mapping[tuple[str, str], str]
"""Translations by context and source; empty: unfinished."""


def sources() -> set[tuple[str, str]]:
    """Return the context and the text of everything that has to be translated."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "found.ts"
        command = [str(Path(sys.executable).with_name("pylupdate6")), "--no-summary", "--ts", str(found), str(GUI)]
        subprocess.run(command, check=True, cwd=folder, capture_output=True)
        return {*read(found), *((DATA, word) for word in data_words())}


def read(file: Path) -> dict[tuple[str, str], str]:
    """Return the texts of a .ts file; unfinished ones are empty."""
    texts: dict[tuple[str, str], str] = {}
    for context in ET.parse(file).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            translation = message.find("translation")
            finished = translation is not None and translation.get("type") is None
            texts[name, message.findtext("source") or ""] = (
                (translation.text or "") if finished and translation is not None else ""
            )
    return texts


def updated(known: Texts, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the translations of what is wanted, in order."""
    return {key: known.get(key, "") for key in sorted(wanted)}


def written(texts: Texts, language: str) -> str:
    """Return a .ts file with these texts: without places in the code, which would change with every line."""
    root = ET.Element("TS", version="2.1", language=language, sourcelanguage="en_GB")
    contexts: dict[str, ET.Element] = {}
    for (name, source), text in texts.items():
        if name not in contexts:
            contexts[name] = ET.SubElement(root, "context")
            ET.SubElement(contexts[name], "name").text = name
        message = ET.SubElement(contexts[name], "message")
        ET.SubElement(message, "source").text = source
        translation = ET.SubElement(message, "translation")
        if text:
            translation.text = text
        else:
            translation.set("type", "unfinished")
    ET.indent(root, space=" ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{ET.tostring(root, encoding="unicode")}\n'


def main(arguments: list[str]) -> int:
    """Update all files, or with --check only say which are not up to date; return the exit code."""
    check, wanted, stale = "--check" in arguments, sources(), 0
    new = {FOLDER / f"qcstation_{language}.ts" for language in arguments if language != "--check"}
    for file in sorted({*FOLDER.glob("qcstation_*.ts"), *new}):
        texts = updated(read(file) if file.exists() else {}, wanted)
        content = written(texts, file.stem.removeprefix("qcstation_"))
        changed = not file.exists() or content != file.read_text(encoding="utf-8")
        stale += changed
        if changed and not check:
            file.write_text(content, encoding="utf-8")
        print(f"{file.name}: {len(texts)} texts, {sum(not text for text in texts.values())} to translate{', changed' * changed}")
    return int(check and stale > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
