"""Whatever is wrong: one line that says what to do, the documented exit code, no traceback, nothing half-written."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.product.conftest import GOOD, Finished, ServedBench

Command = Callable[..., Finished]
RUN = ("run", "hgtd.sensor-iv", "--component", GOOD, "--simulate")


def _refused(finished: Finished, code: int, *words: str) -> None:
    assert finished.code == code, (finished.out, finished.err)
    assert "Traceback" not in finished.out + finished.err
    lines = finished.err.strip().splitlines()
    assert len(lines) == 1, lines
    for word in words:
        assert word in lines[0], lines[0]


def _nothing_kept(data_dir: Path) -> None:
    assert not list(data_dir.glob("runs/*/*/*"))
    assert not list(data_dir.glob("journals/*.jsonl"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", "hgtd.sensor-iv", "--component", "20WS9", "--simulate"), ("20WS9", "expected 14")),
        (("run", "hgtd.sensor-iv", "--component", "hello", "--simulate"), ("hello", "20W")),
        (("run", "hgtd.no-such", "--component", GOOD, "--simulate"), ("hgtd.no-such", "hgtd.sensor-iv")),
        (("run", "hgtd.sensor-iv", "--simulate"), ("--component",)),
        (("run", "hgtd.sensor-iv", "--component", GOOD), ("--station", "--simulate")),
        ((*RUN, "--set", "step=5"), ("step", "5 V")),
        ((*RUN, "--set", "step=5 kg"), ("step", "kg", "V")),
        ((*RUN, "--set", "stepp=5 V"), ("stepp", "step")),
        ((*RUN, "--set", "step"), ("NAME=VALUE",)),
        ((*RUN, "--device", "perfect"), ("perfect", "early-breakdown")),
        ((*RUN, "--bench", "no-such"), ("no-such", "lgad")),
        ((*RUN, "--fault", "earthquake:bias"), ("earthquake", "silence")),
        ((*RUN, "--stage", "no-such"), ("no-such",)),
        ((*RUN, "--no-such-option"), ("--no-such-option",)),
        (("show", "ffffffff"), ("ffffffff",)),
        (("history", GOOD), (GOOD,)),
        (("import", "/no/such/file.csv"), ("/no/such/file.csv",)),
        (("station", "check", "/no/such.toml"), ("/no/such.toml",)),
        (("frobnicate",), ("frobnicate",)),
    ],
)
def test_wrong_words_are_refused_in_one_line(
    arguments: tuple[str, ...], words: tuple[str, ...], qcstation: Command, data_dir: Path
) -> None:
    _refused(qcstation(*arguments), 2, *words)
    _nothing_kept(data_dir)


def test_under_json_the_error_is_json_too(qcstation: Command) -> None:
    finished = qcstation(*RUN, "--set", "step=5", "--json")
    assert finished.code == 2
    assert finished.document["error"]["exit_code"] == 2
    assert "5 V" in finished.document["error"]["message"]


def _station(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "bench.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[station]\nname = "x"\ncolour = "red"\n', ("bench.toml:3", "colour")),
        ('[station]\nname = "x"\n\n[instruments.bias]\ndriver = "keithley.2410"\n', ("bench.toml:4", "resource")),
        ('[station]\nname = "x"\n[instruments.bias]\ndriver = "no.such"\nresource = "A"\n', ("no.such", "keithley.2410")),
        (
            '[station]\nname = "x"\n[instruments.bias]\ndriver = "keithley.2410"\nresource = "A"\nramp = "5 kg"\n',
            ("bench.toml:6", "V/s"),
        ),
        ('[station]\nname = "x"\n[procedures]\nfiles = ["missing.py"]\n', ("missing.py",)),
        ('[station]\nname = "x"\n[interlocks.lid]\nrequire = "lid.closed"\n', ("lid",)),
        ("[station\n", ("TOML",)),
    ],
)
def test_a_wrong_station_file_is_refused_with_file_and_line(
    text: str, words: tuple[str, ...], qcstation: Command, tmp_path: Path
) -> None:
    _refused(qcstation("station", "check", str(_station(tmp_path, text))), 2, *words)


def test_a_procedure_file_that_does_not_load_is_named(qcstation: Command, tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("import no_such_module\n", encoding="utf-8")
    station = _station(tmp_path, '[station]\nname = "x"\n[procedures]\nfiles = ["broken.py"]\n')
    _refused(qcstation("station", "check", str(station)), 2, "broken.py", "no_such_module")


def test_a_missing_instrument_ends_the_run_in_error(served_bench: Callable[..., ServedBench], qcstation: Command) -> None:
    bench = served_bench()
    text = bench.station_file.read_text()
    address = bench.ready["addresses"]["climate"]
    bench.station_file.write_text(text.replace(address, "TCPIP::127.0.0.1::9::SOCKET"), encoding="utf-8")
    finished = qcstation("run", "hgtd.sensor-iv", "-c", GOOD, "--station", str(bench.station_file), "--json")
    assert (finished.code, finished.document["outcome"]) == (3, "ERROR")
    assert "climate" in finished.document["reason"]
    assert not bench.control.state()["instruments"]["bias"]["output"]


def test_another_instrument_at_the_address_ends_the_run_in_error(qcstation: Command) -> None:
    finished = qcstation(*RUN, "--fault", "wrong-identity:bias,text=Toaster", "--json")
    assert (finished.code, finished.document["outcome"]) == (3, "ERROR")
    assert "Toaster" in finished.document["reason"]


def test_a_read_only_data_folder_is_refused(qcstation: Command, data_dir: Path) -> None:
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    # A file where the folder should be: refused for root too, whom permissions do not stop.
    data_dir.write_text("not a folder")
    _refused(qcstation(*RUN), 2, str(data_dir))


def test_a_truncated_import_is_refused_and_leaves_nothing(qcstation: Command, data_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.csv"
    path.write_text(
        "Bias Voltage[V],Measured Voltage[V],Signal Current[A],Total Current[A]\n0.0,0.0,1e-9,1e-9\n-5.0,-5.", "utf-8"
    )
    _refused(qcstation("import", str(path)), 2, "cut.csv")
    _nothing_kept(data_dir)
    assert json.loads(qcstation("runs", "--json").out) == []
