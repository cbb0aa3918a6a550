"""Keithley 2410."""

from .series2400 import Series2400


class Keithley2410(Series2400):
    """Keithley 2410 high-voltage source-meter, up to 1100 V or 1.05 A (2400S-900-01 Rev. K)."""

    driver = "keithley.2410"
    title = "Keithley 2410 source-meter, 1100 V"
    models = ("2410",)
    # 1 A up to 20 V and 20 mA up to 1000 V, each with the 5 % that the manual allows beyond the range.
    power_limits = ((21.0, 1.05), (1100.0, 0.021))
    voltage_limits = (20.0, 40.0, 100.0, 200.0, 300.0, 400.0, 500.0)

    voltage = Series2400.voltage.within(-1100.0, 1100.0)
    compliance = Series2400.compliance.within(1e-9, 1.05)
