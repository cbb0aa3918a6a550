"""Keithley 2400."""

from .series2400 import Series2400


class Keithley2400(Series2400):
    """Keithley 2400 source-meter, up to 210 V or 1.05 A (2400S-900-01 Rev. K)."""

    driver = "keithley.2400"
    title = "Keithley 2400 source-meter, 210 V"
    models = ("2400",)
    # 1 A up to 20 V and 100 mA up to 200 V, each with the 5 % that the manual allows beyond the range.
    power_limits = ((21.0, 1.05), (210.0, 0.105))
    voltage_limits = (20.0, 40.0, 60.0, 80.0, 100.0, 120.0, 160.0)

    voltage = Series2400.voltage.within(-210.0, 210.0)
    compliance = Series2400.compliance.within(1e-9, 1.05)
