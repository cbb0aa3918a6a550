"""Labels for components, looked at before they are printed."""

from .dialog import LabelDialog

__all__ = ["LabelDialog"]
