"""Many write the audit log at once: one chain, nobody lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from core.actors import Actor
from core.models import AuditEntry, StoredFile
from core.selectors.audit_entry import check_chain
from core.services.audit_entry import record

WRITERS, EACH = 8, 10


@pytest.mark.django_db(transaction=True)
def test_all_entries_are_in_one_chain() -> None:
    file, barrier = StoredFile.objects.create(name="a"), Barrier(WRITERS)

    def write(number: int) -> None:
        barrier.wait()
        try:
            for _ in range(EACH):
                with transaction.atomic():
                    record(actor=Actor(user_id=number), action="file.read", subject=file)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    assert AuditEntry.objects.count() == WRITERS * EACH
    assert check_chain().broken_at is None
