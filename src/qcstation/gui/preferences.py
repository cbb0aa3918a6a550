"""What a person chooses for the window, kept on this computer between two starts."""

import os
from enum import StrEnum
from pathlib import Path

import msgspec
from msgspec import Struct

from qcstation.model.errors import StorageError

ENVIRONMENT = "QCSTATION_CONFIG"
"""Environment variable: the folder that preferences are kept in, in place of the platform's."""


class ThemeChoice(StrEnum):
    """Which colours the window has."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Language(StrEnum):
    """Which language the window speaks."""

    SYSTEM = "system"
    ENGLISH = "en"
    FRENCH = "fr"


class Preferences(Struct, frozen=True, kw_only=True):
    """`lock_after` is in minutes without a key or a click, 0: never. `data_dir` empty: the platform's data folder."""

    theme: ThemeChoice = ThemeChoice.SYSTEM
    language: Language = Language.SYSTEM
    lock_after: int = 0
    data_dir: str = ""


def preferences_file() -> Path:
    """Return where the preferences are kept."""
    if folder := os.environ.get(ENVIRONMENT):
        return Path(folder).expanduser() / "window.json"
    from platformdirs import user_config_path

    return user_config_path("qcstation", appauthor=False) / "window.json"


def load_preferences() -> Preferences:
    """Return what is kept; the defaults where there is nothing, or nothing that can be read."""
    try:
        return msgspec.json.decode(preferences_file().read_bytes(), type=Preferences)
    except (OSError, msgspec.DecodeError):
        return Preferences()


def save_preferences(preferences: Preferences) -> None:
    """Keep preferences for the next start.

    Raises:
        StorageError: the file cannot be written.
    """
    path = preferences_file()
    beside = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(msgspec.json.format(msgspec.json.encode(preferences)))
        beside.replace(path)
    except OSError as error:
        raise StorageError(
            f"the preferences cannot be kept in {path} ({error.strerror}); they hold until the window is closed"
        ) from error
