/// A place where a chain isn't what it was.
struct ChainBreak: Equatable {
  enum Kind: String, CaseIterable {
    /// The record isn't the one that was written.
    case changed
    /// What stood before the first record isn't what it was; the record is.
    case precedingChanged = "preceding_changed"
    /// Records between two others aren't there.
    case missing
    /// A record's number is there before.
    case doubled
    /// A record has a number that the chain hasn't come to.
    case inserted
    /// A record stands behind one that was written later.
    case swapped
    /// The last records aren't there.
    case cut
    /// The chain begins with 1 again.
    case begunAnew = "begun_anew"
    /// Records between two files, or a whole file, aren't there.
    case fileMissing = "file_missing"
    /// The head isn't there, and has to be.
    case headMissing = "head_missing"
    /// The head isn't what qli writes.
    case headDamaged = "head_damaged"
  }

  let kind: Kind
  /// The file, by its place among those that were read; nil if it is none of them.
  let file: Int?
  /// The line of the record, or of the one behind which others are missing; nil if there is none.
  let line: Int?
  /// The numbers of the records.
  let numbers: ClosedRange<Int64>
}
