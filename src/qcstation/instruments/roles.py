"""Roles: what a procedure may ask for. Drivers fill them in; procedures know nothing else of instruments."""

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from typing import ClassVar, Protocol

from msgspec import Struct

from .instrument import Instrument


class SourceReading(Struct, frozen=True, kw_only=True):
    """One reading of a source: voltage in V, current in A (infinite or not-a-number readings raise instead)."""

    voltage: float
    current: float
    in_compliance: bool


class Source(Protocol):
    """An output that is on. Obtained from `BiasSource.sourcing`, safe again when its block is left."""

    @property
    def level(self) -> float:
        """The voltage set, in V."""
        ...

    def ramp_to(self, voltage: float) -> None:
        """Step to `voltage` (V) at the station file's ramp rate; abort and interlocks act between steps."""
        ...

    def measure(self) -> SourceReading:
        """Measure voltage (V) and current (A)."""
        ...


class BiasSource(Instrument, ABC):
    """Biases the component and measures the current that it delivers: a source-meter or a channel of a high-voltage supply.

    A procedure that needs no more than `sourcing` asks for this role and runs on either.
    """

    bipolar: ClassVar[bool] = True
    """Whether it sources both polarities; one that does not refuses the other, forward bias included."""

    @abstractmethod
    def sourcing(self, *, compliance: float, highest: float) -> AbstractContextManager[Source]:
        """Switch the output on at 0 V, limited to `compliance` (A), on a range that holds `highest` (V); make it safe at the end.

        A block that is abandoned rather than left, as by a generator that is never finished, touches nothing: the output stays on
        the safe stack, which makes it safe when the run ends.

        Raises:
            InstrumentError: the instrument refuses, reads back something else, or its interlock is open.
            InputError: `compliance` or `highest` is beyond the instrument or the station file's bounds.
        """


class SourceMeter(BiasSource, ABC):
    """A bias source of both polarities that measures as finely as it sources."""


class CurrentReading(Struct, frozen=True, kw_only=True):
    """An electrometer's reading in A; `overflow` says that the range was exceeded and `current` is then 0."""

    current: float
    overflow: bool = False


class Electrometer(Instrument, ABC):
    """Measures small currents."""

    @abstractmethod
    def prepare(self, *, highest: float | None = None, line_cycles: float = 1.0) -> None:
        """Zero-correct and set the range: automatic, or the one that holds `highest` (A)."""

    @abstractmethod
    def measure(self) -> CurrentReading:
        """Measure the current."""


class ImpedanceReading(Struct, frozen=True, kw_only=True):
    """Parallel capacitance (F) and resistance (ohm). `status` is the instrument's word; values count only if `valid`."""

    capacitance: float
    resistance: float
    status: int
    valid: bool


class LcrMeter(Instrument, ABC):
    """Measures capacitance at a frequency."""

    @abstractmethod
    def prepare(self, *, frequency: float, level: float, averages: int = 1) -> None:
        """Set frequency (Hz), signal level (V rms) and averages."""

    @abstractmethod
    def measure(self) -> ImpedanceReading:
        """Measure parallel capacitance and resistance, one trigger."""

    @abstractmethod
    def correct_open(self) -> None:
        """Run the instrument's open correction and switch it on; takes up to two minutes."""

    @abstractmethod
    def correct_short(self) -> None:
        """Run the instrument's short correction and switch it on; takes up to two minutes."""


class ClimateReading(Struct, frozen=True, kw_only=True):
    """Air temperature (degC), relative humidity (%) and dew point (degC)."""

    temperature: float
    humidity: float
    dew_point: float


class ClimateSensor(Instrument, ABC):
    """Measures the climate around the component."""

    @abstractmethod
    def measure(self) -> ClimateReading:
        """Measure temperature and humidity."""


class Chamber(Instrument, ABC):
    """Holds the component at a temperature."""

    @abstractmethod
    def set_temperature(self, temperature: float) -> None:
        """Set the target temperature (degC) and start."""

    @abstractmethod
    def temperature(self) -> float:
        """Measure the chamber's temperature (degC)."""

    @abstractmethod
    def stop(self) -> None:
        """Stop conditioning."""

    @abstractmethod
    def return_at_end(self, temperature: float) -> None:
        """Put the chamber on the safe stack: on every exit of the run it is sent to `temperature` (degC), and read back.

        It is not waited for: a chamber takes minutes. Raises InstrumentError where there is no supervisor that would see to it.
        """


class MassReading(Struct, frozen=True, kw_only=True):
    """A balance's reading in kg; `stable` says that it has come to rest."""

    mass: float
    stable: bool


class Balance(Instrument, ABC):
    """Weighs what lies on its pan."""

    @abstractmethod
    def measure(self) -> MassReading:
        """Measure the mass now, at rest or not."""
