"""A large upload is on the disk and nowhere in its folders."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test import RequestFactory

from core.unlinked_upload import UnlinkedUpload, UnlinkedUploadHandler

LIST = b"email\nann@example.org\n" * 200_000


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return tmp_path


@contextmanager
def uploaded(content: bytes) -> Iterator[UploadedFile]:
    """The file of a request that lasts as long as the block."""
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("list.csv", content)})
    file = request.FILES["file"]
    assert isinstance(file, UploadedFile)
    yield file
    request.close()


@contextmanager
def uploaded_to_disk(content: bytes) -> Iterator[UnlinkedUpload]:
    with uploaded(content) as file:
        assert isinstance(file, UnlinkedUpload)
        yield file


def names_of(descriptor: int) -> int:
    """How many names the open file has in any folder."""
    return os.fstat(descriptor).st_nlink


def test_a_large_upload_has_no_name_and_is_gone_when_the_request_ends(folder: Path) -> None:
    with uploaded_to_disk(LIST) as file:
        assert (list(folder.iterdir()), names_of(file.fileno())) == ([], 0)
        assert (file.name, file.size, file.content_type) == ("list.csv", len(LIST), "text/plain")
        assert file.read() == LIST
    assert file.closed


def test_a_small_upload_stays_in_memory() -> None:
    with uploaded(b"email\n") as file:
        assert (isinstance(file, UnlinkedUpload), file.read()) == (False, b"email\n")


def test_an_upload_has_no_name_while_it_comes_in_and_goes_when_it_breaks_off(folder: Path) -> None:
    handler = UnlinkedUploadHandler()
    handler.new_file("file", "list.csv", "text/csv", None)
    handler.receive_data_chunk(LIST, 0)
    file = handler.file_complete(len(LIST))
    assert file is not None
    assert (list(folder.iterdir()), names_of(file.fileno())) == ([], 0)
    handler.upload_interrupted()
    assert file.closed


def test_it_is_read_as_often_as_it_takes_by_several_at_once() -> None:
    with uploaded_to_disk(LIST) as file:
        with file.open_again() as one, file.open_again() as other:
            assert (one.readline(), one.readline()) == (b"email\n", b"ann@example.org\n")
            assert (other.read(), file.read(5)) == (LIST, b"email")
            assert (one.seek(-16, os.SEEK_END), one.readline()) == (len(LIST) - 16, LIST[-16:])
            assert (one.seek(6), one.seek(4, os.SEEK_CUR)) == (6, 10)
            assert one.read(12) == b"example.org\n"
        again = file.open_again()
    with again:
        assert (file.closed, again.read()) == (True, LIST)


def test_a_zip_file_is_read_from_it() -> None:
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("list.csv", LIST)
    with (
        uploaded_to_disk(packed.getvalue()) as file,
        file.open_again() as again,
        ZipFile(again) as archive,
    ):
        assert archive.read("list.csv") == LIST
