"""Arrays of a run: every block goes out as an event, and is kept here only if nobody else keeps it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qcstation.model.raw import ARRAY_TYPES, ArrayLayout, RawArray

if TYPE_CHECKING:
    from numpy.typing import NDArray

EmitBlock = Callable[[str, int, "NDArray[Any]"], None]


def array_layout(name: str, *, dtype: str, shape: tuple[int, ...], unit: str, attributes: dict[str, Any]) -> ArrayLayout:
    """Return a layout after checking it.

    Raises:
        ValueError: the type is none that every reader of run files knows, or an item has no content.
    """
    if dtype not in ARRAY_TYPES:
        raise ValueError(f"array {name}: type {dtype!r}; expected one of {', '.join(sorted(ARRAY_TYPES))}")
    if min(shape, default=1) < 1:
        raise ValueError(f"array {name}: shape {shape}; expected the positive lengths of one item, () for single numbers")
    return ArrayLayout(name=name, dtype=dtype, shape=tuple(map(int, shape)), unit=unit, attributes=attributes)


class GrowingArray:
    """An array that a procedure appends to. With `keep` the blocks stay in memory for the analysis."""

    def __init__(self, layout: ArrayLayout, emit: EmitBlock, *, keep: bool) -> None:
        self.layout = layout
        self._emit = emit
        self._keep = keep
        self._blocks: list[NDArray[Any]] = []
        self._count = 0

    def append(self, block: "NDArray[Any]") -> None:
        """Add a block of shape (items, *layout.shape); it is copied.

        Raises:
            ValueError: the block does not have the array's shape or would lose something in its type.
        """
        import numpy as np

        given = np.asarray(block)
        if given.ndim == 0 or given.shape[1:] != self.layout.shape:
            raise ValueError(
                f"array {self.layout.name}: a block of shape {given.shape}; expected (items, {str(self.layout.shape)[1:-1]})"
            )
        if not np.can_cast(given.dtype, self.layout.dtype, casting="safe"):
            raise ValueError(
                f"array {self.layout.name}: a block of {given.dtype} does not fit in {self.layout.dtype}; convert it"
            )
        if not len(given):
            return
        values = np.array(given, dtype=self.layout.dtype, order="C", copy=True)
        values.flags.writeable = False
        first, self._count = self._count, self._count + len(values)
        # As with rows: what the analysis sees, the record has.
        self._emit(self.layout.name, first, values)
        if self._keep:
            self._blocks.append(values)

    def frozen(self) -> RawArray:
        """Return the array so far."""
        import numpy as np

        empty = np.empty((0, *self.layout.shape), dtype=self.layout.dtype)
        return RawArray(self.layout, np.concatenate([empty, *self._blocks]))
