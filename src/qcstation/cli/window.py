"""`qcstation gui`: the window."""

from typing import Annotated

import typer

from .options import BenchOption, DataDir, DeviceOption, OperatorOption, SeedOption, StationOption


def gui(
    station: StationOption = None,
    bench: BenchOption = None,
    simulate: Annotated[bool, typer.Option("--simulate", help="Simulated instruments in place of the bench's own.")] = False,
    device: DeviceOption = None,
    seed: SeedOption = None,
    operator: OperatorOption = "",
    data_dir: DataDir = None,
) -> int:
    """Open the window: scan a component, run procedures on it, read the verdict."""
    import gc

    from .choosing import chosen_simulation, chosen_station

    # Of all that a start makes nothing is garbage: the window has it looked for again when it is complete.
    gc.disable()

    chosen = chosen_station(station, bench, simulate=simulate)
    simulation = chosen_simulation(device, seed, (), simulate=simulate)
    from qcstation.gui import BenchChoice, open_window

    return open_window(BenchChoice(station=chosen, simulation=simulation, data_dir=data_dir, operator=operator))
