"""Sentences about a ledger as an outsider meets it: what is wrong where, what a check found, why an erasure is refused."""

from collections.abc import Mapping
from types import MappingProxyType

from buckstop.domain.privacy import PrivacyRefusal
from buckstop.domain.refusals import Refusal
from buckstop.i18n import Translate
from buckstop.i18n import gettext_noop as _
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.witness import WitnessRefusal

_NOTES: dict[str, str] = {
    FaultCode.KEY_SHAPE: _("The key does not look like name+12345678+base64."),
    FaultCode.KEY_NAME: _("The name of a key has no blanks and no plus sign, and is not empty."),
    FaultCode.KEY_ALGORITHM: _("The key is of an algorithm this program does not know (%(algorithm)s)."),
    FaultCode.KEY_LENGTH: _("The key has %(length)s bytes; it should have 32."),
    FaultCode.KEY_ID: _("The key says its id is %(found)s; it is %(expected)s. It was mistyped or altered."),
    FaultCode.NOTE_TOO_LONG: _("The note has %(length)s bytes; at most %(limit)s are read."),
    FaultCode.NOTE_NOT_UTF8: _("The note is not UTF-8 text (first fault at byte %(byte)s)."),
    FaultCode.NOTE_CONTROL_CHARACTER: _("The note holds a control character."),
    FaultCode.NOTE_NO_SIGNATURES: _("The note has no signatures: a blank line and signature lines are missing."),
    FaultCode.NOTE_UNENDED: _("The last line of the note is cut off."),
    FaultCode.NOTE_SIGNATURE_LINE: _("This is no signature line."),
    FaultCode.NOTE_SIGNATURES_MANY: _("The note has more than %(limit)s signatures."),
    FaultCode.SIGNATURE_INVALID: _("The signature of %(key)s (id %(key_id)s) does not fit the text."),
    FaultCode.SIGNATURE_SHAPE: _("The signature of %(key)s (id %(key_id)s) has a wrong length: %(length)s bytes."),
    FaultCode.SIGNATURE_TIME: _("The signature of %(key)s (id %(key_id)s) states an impossible time: %(time)s."),
    FaultCode.SIGNATURE_LOG_MISSING: _("The log's own signature is missing: that of %(key)s (id %(key_id)s)."),
    FaultCode.QUORUM_MISSED: _("Witnesses that signed: %(found)s; needed: %(needed)s."),
    FaultCode.CHECKPOINT_SHORT: _("A checkpoint has three lines at least; this has %(lines)s."),
    FaultCode.CHECKPOINT_ORIGIN: _("The checkpoint does not say which log it is of."),
    FaultCode.CHECKPOINT_ORIGIN_OTHER: _("The checkpoint is of another log: %(found)s, not %(expected)s."),
    FaultCode.CHECKPOINT_SIZE: _("The size in the checkpoint is no plain number."),
    FaultCode.CHECKPOINT_ROOT: _("The root in the checkpoint is no hash in base64."),
    FaultCode.CHECKPOINT_EXTENSION: _("The checkpoint has an empty line where none may be."),
    FaultCode.SUBMISSION_OLD: _('The first line of the submission is not "old N".'),
    FaultCode.SUBMISSION_HASH: _("The submission holds a line that is no hash."),
    FaultCode.SUBMISSION_HASHES_MANY: _("The submission holds more than %(limit)s hashes."),
    FaultCode.SUBMISSION_CUT: _("The submission ends before its checkpoint."),
    FaultCode.ANSWER_COSIGNATURE: _("The witness's answer holds no valid signature of its key."),
}

_PROOFS: dict[str, str] = {
    FaultCode.PROOF_HEADER: _("The file is no proof of record: its first line is another one."),
    FaultCode.PROOF_TOO_LONG: _("The proof has %(length)s bytes; at most %(limit)s are read."),
    FaultCode.PROOF_NOT_UTF8: _("The proof is not UTF-8 text (first fault at byte %(byte)s)."),
    FaultCode.PROOF_EXTRA: _("The extra line of the proof is not base64."),
    FaultCode.PROOF_INDEX: _("The proof does not say at which place of the log the entry stands."),
    FaultCode.PROOF_HASH: _("This line of the proof is no hash."),
    FaultCode.PROOF_HASHES_MANY: _("The proof holds more than %(limit)s hashes."),
    FaultCode.PROOF_CUT: _("The proof ends before its checkpoint."),
    FaultCode.PROOF_OUTSIDE: _("The proof speaks of place %(index)s, its checkpoint of %(size)s entries only."),
    FaultCode.PROOF_WRONG: _(
        "The proof does not lead from this entry to what the log signed: "
        "it is of another entry, or one of the two was altered (place %(index)s)."
    ),
    FaultCode.ACKNOWLEDGED_MISSING: _(
        "The log acknowledged version %(version)s of %(stream)s and does not hold it as acknowledged. "
        "The signed acknowledgement proves that something was taken out or rewritten."
    ),
    FaultCode.ACKNOWLEDGEMENT_SHAPE: _("This is no acknowledgement of this log."),
}

