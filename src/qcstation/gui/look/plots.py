"""Plots of pyqtgraph. Loading it takes as long as all the rest of a start: whoever draws loads it, with its first plot."""

import pyqtgraph as pg


def new_plot() -> pg.PlotWidget:
    """Return a plot with smooth lines."""
    pg.setConfigOptions(antialias=True)
    return pg.PlotWidget()
