"""The page on which runs and components are found again."""

from qcstation.gui.page import Context, Page


class ProductionPage(Page):
    """The page on which runs and components are found again."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context

    def title(self) -> str:
        """Return the word on the rail."""
        return self.tr("Production")
