"""Tables of petitions and what is signed, imported, counted and handed over."""

from petitions.models.bundle import Bundle, BundleEntry, BundlePart, BundleState, Split
from petitions.models.bundle_check import BundleCheck
from petitions.models.consent import Consent
from petitions.models.delivery import Delivery
from petitions.models.petition import Confirmation, DisplayRule, Petition, PetitionState
from petitions.models.receipt import Receipt
from petitions.models.rejected_row import RejectedRow
from petitions.models.signature import Display, Signature, SignatureState
from petitions.models.signature_import import SignatureImport
from petitions.models.source import Source
from petitions.models.suspect_proposal import SuspectProposal, Verdict
from petitions.models.tally import DayTally, Delta, PublicCount, RegionTally, Tally
from petitions.models.transition import Cause, Transition

__all__ = [
    "Bundle",
    "BundleCheck",
    "BundleEntry",
    "BundlePart",
    "BundleState",
    "Cause",
    "Confirmation",
    "Consent",
    "DayTally",
    "Delivery",
    "Delta",
    "Display",
    "DisplayRule",
    "Petition",
    "PetitionState",
    "PublicCount",
    "Receipt",
    "RegionTally",
    "RejectedRow",
    "Signature",
    "SignatureImport",
    "SignatureState",
    "Source",
    "Split",
    "SuspectProposal",
    "Tally",
    "Transition",
    "Verdict",
]
