"""Names for the things the ledger speaks of, so that a unit's id is never passed where a person's is asked for.

An id is a short text chosen by the caller (an office code, a random key). It is written into the log for ever, so it
holds no personal data: a person stands in the log under a pseudonym, the name itself under a `Sealed` commitment.
"""

from dataclasses import dataclass
from typing import NewType

UnitId = NewType("UnitId", str)
PostId = NewType("PostId", str)
PersonId = NewType("PersonId", str)
MatterId = NewType("MatterId", str)
DutyItemId = NewType("DutyItemId", str)
SubjectId = NewType("SubjectId", str)
LineId = NewType("LineId", str)
ChangeId = NewType("ChangeId", str)
CycleId = NewType("CycleId", str)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A personal field as the log holds it: who it is about and a commitment, never the value.

    Why: the log cannot be changed, and a person may ask to be forgotten. The value and its salt lie outside the log
    under a key of the subject; destroying that key leaves the commitment, and with it every proof, valid.

    Args:
        subject: pseudonym of the data subject whose key opens the field.
        field: what the value is, in snake case: "name", "phone".
        commitment: salted commitment to the value, base64.
    """

    subject: SubjectId
    field: str
    commitment: str
