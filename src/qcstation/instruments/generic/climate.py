"""Serial temperature and humidity sensors, as laboratories build them from a Sensirion chip and a microcontroller."""

import re
from typing import ClassVar

from qcstation.instruments.answers import Answer
from qcstation.instruments.roles import ClimateReading, ClimateSensor
from qcstation.model.errors import IdentityError

_LINE = re.compile(
    r"T=(?P<temperature>[+-]?\d{1,3}(?:\.\d+)?),RH=(?P<humidity>[+-]?\d{1,3}(?:\.\d+)?),DP=(?P<dew_point>[+-]?\d{1,3}(?:\.\d+)?)"
)
_PLAUSIBLE = {"temperature": (-60.0, 150.0), "humidity": (0.0, 105.0), "dew_point": (-110.0, 110.0)}
"""Beyond this a line is garbled or the sensor broken: degC, % and degC. Sensirion's chips may read some % above saturation."""
_UNITS = {"temperature": "degC", "humidity": "%", "dew_point": "degC"}


class SerialClimateSensor(ClimateSensor):
    """A sensor that answers ``?`` with ``T=+21.34,RH=12.5,DP=-9.1``, or with ``ERR,<code>``."""

    driver = "generic.climate"
    title = "serial temperature and humidity sensor, on request"
    link_defaults: ClassVar[dict[str, object]] = {"timeout": 1.0, "baud_rate": 9600}

    @classmethod
    def recognises(cls, answer: str) -> bool:
        """Return whether a line has the form of such a sensor's."""
        return _LINE.fullmatch(answer) is not None

    def identify(self) -> str:
        """Take a reading: the sensor has no identity, but its answer has an unmistakable form.

        Raises:
            IdentityError: the answer is not of that form.
        """
        answer = self._line()
        if not _LINE.fullmatch(answer.text) and not answer.text.startswith("ERR,"):
            problem = "expected an answer like T=+21.34,RH=12.5,DP=-9.1; check its address and driver in the station file"
            raise IdentityError(problem, instrument=self.name, answer=answer.text)
        return self.title

    def monitor(self) -> None:
        """Publish temperature, humidity and dew point."""
        self.measure()

    def measure(self) -> ClimateReading:
        """Measure temperature (degC), relative humidity (%) and dew point (degC).

        Raises:
            InstrumentError: the sensor reports a fault, or its answer is garbled.
        """
        answer = self._line()
        if answer.text.startswith("ERR,"):
            raise answer.error(f"the sensor reports fault {answer.text.removeprefix('ERR,')}; check its wiring")
        match = _LINE.fullmatch(answer.text)
        if match is None:
            raise answer.error("expected T=...,RH=...,DP=...")
        values = {name: float(text) for name, text in match.groupdict().items()}
        for name, (low, high) in _PLAUSIBLE.items():
            if not low <= values[name] <= high:
                raise answer.error(f"{name.replace('_', ' ')} is outside {low:g} to {high:g} {_UNITS[name]}")
        self.show(values, _UNITS)
        return ClimateReading(**values)

    def _line(self) -> Answer:
        return self.ask("?")


class StreamingClimateSensor(SerialClimateSensor):
    """The same lines, sent unasked: the newest is taken, and none that is older than a few seconds."""

    driver = "generic.climate-stream"
    title = "serial temperature and humidity sensor, streaming"
    link_defaults: ClassVar[dict[str, object]] = {"timeout": 5.0, "baud_rate": 9600}
    oldest: ClassVar[float] = 2.0
    """s; an interlock may act on a reading of this age."""

    def _line(self) -> Answer:
        return Answer(self.link.newest_line(oldest=self.oldest), instrument=self.name, command="")
