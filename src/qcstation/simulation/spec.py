"""What a simulated bench consists of: plain data, from a station file or a JSON document."""

from typing import Any

from msgspec import Struct

from .faults import Fault


class DeviceSpec(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The device under test: its kind, which of the kind's variants, and which individual."""

    kind: str = "hgtd.lgad"
    variant: str = "good"
    seed: int = 1


class InstrumentSpec(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One instrument: its model as drivers name it, how it is reached (`tcp`, `serial` or `vicp`) and options of its twin.

    `termination` ends its answers; None: the model's usual one on that front. An instrument that is a `channel` of another one
    `shares` the connector of that: its model and options are the other's.
    """

    model: str
    front: str = "tcp"
    termination: str | None = None
    options: dict[str, Any] = {}
    shares: str = ""
    channel: int = 0


class Wiring(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Names of the instruments that touch the device: the source that biases it, the meters and the oscilloscope that see it.

    `matrix` connects the device's contacts to the meters, `prober` brings it up to the needles: without them all is connected.
    `terminals` are those of the source that the cables are on. Climate sensors and chambers are in the device's environment
    without being named. What is not named has open leads.
    """

    bias: str | None = None
    electrometer: str | None = None
    lcr: str | None = None
    matrix: str | None = None
    prober: str | None = None
    scope: str | None = None
    terminals: str = "front"


class BenchSpec(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole bench; `temperature` in degC, `humidity` in %, `pace` in bench seconds a wall second, `seed` of all noise."""

    instruments: dict[str, InstrumentSpec]
    wiring: Wiring
    device: DeviceSpec = DeviceSpec()
    temperature: float = 20.0
    humidity: float = 12.0
    pace: float = 1.0
    seed: int = 0
    faults: tuple[Fault, ...] = ()
