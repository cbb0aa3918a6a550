"""Foreign clients: published programs, unmodified, set up the simulated oscilloscope and read the waveforms that it took."""

from collections.abc import Callable, Iterator
from pathlib import Path

import lecroyparser
import numpy as np
import pytest
from pymeasure.instruments.teledyne import TeledyneMAUI
from pyvicp.vicpclient import Client

from qcstation.instruments.teledyne.wavedesc import decode
from tests.simulation.clients import Rig
from tests.simulation.conftest import MakeRig
from tests.simulation.scopes import bias, scope_bench

Ask = Callable[[str], bytes]


@pytest.fixture
def bench(rig: MakeRig) -> Rig:
    made = rig(scope_bench("teledyne.lecroy", front="vicp"))
    bias(made, -200.0)
    return made


@pytest.fixture
def client(bench: Rig) -> Iterator[Client]:
    """The VICP client that pyvisa uses, written by former users of the maker's own library."""
    port = int(bench.bench.addresses["scope"].split(",")[1].removesuffix("::INSTR"))
    client = Client("127.0.0.1", port)
    yield client
    client.close()


def ask(client: Client, query: str) -> bytes:
    client.send(query.encode())
    return bytes(client.receive())


def acquire(client: Client, bench: Rig, *, order: str, sequence: str) -> None:
    """As the manual's examples and public beta set-ups do it."""
    for command in (
        "CHDR OFF", "CFMT DEF9,WORD,BIN", f"CORD {order}", "WFSU SP,0,NP,0,FP,0,SN,0", "C1:TRA ON", "C1:CPL D50", "C1:VDIV 50MV",
        "C1:OFST -0.15V", "C2:VDIV 20MV", "C2:OFST -60MV", "TDIV 5NS", "MSIZ 1000", f"SEQ {sequence}",
        "VBS 'app.Acquisition.Trigger.Type = \"Edge\"'", "VBS 'app.Acquisition.Trigger.Source=\"C2\"'",
        "VBS 'app.Acquisition.Trigger.C2.Level=\"0.02\"'", "VBS 'app.Acquisition.Trigger.C2.Slope=\"Positive\"'", "*CLS",
        "TRMD SINGLE", "WAIT 10",
    ):  # fmt: skip
        client.send(command.encode())
    assert int(ask(client, "INR?")) & 1
    assert ask(client, "TRMD?").strip() == b"STOP"
    assert ask(client, "CMR?;EXR?").strip() == b"0;0"


@pytest.mark.parametrize("order", ["HI", "LO"])
def test_pyvicp_and_lecroyparser_read_a_sequence(bench: Rig, client: Client, tmp_path: Path, order: str) -> None:
    assert ask(client, "CHDR OFF;*IDN?").startswith(b"LECROY,")
    acquire(client, bench, order=order, sequence="ON,40")
    answer = ask(client, "C2:WF? ALL")
    assert answer.startswith(b"ALL,#9")
    frames = decode(answer)
    assert frames.samples.shape == (40, 1002)
    file = tmp_path / "C2.trc"
    file.write_bytes(answer[answer.index(b"#9") :].rstrip(b"\n"))
    read = lecroyparser.ScopeData(str(file))
    # It takes the segments of a sequence for one long waveform.
    assert np.allclose(np.asarray(read.y).reshape(40, 1002), frames.volts(), rtol=0, atol=1e-6)
    assert read.horizInterval == pytest.approx(50e-12)
    times = [float(text) for text in ask(client, "VBS? 'return=app.Acquisition.Channels(\"C2\").TriggerTimeFromRef'").split(b",")]
    assert times == pytest.approx(frames.trigger_times.tolist(), abs=1e-11)
    truth = bench.control.truth("scope")
    assert times == pytest.approx([at - truth["times"][0] for at in truth["times"]], abs=1e-11)


def test_lecroyparser_reads_a_single_waveform(bench: Rig, client: Client, tmp_path: Path) -> None:
    acquire(client, bench, order="LO", sequence="OFF")
    answer = ask(client, "C2:WF?")
    (tmp_path / "one.trc").write_bytes(answer[answer.index(b"#9") :])
    read = lecroyparser.ScopeData(str(tmp_path / "one.trc"))
    frames = decode(answer)
    assert np.asarray(read.y) == pytest.approx(frames.volts()[0], abs=1e-6)
    assert read.x[0] == pytest.approx(frames.times()[0], abs=1e-14)
    assert read.instrumentName == "LECROYWR8254"


def test_pyvicp_clears_what_is_pending(bench: Rig, client: Client) -> None:
    assert ask(client, "CHDR OFF;*IDN?")
    client.send(b"NONSENSE?")
    assert ask(client, "CMR?").strip() == b"1"
    client.send(b"TRMD?")
    client.device_clear()
    assert ask(client, "CORD?").strip() == b"HI"


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_pymeasures_maui_driver_sets_it_up(rig: MakeRig) -> None:
    bench = rig(scope_bench("teledyne.lecroy"))
    TeledyneMAUI.WRITE_INTERVAL_S, usual = 0.0, TeledyneMAUI.WRITE_INTERVAL_S
    scope = TeledyneMAUI(bench.bench.addresses["scope"], visa_library="@py", read_termination="\n", write_termination="\n")
    try:
        scope.ch_1.setup(bwlimit="200MHZ", coupling="dc 1M", display=True, offset=-0.1, scale=0.05)
        scope.timebase_setup(scale=5e-9, offset=1e-9)
        scope.trigger_setup(mode="normal", source="c2", trigger_type="edge", hold_type="off", level=0.02, slope="positive")
        seen = scope.ch_1.current_configuration
        assert (seen["bandwidth_limit"], seen["coupling"], seen["display"]) == ("200MHZ", "dc 1M", True)
        assert [seen["offset"], seen["volts_div"]] == pytest.approx([-0.1, 0.05])
        assert scope.timebase == pytest.approx({"timebase_scale": 5e-9, "timebase_offset": 1e-9})
        trigger = scope.trigger
        assert (trigger["mode"], trigger["source"], trigger["slope"]) == ("normal", "c2", "positive")
        assert trigger["level"] == pytest.approx(0.02)
        assert scope.vbs_ask("app.Acquisition.Horizontal.NumPoints").strip() == "1002"
        assert scope.ask("CMR?;EXR?").strip() == "0;0"
    finally:
        TeledyneMAUI.WRITE_INTERVAL_S = usual
        scope.adapter.close()