_TILES: dict[str, str] = {
    FaultCode.FRONTIER_SHAPE: _("The stored right edge of the log has %(length)s bytes instead of %(expected)s."),
    FaultCode.ENTRY_TOO_LONG: _("Entry %(index)s has %(length)s bytes; at most %(limit)s fit into a bundle."),
    FaultCode.FOLDER_AHEAD: _("The folder holds %(found)s entries, more than the %(size)s that are to be exported."),
    FaultCode.FOLDER_FORKED: _(
        "The folder holds another history than this ledger: its first %(size)s entries are not those of this log."
    ),
    FaultCode.TILE_MISSING: _("%(path)s is missing."),
    FaultCode.TILE_LENGTH: _("%(path)s has %(length)s bytes instead of %(expected)s."),
    FaultCode.TILE_ALTERED: _("%(path)s: hash %(position)s (counted from 0) is not that of what it stands for."),
    FaultCode.TILE_REPLACED: _("%(path)s and its entries fit each other, but not what was signed."),
    FaultCode.BUNDLE_CUT: _("%(path)s is cut off at its entry %(position)s (counted from 0)."),
    FaultCode.BUNDLE_TRAILING: _("%(path)s goes on for %(length)s bytes after its last entry."),
    FaultCode.ENTRY_ALTERED: _(
        "%(path)s: entry %(position)s (counted from 0), position %(index)s of the log, was altered."
    ),
    FaultCode.ROOT_DIFFERS: _("The tiles lead to another root than the signed one over %(size)s entries."),
}

_LOG: dict[str, str] = {
    FaultCode.STORE_UNREADABLE: _("The store could not be read any further (position %(position)s): %(reason)s"),
    FaultCode.STORE_DAMAGED: _("The database finds its own pages damaged: %(reason)s"),
    FaultCode.LOG_GAP: _("Entries are missing: positions %(first)s to %(last)s."),
    FaultCode.LOG_REWRITTEN: _(
        "Between positions %(first)s and %(last)s entries and their leaf hashes were rewritten together; "
        "they are not what was signed."
    ),
    FaultCode.LOG_END_ALTERED: _("The stored right edge over %(size)s entries is not that of the log."),
    FaultCode.LEAF_ALTERED: _(
        "Position %(position)s (%(stream)s, version %(version)s): the stored leaf hash was altered; the entry is right."
    ),
    FaultCode.NODE_ALTERED: _("The stored node %(index)s of level %(level)s is not that of the tree."),
    FaultCode.NODE_MISSING: _("Node %(index)s of level %(level)s is missing."),
    FaultCode.NODE_EXTRA: _("From index %(index)s of level %(level)s there are nodes the tree does not have."),
    FaultCode.RECORD_ALTERED: _("Position %(position)s (%(stream)s, version %(version)s): the entry was altered."),
    FaultCode.RECORD_UNREADABLE: _("Position %(position)s (%(stream)s, version %(version)s): %(reason)s"),
    FaultCode.RECORD_NOT_CANONICAL: _(
        "Position %(position)s (%(stream)s, version %(version)s): the bytes are not canonical from byte %(byte)s on."
    ),
    FaultCode.RECORD_MISPLACED: _(
        "Position %(position)s: the row says %(stream)s, version %(version)s, "
        "the entry says %(own_stream)s, version %(own_version)s."
    ),
    FaultCode.VERSION_BROKEN: _(
        "Position %(position)s: version %(version)s of %(stream)s stands where version %(expected)s is due."
    ),
    FaultCode.CHECKPOINT_MISSING: _("The checkpoint over all %(size)s entries is missing or not the stored one."),
    FaultCode.CHECKPOINT_BEYOND: _("A checkpoint states %(size)s entries and is stored for %(expected)s."),
    FaultCode.CHECKPOINT_ROOT_DIFFERS: _(
        "The log does not lead to the root signed over %(size)s entries. "
        "The cause lies between positions %(first)s and %(last)s."
    ),
    FaultCode.CHECKPOINT_UNFIT: _("The checkpoint over %(size)s entries cannot be believed (%(why)s)."),
    FaultCode.CHECKPOINT_HELD_LONGER: _(
        "Somebody holds a checkpoint over %(found)s entries; this log has %(size)s. Entries were cut off."
    ),
    FaultCode.CHECKPOINT_HELD_FORKED: _(
        "Somebody holds a checkpoint over %(size)s entries, and this log does not begin with them. It was rewritten."
    ),
}

