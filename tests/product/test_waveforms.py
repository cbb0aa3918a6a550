"""An oscilloscope through the whole program: what it took stands in the run file, codes untouched."""

import h5py
import numpy as np

from tests.product.conftest import GOOD, Finished


def test_waveforms_of_the_simulated_reference_are_kept(qcstation, data_dir) -> None:  # type: ignore[no-untyped-def]
    settings = ("channel=2", "segments=300", "scale=20 mV", "centre=60 mV", "level=20 mV")
    arguments = [word for setting in settings for word in ("--set", setting)]
    finished: Finished = qcstation("run", "hgtd.waveforms", "-c", GOOD, "--simulate", *arguments, "--json")
    document = finished.document
    assert (document["outcome"], document["verdict"]) == ("COMPLETED", "PASS"), document["reason"]
    results = {result["name"]: result["value"] for result in document["results"]}
    assert results["segments"] == 300
    assert 0.7e-3 < results["noise"] < 1.0e-3
    assert 0.04 < results["peak_to_peak"] < 0.12
    with h5py.File(document["run_file"], "r") as file:
        found: list[h5py.Dataset] = []
        file.visititems(lambda name, node: found.append(node) if name.endswith("waveforms") and hasattr(node, "dtype") else None)
        (array,) = found
        assert (array.shape[0], array.dtype) == (300, np.dtype("int16"))
        assert array.attrs["gain"] > 0
