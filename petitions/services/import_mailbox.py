"""Settles who is who in a batch of a list, where two people may share a mailbox.

Signing online gives out slots under the mailbox's lock. So does this, with the locks of all
mailboxes of the batch, taken in one order before any row is touched: nobody who holds a row waits
for a mailbox. A batch is short, since the server has room for some thousand locks, and so that
nobody who is signing waits long.
"""

from core import locks
from petitions.identity import signature_ids
from petitions.import_rows import Batch, BatchMaker, ReadRows
from petitions.models import SignatureImport
from petitions.selectors.mailbox import Mailboxes
from petitions.services.import_batch import lock_name as imports_lock_name
from petitions.shared_mailbox import lock_name
from petitions.vault_owner import petition_owner

SHARED_BATCH_ROWS = 1000


def settle_batch(*, signature_import: SignatureImport, maker: BatchMaker, read: ReadRows) -> Batch:
    """The batch with everyone in their slot. Call it inside the batch's transaction."""
    petition_id = signature_import.petition_id
    signature_id = signature_ids(petition_id)
    identities = {row.identity for row in read.signers}
    # First, or whoever takes an import back would keep us waiting with the mailboxes in hand.
    locks.share_until_commit(imports_lock_name(petition_id))
    locks.hold_all_until_commit(lock_name(signature_id(identity, 0)) for identity in identities)
    mailboxes = Mailboxes(owner=petition_owner(petition_id), signature_id=signature_id)
    mailboxes.read(identities)
    return maker.settle(read, map(mailboxes.take_in, read.signers))
