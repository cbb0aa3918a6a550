import math
from typing import get_args

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcstation.model import events
from qcstation.model.components import Component
from qcstation.model.events import AnyEvent, ArrayTaken, AttachmentAdded, DataEvent, Event, RowsTaken, decode_event, encode_event
from qcstation.model.prompts import Answer, Prompt, PromptKind
from qcstation.model.raw import ArrayLayout, TableLayout
from qcstation.model.runs import RunHeader, RunKind
from qcstation.model.verdicts import Judgement, Outcome, Verdict
from tests.model.strategies import finite, limits, results, specifications, words

times = st.floats(0, 4e9)
values = words | st.integers(-(2**63), 2**63 - 1) | finite | st.booleans()
settings = st.dictionaries(words, values, max_size=3)
components = st.builds(
    Component, serial_number=words, type=words, stage=words, identifiers=st.dictionaries(words, words, max_size=2)
)
headers = st.builds(
    RunHeader,
    run=st.uuids().map(str),
    procedure=words,
    procedure_version=words,
    started=times,
    kind=st.sampled_from(RunKind),
    component=st.none() | components,
    settings=settings,
    setting_units=st.dictionaries(words, words, max_size=2),
)
judgements = st.builds(
    Judgement, result=results, limit=st.none() | limits(), verdict=st.none() | st.sampled_from(Verdict), reason=words
)
readings = st.dictionaries(words, st.none() | finite, max_size=3)
FIELDS: dict[str, dict[str, st.SearchStrategy[object]]] = {
    "RunStarted": {"header": headers},
    "TableDeclared": {"layout": st.builds(TableLayout, name=words, columns=st.dictionaries(words, words), attributes=settings)},
    "RowsTaken": {"rows": st.lists(st.lists(st.none() | finite, max_size=4).map(tuple), max_size=4).map(tuple)},
    "ArrayDeclared": {
        "layout": st.builds(ArrayLayout, name=words, dtype=words, shape=st.lists(st.integers(1)).map(tuple), attributes=settings)
    },
    "Progressed": {"fraction": st.floats(0, 1), "remaining": st.none() | times},
    "PromptAsked": {
        "prompt": st.builds(Prompt, id=words, text=words, kind=st.sampled_from(PromptKind), choices=st.tuples(words, words))
    },
    "PromptAnswered": {"answer": st.builds(Answer, prompt=words, text=words, number=st.none() | finite, by=words)},
    "OutputChanged": {"level": finite},
    "ReadingSeen": {"values": readings, "units": st.dictionaries(words, words, max_size=3)},
    "ResultsFound": {"results": st.lists(results, max_size=3).map(tuple)},
    "VerdictReached": {"specification": specifications(), "judgements": st.lists(judgements, max_size=3).map(tuple)},
    "RunFinished": {"outcome": st.sampled_from(Outcome)},
}
KINDS = get_args(AnyEvent)


def any_event(kind: type[Event]) -> st.SearchStrategy[Event]:
    return st.builds(kind, time=times, **FIELDS.get(kind.__name__, {}))


def test_every_event_of_the_module_can_be_decoded() -> None:
    defined = {kind for kind in vars(events).values() if isinstance(kind, type) and issubclass(kind, Event)}
    defined -= {Event, DataEvent}
    assert set(KINDS) == defined


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@given(st.data())
def test_every_kind_of_event_survives_the_journal(kind: type[Event], data: st.DataObject) -> None:
    event = data.draw(any_event(kind))
    line = encode_event(event)
    assert b"\n" not in line
    assert decode_event(line) == event
    assert type(decode_event(line)) is kind


@given(st.lists(st.floats(), min_size=1))
def test_a_number_that_is_none_comes_back_as_not_taken(row: list[float]) -> None:
    event = decode_event(encode_event(RowsTaken(time=0.0, table="iv", rows=(tuple(row),))))
    assert isinstance(event, RowsTaken)
    assert event.rows == (tuple(value if math.isfinite(value) else None for value in row),)


def test_numbers_of_numpy_are_kept_like_others() -> None:
    event = RowsTaken(time=np.float64(1.5), table="iv", rows=((np.float64(-5.0), np.float64(0.25)),))
    assert decode_event(encode_event(event)) == RowsTaken(time=1.5, table="iv", rows=((-5.0, 0.25),))


def test_what_is_no_plain_data_is_refused() -> None:
    with pytest.raises(NotImplementedError, match="plain data"):
        encode_event(RowsTaken(time=0.0, table="iv", rows=((object(),),)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"[]",
        b'{"time": 1}',
        b'{"type":"NoSuchEvent","time":1}',
        b'{"type":"RunFinished","time":"now","outcome":"PASS"}',
    ],
)
def test_a_damaged_line_is_refused(line: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_event(line)


@given(st.sampled_from(KINDS).flatmap(any_event), st.data())
def test_a_line_cut_short_is_never_an_event(event: Event, data: st.DataObject) -> None:
    line = encode_event(event)
    with pytest.raises(msgspec.DecodeError):
        decode_event(line[: data.draw(st.integers(0, len(line) - 1))])


def test_bulk_data_stay_out_of_the_journal_and_out_of_comparisons() -> None:
    taken = ArrayTaken(time=1.0, array="waveforms", first=3, count=2, data=np.zeros((2, 4), dtype=np.int16))
    line = encode_event(taken)
    assert msgspec.json.decode(line) == {"type": "ArrayTaken", "time": 1.0, "array": "waveforms", "first": 3, "count": 2}
    assert decode_event(line) == taken
    assert hash(decode_event(line)) == hash(taken)
    assert taken != ArrayTaken(time=1.0, array="waveforms", first=3, count=1)
    photo = AttachmentAdded(time=1.0, name="a.jpg", media_type="image/jpeg", size=3, sha256="0", data=b"abc")
    assert b"abc" not in encode_event(photo)
    assert (decode_event(encode_event(photo)), photo == taken) == (photo, False)
