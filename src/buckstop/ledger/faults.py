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
    TILE_PATH = "tile.path"
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
