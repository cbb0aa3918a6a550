"""The page on which a bench is set up, looked at and driven by hand."""

from qcstation.gui.page import Context, Page


class StationPage(Page):
    """The page on which a bench is set up, looked at and driven by hand."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context

    def title(self) -> str:
        """Return the word on the rail."""
        return self.tr("Station")