_BESIDE: dict[str, str] = {
    FaultCode.STATE_MISSING: _("%(stream)s has events up to version %(version)s and no state. Rebuild it."),
    FaultCode.STATE_EXTRA: _("%(stream)s has a state at version %(version)s and no events."),
    FaultCode.STATE_VERSION: _(
        "The state of %(stream)s is at version %(version)s, its events at version %(expected)s."
    ),
    FaultCode.STATE_DIFFERS: _(
        "The state of %(stream)s at version %(version)s differs in %(name)s: "
        "stored is %(found)s, the events lead to %(expected)s."
    ),
    FaultCode.STATE_COUNT: _(
        "Boards count %(found)s matters or other streams for %(name)s; the rows say %(expected)s. Rebuild the ledger."
    ),
    FaultCode.STATE_UNBUILDABLE: _("The events of %(stream)s lead to no state at version %(version)s: %(reason)s"),
    FaultCode.PENDING_MISCOUNTED: _("Events that wait for their place: %(found)s found, %(expected)s counted."),
    FaultCode.KEY_ANSWER_DANGLING: _(
        "The answer to key %(key)s of %(actor)s names versions %(first)s to %(last)s of %(stream)s, which are not there."
    ),
    FaultCode.SEALED_MISSING: _(
        "%(stream)s, version %(version)s commits to the %(name)s of %(subject)s; the text is neither kept nor erased."
    ),
    FaultCode.SEALED_UNCOMMITTED: _(
        "For %(stream)s, version %(version)s the %(name)s of %(subject)s is kept, but the event does not commit to it."
    ),
    FaultCode.SEALED_UNREADABLE: _(
        "The %(name)s of %(subject)s in %(stream)s, version %(version)s does not open or does not match its commitment."
    ),
    FaultCode.ERASURE_UNFINISHED: _("The erasure of %(subject)s is on record but unfinished. Erase %(subject)s again."),
}

FAULT_SENTENCES: Mapping[str, str] = MappingProxyType({**_NOTES, **_PROOFS, **_TILES, **_LOG, **_BESIDE})
"""Sentence by code of a fault."""

PRIVACY_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        PrivacyRefusal.REASON_MISSING: _("Say why, naming the request or the provision and no person: --reason TEXT."),
        PrivacyRefusal.ALREADY_ERASED: _("%(subject)s was erased already; nothing is left to keep."),
        PrivacyRefusal.ON_HOLD: _(
            "%(subject)s is under a legal hold. Nothing can be erased until the hold is lifted (--lift-hold)."
        ),
        PrivacyRefusal.NOT_ON_HOLD: _("%(subject)s is under no legal hold."),
        PrivacyRefusal.UNKNOWN: _(
            "Nothing was ever sealed for %(subject)s. Check the pseudonym: it could not be used again."
        ),
    }
)
"""Sentence by code of a refusal about a data subject."""

WITNESS_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        WitnessRefusal.MALFORMED: _("it could not read the submission"),
        WitnessRefusal.UNKNOWN_LOG: _("it does not watch this log: give it the log's public key"),
        WitnessRefusal.UNSIGNED: _("it knows another key for this log"),
        WitnessRefusal.SHRINKING: _("the log is shorter than what it was shown"),
        WitnessRefusal.OTHER_SIZE: _("it has seen a longer log than this: entries were cut off here"),
        WitnessRefusal.FORKED: _("it has seen another history of this log"),
        WitnessRefusal.INCONSISTENT: _("the log is not a continuation of what it has seen"),
    }
)
"""What a witness's no means, as the end of a sentence."""

UNIT_SENTENCES = {
    "units.missing_columns": _("The table lacks columns: %(names)s. It has: %(found)s."),
    "units.not_text": _("The file is neither UTF-8 nor GB 18030 text (first fault at byte %(byte)s)."),
    "units.empty": _("The cell is empty."),
    "units.kind_unknown": _('There is no kind of unit "%(value)s". Kinds are: %(names)s.'),
    "units.id_unfit": _(
        'An id has 1 to %(longest)s characters that can be seen, no line breaks and no blanks at its ends: "%(value)s" '
        "cannot be one."
    ),
    "units.twice": _("The unit %(unit)s stands in row %(other)s already."),
    "units.no_root": _("No unit is the root: exactly one has no superior."),
    "units.second_root": _("%(unit)s has no superior, and %(other)s has none either: exactly one unit is the root."),
    "units.superior_unknown": _("%(unit)s answers to %(superior)s, which is no unit of this table."),
    "units.circle": _("%(unit)s stands above itself: follow its superiors upwards."),
}

_UNKNOWN = _("There is a fault of a kind this version has no words for: %(code)s.")
_LINE = _("line %(line)s: %(what)s")


def fault_sentence(fault: Fault, translate: Translate) -> str:
    """What is wrong and where, in whole sentences of the reader's language."""
    sentence = FAULT_SENTENCES.get(fault.code)
    if sentence is None:
        return translate(_UNKNOWN) % {"code": fault.code}
    what = translate(sentence) % fault.fields
    return translate(_LINE) % {"line": fault.line, "what": what} if fault.line else what


def privacy_sentence(refusal: Refusal, translate: Translate) -> str:
    """Why nothing was done about a subject."""
    return translate(PRIVACY_SENTENCES[refusal.code]) % dict(refusal.fields)
