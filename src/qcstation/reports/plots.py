"""Which plots a run's tables give: what a physicist looks at first."""

from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct

from qcstation.model.estimates import Estimate, Result
from qcstation.model.raw import RawTable

from .svg import Array, Axis, Curve, Marker, Plot

_WIDE = 940.0
_SYMBOLS = {"breakdown_voltage": "V_bd", "gain_layer_voltage": "V_gl", "depletion_voltage": "V_fd"}
_MARKED = {"iv": ("breakdown_voltage",), "cv": ("gain_layer_voltage", "depletion_voltage")}
_TOO_MANY = 3
"""Of more channels than this, the positions found are not marked: the lines would hide the curve."""
_REVERSE_BIAS = Axis(label="reverse bias", unit="V")


class Figure(Struct, frozen=True, kw_only=True):
    """A plot and the sentence below it."""

    plot: Plot
    caption: str = ""


def figures(tables: Sequence[RawTable], results: Sequence[Result]) -> tuple[Figure, ...]:
    """Return the figures for the tables that have any, with the positions that the analysis found marked on them."""
    found = []
    for table in tables:
        draw = _FIGURES.get(table.layout.name)
        if draw is not None and len(table) > 1:
            found += draw(table, _markers(_MARKED[table.layout.name], results))
    return tuple(found)


def _iv(table: RawTable, markers: Sequence[Marker]) -> list[Figure]:
    bias = -table["voltage"]
    curves = [Curve(x=bias, y=np.abs(table["current"]), sd=_optional(table, "current_sd"), label="pad")]
    if "total_current" in table and np.isfinite(table["total_current"]).any():
        curves.append(Curve(x=bias, y=np.abs(table["total_current"]), label="total", style=1))
    axis = Axis(label="|I|", unit="A", scale="log")
    plot = Plot(
        title="Current against reverse bias", x=_REVERSE_BIAS, y=axis, curves=curves, markers=markers, width=_WIDE, height=360.0
    )
    limited = _count(table, "in_compliance")
    caption = f"{len(table)} points" + (f", {limited} of them in compliance" if limited else "")
    return [Figure(plot=plot, caption=caption + ".")]


def _cv(table: RawTable, markers: Sequence[Marker]) -> list[Figure]:
    valid = table["status"] == 0 if "status" in table else np.ones(len(table), dtype=bool)
    bias, capacitance = -table["voltage"], np.where(valid, table["capacitance"], np.nan)
    with np.errstate(divide="ignore"):
        inverse = np.where(capacitance > 0, 1.0 / (capacitance * 1e12) ** 2, np.nan)
    dropped = int((~valid).sum())
    caption = f"{len(table)} points" + (f", {dropped} invalid reading(s) left out" if dropped else "") + "."
    c_axis = Axis(label="C", unit="F", scale="log")
    inverse_axis = Axis(label="1/C²", unit="pF⁻²", prefixed=False)
    log_plot = Plot(
        title="Capacitance against reverse bias",
        x=_REVERSE_BIAS,
        y=c_axis,
        curves=[Curve(x=bias, y=capacitance, sd=_optional(table, "capacitance_sd"))],
        markers=markers,
    )
    inverse_plot = Plot(
        title="Inverse square of the capacitance against reverse bias",
        x=_REVERSE_BIAS,
        y=inverse_axis,
        curves=[Curve(x=bias, y=inverse)],
        markers=markers,
    )
    return [Figure(plot=log_plot, caption=caption), Figure(plot=inverse_plot)]


_FIGURES: dict[str, Callable[[RawTable, Sequence[Marker]], list[Figure]]] = {"iv": _iv, "cv": _cv}


def _markers(names: Sequence[str], results: Sequence[Result]) -> list[Marker]:
    markers = []
    for result in results:
        finding = result.finding
        if result.name not in names or not isinstance(finding, Estimate) or finding.unit != "V":
            continue
        label = " ".join(part for part in (_SYMBOLS[result.name], result.channel, str(finding)) if part)
        uncertainty = finding.uncertainty or 0.0
        markers.append(Marker(value=finding.value, label=label, uncertainty=uncertainty, bound=finding.censored is not None))
    return markers if len(markers) <= _TOO_MANY else []


def _count(table: RawTable, column: str) -> int:
    """Return in how many rows a flag is set."""
    return int((table[column] > 0).sum()) if column in table else 0


def _optional(table: RawTable, column: str) -> Array | None:
    return table.columns.get(column)
