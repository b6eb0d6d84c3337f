"""Uploads too large for memory, in files without a name: whatever ends the process ends them.

Django's own temporary files have one, and stay in the clear where a process is killed at work.
"""

import io
import os
import tempfile
from collections.abc import Callable
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class UnlinkedUpload(UploadedFile):
    """An upload of this request, on disk; the disk's space is free again when it is closed."""

    def open_again(self) -> BinaryIO:
        """The whole upload from its start, apart from whoever else reads it."""
        return cast(BinaryIO, io.BufferedReader(_Reader(os.dup(self.fileno()))))


def opener_of(file: UploadedFile) -> Callable[[], BinaryIO]:
    """Opens an upload as often as it takes: it is read through before it is kept."""
    if isinstance(file, UnlinkedUpload):
        return file.open_again
    content = file.read()
    return lambda: io.BytesIO(content)


class UnlinkedUploadHandler(FileUploadHandler):
    """Keeps what the handlers before it left. How much may come is `core.body_limit`'s to say."""

    _upload: UnlinkedUpload | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        file = tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115 - the request closes it
        self._upload = UnlinkedUpload(
            file=file,
            name=self.file_name,
            content_type=self.content_type,
            size=0,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        assert self._upload is not None, "Django announces each file"
        self._upload.write(raw_data)

    def file_complete(self, file_size: int) -> UnlinkedUpload | None:
        if self._upload is not None:
            self._upload.seek(0)  # flushes too: other readers ask the disk
            self._upload.size = file_size
        return self._upload

    def upload_interrupted(self) -> None:
        if self._upload is not None:
            self._upload.close()


class _Reader(io.RawIOBase):
    """Reads a descriptor, which it owns, at a position of its own: copies share the system's."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = os.pread(self._descriptor, len(buffer), self._position)
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        starts = {
            os.SEEK_SET: 0,
            os.SEEK_CUR: self._position,
            os.SEEK_END: os.fstat(self._descriptor).st_size,
        }
        self._position = max(0, starts[whence] + offset)
        return self._position

    def close(self) -> None:
        if not self.closed:
            os.close(self._descriptor)
        super().close()
