"""The page of what a person or a site chooses: theme, language, operator, folders."""

from .page import SettingsPage

__all__ = ["SettingsPage"]
