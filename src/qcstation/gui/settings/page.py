"""The page of what a person or a site chooses: theme, language, operator, folders."""

from qcstation.gui.page import Context, Page


class SettingsPage(Page):
    """The page of what a person or a site chooses: theme, language, operator, folders."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context

    def title(self) -> str:
        """Return the word on the rail."""
        return self.tr("Settings")
