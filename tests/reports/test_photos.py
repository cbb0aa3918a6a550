"""Photos in a report: small, upright, and never the reason that there is no report."""

import base64
import hashlib
import io
import struct
import zlib
from collections.abc import Callable

import msgspec
import pytest
from PIL import Image

from qcstation.model.errors import StorageError
from qcstation.model.events import PromptAnswered, PromptAsked
from qcstation.model.forms import FieldAnswer, FieldKind, FormField
from qcstation.model.prompts import Answer, Prompt, PromptKind
from qcstation.model.raw import RawData
from qcstation.records import RunRecord
from qcstation.records.attachments import Attachment
from qcstation.reports import report_html
from qcstation.reports.photos import photos_of
from tests.reports.records import record


def encoded(width: int, height: int, *, orientation: int = 1, form: str = "JPEG") -> bytes:
    image = Image.new("RGB", (width, height), (20, 120, 60))
    exif = Image.Exif()
    exif[0x0112] = orientation
    stream = io.BytesIO()
    image.save(stream, form, exif=exif)
    return stream.getvalue()


def bomb() -> bytes:
    """A small file that says that it holds 400 million pixels."""
    png = encoded(10, 10, form="PNG")
    header = b"IHDR" + struct.pack(">II", 20_000, 20_000) + png[24:29]
    return png[:12] + header + struct.pack(">I", zlib.crc32(header)) + png[33:]


def attached(content: bytes, media_type: str = "image/jpeg", fetch: Callable[[], bytes] | None = None) -> RunRecord:
    attachment = Attachment(
        name="front-1.jpg",
        media_type=media_type,
        caption="Photos of the front: IMG_0001.JPG",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        fetch=fetch or (lambda: content),
    )
    return msgspec.structs.replace(record(), attachments={attachment.name: attachment})


def shown(source: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(source.removeprefix("data:image/jpeg;base64,"))))


def test_a_photo_is_shown_small_and_its_original_is_named() -> None:
    run = attached(encoded(3000, 2000))
    (photo,) = photos_of(run)
    assert shown(photo.source).size == (640, 427)
    page = report_html(run)
    assert photo.source in page
    assert "IMG_0001.JPG" in page
    assert "front-1.jpg" in page


def test_a_photo_stands_upright_as_the_camera_was_held() -> None:
    (photo,) = photos_of(attached(encoded(400, 200, orientation=6)))
    assert shown(photo.source).size == (200, 400)


@pytest.mark.parametrize(
    ("run", "word"),
    [
        (attached(b"no picture at all"), "cannot be shown"),
        (attached(encoded(100, 100)[:200]), "cannot be shown"),
        (attached(bomb(), "image/png"), "cannot be shown"),
        (attached(b"x", fetch=lambda: b"y"), "not what was attached"),
    ],
    ids=["no picture", "cut", "a bomb", "damaged"],
)
def test_what_cannot_be_shown_is_listed_with_the_reason(run: RunRecord, word: str) -> None:
    (photo,) = photos_of(run)
    assert photo.source == ""
    assert word in photo.problem
    assert word in report_html(run)


def test_a_run_file_that_has_moved_still_gives_a_report() -> None:
    def gone() -> bytes:
        raise StorageError("the run file is not there any more")

    assert "not there any more" in report_html(attached(b"x", fetch=gone))


def test_other_files_are_listed_with_their_size() -> None:
    (photo,) = photos_of(attached(b"1;2\n" * 600, "text/csv"))
    assert (photo.size, photo.source, photo.problem) == ("2.4 kB", "", "")


def test_a_forms_entries_stand_under_their_titles() -> None:
    field = FormField(name="mass", title="Mass of the <module>", kind=FieldKind.NUMBER, unit="g")
    prompt = Prompt(id="form", text="Weigh it", kind=PromptKind.FORM, fields=(field,))
    answer = Answer(prompt="form", values={"mass": FieldAnswer(text="4.2 g", rows=((4.2,),))})
    run = record()
    events = (*run.events, PromptAsked(time=1.0, prompt=prompt), PromptAnswered(time=2.0, answer=answer))
    page = report_html(msgspec.structs.replace(run, events=events, raw=RawData({}, answer.entries())))
    assert "Mass of the &lt;module&gt;" in page
    assert "4.2 g" in page
