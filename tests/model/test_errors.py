import pickle

import pytest

from qcstation.model.errors import IdentityError, InstrumentError, LinkError, LinkTimeoutError


@pytest.mark.parametrize("kind", [InstrumentError, LinkError, LinkTimeoutError, IdentityError])
def test_an_instrument_error_says_who_what_and_which_answer(kind: type[InstrumentError]) -> None:
    error = kind("no answer within 3 s", instrument="bias", command=":READ?", answer="+1.0\n")
    assert str(error) == r"bias: no answer within 3 s; sent ':READ?'; got '+1.0\n'"
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes: errors cross processes
    assert type(again) is kind
    assert (str(again), again.instrument, again.command, again.answer) == (str(error), "bias", ":READ?", "+1.0\n")
