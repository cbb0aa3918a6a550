"""Serial temperature and humidity sensor: `?` asks for a line, `S<seconds>` streams, `S0` stops."""

import math
from typing import Any, ClassVar

from qcstation.simulation.devices import noise

from .twin import Surroundings, Twin


class SerialClimateSensor(Twin):
    """Answers ``T=+21.34,RH=12.5,DP=-9.1``. Bench option `period` (s): stream unasked from power-on, as loggers do."""

    model: ClassVar[str] = "generic.climate"
    title: ClassVar[str] = "serial temperature and humidity sensor"
    streams_every: ClassVar[float] = 0.0
    """Seconds between lines sent unasked from power-on; 0: none."""

    def __init__(self, place: Surroundings) -> None:
        super().__init__(place)
        self._period = 0.0
        self._stream = 0
        self._start(float(place.options.get("period", self.streams_every)))

    def handle(self, line: str) -> str | None:
        """Carry out one line: a query, a change of the stream, or an error."""
        text = line.strip().upper()
        if text == "?":
            return self._reading()
        if text == "*IDN?":
            return f"qcstation,climate sensor,{self.place.name},1.0"
        if text.startswith("S"):
            try:
                period = float(text[1:])
            except ValueError:
                return "ERR,2"
            if not (period == 0 or 0.05 <= period <= 3600):
                return "ERR,3"
            self._start(period)
            return None
        return "ERR,1"

    def state(self) -> dict[str, Any]:
        """Return the true temperature (degC) and humidity (%) and the streaming period (s; 0: on request)."""
        environment = self.place.environment
        return {"temperature": environment.temperature(self.now()), "humidity": environment.humidity, "period": self._period}

    def _start(self, period: float) -> None:
        self._period = period
        self._stream += 1
        if period:
            self._schedule(self._stream)

    def _schedule(self, stream: int) -> None:
        self.place.timeline.at(self.place.timeline.now() + self._period, lambda: self._emit(stream))

    def _emit(self, stream: int) -> None:
        if stream == self._stream:
            self.place.say(self._reading())
            self._schedule(stream)

    def _reading(self) -> str:
        environment, rng = self.place.environment, self.place.rng
        temperature = noise.TEMPERATURE_SENSOR.read_one(environment.temperature(self.now()), rng)
        humidity = min(100.0, max(0.1, noise.HUMIDITY_SENSOR.read_one(environment.humidity, rng)))
        return f"T={temperature:+.2f},RH={humidity:.1f},DP={dew_point(temperature, humidity):+.1f}"


class StreamingClimateSensor(SerialClimateSensor):
    """The same sensor, sending a line each second from power-on."""

    model: ClassVar[str] = "generic.climate-stream"
    title: ClassVar[str] = "serial temperature and humidity sensor, streaming"
    streams_every: ClassVar[float] = 1.0


def dew_point(temperature: float, humidity: float) -> float:
    """Return the dew point (degC) from temperature (degC) and relative humidity (%): Magnus, coefficients of Sonntag 1990."""
    g = math.log(humidity / 100.0) + 17.62 * temperature / (243.12 + temperature)
    return 243.12 * g / (17.62 - g)
