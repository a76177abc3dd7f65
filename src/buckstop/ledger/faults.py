"""Fault: what is wrong with a file or message of the ledger's own formats, as a value with its position.

Why: a checker that only says "invalid" cannot be argued with. Every refusal of a note, proof, tile or submission says
which line or byte, and why. Codes are append-only; their sentences live in `buckstop.text`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class FaultCode(StrEnum):
    """Everything that can be wrong. The part before the dot names the format."""

    KEY_SHAPE = "key.shape"  # not "name+keyid+base64"
    KEY_NAME = "key.name"  # empty, or with a space or a plus
    KEY_ALGORITHM = "key.algorithm"  # neither 01 nor 04; field: algorithm
    KEY_LENGTH = "key.length"  # not 32 bytes; field: length
    KEY_ID = "key.id"  # the id is not that of the key; fields: found, expected
    NOTE_TOO_LONG = "note.too_long"  # fields: length, limit
    NOTE_NOT_UTF8 = "note.not_utf8"  # field: byte (1-based)
    NOTE_CONTROL_CHARACTER = "note.control_character"
    NOTE_NO_SIGNATURES = "note.no_signatures"  # no blank line, or nothing after it
    NOTE_UNENDED = "note.unended"  # the last line has no newline
    NOTE_SIGNATURE_LINE = "note.signature_line"  # not "— name base64"
    NOTE_SIGNATURES_MANY = "note.signatures_many"  # field: limit
    SIGNATURE_INVALID = "signature.invalid"  # fields: key, key_id
    SIGNATURE_SHAPE = "signature.shape"  # wrong number of bytes for its algorithm; fields: key, key_id, length
    SIGNATURE_TIME = "signature.time"  # a time no calendar knows; fields: key, key_id, time
    SIGNATURE_LOG_MISSING = "signature.log_missing"  # fields: key, key_id
    QUORUM_MISSED = "quorum.missed"  # fields: found, needed
    CHECKPOINT_SHORT = "checkpoint.short"  # fewer than three lines; field: lines
    CHECKPOINT_ORIGIN = "checkpoint.origin"  # empty
    CHECKPOINT_ORIGIN_OTHER = "checkpoint.origin_other"  # fields: found, expected
    CHECKPOINT_SIZE = "checkpoint.size"  # no plain decimal number
    CHECKPOINT_ROOT = "checkpoint.root"  # no base64 of 32 bytes
    CHECKPOINT_EXTENSION = "checkpoint.extension"  # an empty line
    PROOF_HEADER = "proof.header"
    PROOF_TOO_LONG = "proof.too_long"  # fields: length, limit
    PROOF_NOT_UTF8 = "proof.not_utf8"  # field: byte (1-based)
    PROOF_EXTRA = "proof.extra"
    PROOF_INDEX = "proof.index"
    PROOF_HASH = "proof.hash"  # no base64 of 32 bytes
    PROOF_HASHES_MANY = "proof.hashes_many"  # field: limit
    PROOF_CUT = "proof.cut"  # the checkpoint is missing
    PROOF_OUTSIDE = "proof.outside"  # fields: index, size
    PROOF_WRONG = "proof.wrong"  # the hashes do not lead from the leaf to the root; field: index
    FRONTIER_SHAPE = "frontier.shape"  # fields: length, expected
    ENTRY_TOO_LONG = "entry.too_long"  # fields: index, length, limit
    FOLDER_AHEAD = "folder.ahead"  # the folder holds a longer log already; fields: found, size
    TILE_MISSING = "tile.missing"  # fields: path
    TILE_LENGTH = "tile.length"  # fields: path, length, expected
    TILE_ALTERED = "tile.altered"  # a hash in a tile is not that of what it stands for; fields: path, position
    TILE_REPLACED = "tile.replaced"  # tile and entries agree with each other, not with what was signed; fields: path
    BUNDLE_CUT = "bundle.cut"  # fields: path, position (entry within the bundle)
    BUNDLE_TRAILING = "bundle.trailing"  # fields: path, length (bytes too many)
    ENTRY_ALTERED = "entry.altered"  # fields: path, position, index
    ROOT_DIFFERS = "root.differs"  # the tiles lead to another root than the signed one; field: size
    SUBMISSION_OLD = "submission.old"  # the first line is not "old N"
    SUBMISSION_HASH = "submission.hash"
    SUBMISSION_HASHES_MANY = "submission.hashes_many"  # field: limit
    SUBMISSION_CUT = "submission.cut"  # no empty line before the checkpoint
    ANSWER_COSIGNATURE = "answer.cosignature"  # a witness's answer holds no valid cosignature of its key
    # A ledger checked whole.
    STORE_UNREADABLE = "store.unreadable"  # fields: position (reached so far), reason
    STORE_DAMAGED = "store.damaged"  # pages or indexes of the database; field: reason (its own words)
    LOG_GAP = "log.gap"  # positions without an event; fields: first, last
    LOG_REWRITTEN = "log.rewritten"  # entries fit their leaves, not what was signed; fields: first, last
    LOG_END_ALTERED = "log.end_altered"  # the stored right edge is not that of its leaves; field: size
    LEAF_ALTERED = "leaf.altered"  # the stored leaf is at fault, not the entry; fields: position, stream, version
    NODE_ALTERED = "node.altered"  # fields: level, index
    NODE_MISSING = "node.missing"  # fields: level, index
    NODE_EXTRA = "node.extra"  # nodes the tree does not have; fields: level, index (the first)
    RECORD_ALTERED = "record.altered"  # the bytes are not those of its leaf; fields: position, stream, version
    RECORD_UNREADABLE = "record.unreadable"  # no event of ours; fields: position, stream, version, reason
    RECORD_NOT_CANONICAL = "record.not_canonical"  # fields: position, stream, version, byte (0-based)
    RECORD_MISPLACED = (
        "record.misplaced"  # row against entry; fields: position, stream, version, own_stream, own_version
    )
    VERSION_BROKEN = "version.broken"  # not the next of its stream; fields: position, stream, version, expected
    CHECKPOINT_MISSING = "checkpoint.missing"  # field: size
    CHECKPOINT_BEYOND = "checkpoint.beyond"  # states a size past the log's end, or out of order; fields: size, expected
    CHECKPOINT_ROOT_DIFFERS = "checkpoint.root_differs"  # fields: size, first, last (positions in which the cause lies)
    CHECKPOINT_UNFIT = "checkpoint.unfit"  # a stored checkpoint that cannot be believed; fields: size, why
    CHECKPOINT_HELD_LONGER = "checkpoint.held_longer"  # somebody holds one over more than this; fields: found, size
    CHECKPOINT_HELD_FORKED = "checkpoint.held_forked"  # the log does not begin with what somebody holds; field: size
    STATE_MISSING = "state.missing"  # events without a snapshot; fields: stream, version
    STATE_EXTRA = "state.extra"  # a snapshot without events; fields: stream, version
    STATE_VERSION = "state.version"  # fields: stream, version, expected
    STATE_COUNT = (
        "state.count"  # a number kept of streams is not what counting them tells; fields: name, found, expected
    )
    STATE_DIFFERS = "state.differs"  # fields: stream, version, name (the field), found, expected
    STATE_UNBUILDABLE = "state.unbuildable"  # its events do not lead to a state; fields: stream, version, reason
    PENDING_MISCOUNTED = "pending.miscounted"  # fields: found, expected
    KEY_ANSWER_DANGLING = "key_answer.dangling"  # of events that are not there; fields: actor, key, stream, first, last
    SEALED_MISSING = "sealed.missing"  # committed to, neither kept nor erased; fields: stream, version, name, subject
    SEALED_UNCOMMITTED = "sealed.uncommitted"  # no event commits to it; fields: stream, version, name, subject
    SEALED_UNREADABLE = "sealed.unreadable"  # fields: stream, version, name, subject
    ERASURE_UNFINISHED = "erasure.unfinished"  # fields: subject
    ACKNOWLEDGED_MISSING = "acknowledged.missing"  # fields: stream, version
    ACKNOWLEDGEMENT_SHAPE = "acknowledgement.shape"
    FOLDER_FORKED = "folder.forked"  # the folder's log is not the beginning of this one; field: size


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where.

    Args:
        code: what is wrong; the key of its sentence.
        line: line concerned, 1-based, counted from the start of the file or message handed in; 0 = the whole.
        fields: further values the sentence needs, by name.
    """

    code: FaultCode
    line: int = 0
    fields: Mapping[str, str | int] = field(default_factory=dict)

    def moved(self, lines: int) -> "Fault":
        """The same fault seen from a file in which the message begins that many lines further down."""
        return Fault(self.code, self.line + lines if self.line else 0, self.fields)
