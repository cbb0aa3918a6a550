"""Write a picture of every page, dialog and state of the window, in both themes, to a folder: `make screenshots`.

Usage: screenshots.py FOLDER [LANGUAGE [SCENE...]]
"""

import os
import sys
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

_COLOURS = 256


def pictures(folder: Path, language: str, theme: str, wanted: Collection[str]) -> Iterator[Path]:
    """Write the pictures of one theme, and give their paths one by one; no names `wanted`: all."""
    from PIL import Image

    from qcstation.gui.appearance import Appearance
    from qcstation.gui.application import application
    from qcstation.gui.preferences import Language, Preferences, ThemeChoice
    from tools import scenes

    appearance = Appearance(application(), Preferences(theme=ThemeChoice(theme), language=Language(language)))
    with tempfile.TemporaryDirectory() as data:
        for name, shown in scenes.all_scenes(Path(data), appearance.theme):
            if not wanted or name in wanted:
                scenes.wait(120)
                path = folder / f"{name}-{theme}.png"
                shown.grab().save(str(path))
                # As many colours as the window has: a quarter of the size.
                with Image.open(path) as picture:
                    picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
                yield path


def main(arguments: list[str]) -> int:
    """Write all pictures; return the exit code."""
    folder, language = Path(arguments[0]), arguments[1] if len(arguments) > 1 else "en"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    with tempfile.TemporaryDirectory() as configuration:
        os.environ["QCSTATION_CONFIG"] = configuration
        for theme in ("light", "dark"):
            for path in pictures(folder, language, theme, arguments[2:]):
                print(path, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
