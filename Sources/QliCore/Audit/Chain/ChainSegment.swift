/// Records of one file that are tied to each other, one line after the other.
struct ChainSegment {
  /// The file, by its place among those that are read, the oldest first.
  let file: Int
  let first: ChainLink
  let firstLine: Int
  let firstDigest: SHA256.Digest
  /// Whether what stands before the first record of a chain isn't what it was.
  var isOnOtherGround = false
  /// The line before its first record that was one, and isn't any more.
  var ruinedLine: Int?
  private(set) var last: ChainPosition
  private(set) var lastLine: Int

  init(_ link: ChainLink, _ digest: SHA256.Digest, line: Int, file: Int) {
    self.file = file
    first = link
    firstLine = line
    firstDigest = digest
    last = ChainPosition(number: link.number, digest: digest)
    lastLine = line
  }

  /// Whether the record that `link` is of comes behind it.
  @inline(__always)
  func leads(to link: ChainLink) -> Bool {
    link.number == last.number + 1 && link.previous == last.digest
  }

  /// Takes the next record.
  @inline(__always)
  mutating func add(_ digest: SHA256.Digest, line: Int) {
    last = ChainPosition(number: last.number + 1, digest: digest)
    lastLine = line
  }

  /// Takes `digest` as the record of `number`, and nothing of what came from there on.
  mutating func replace(from number: Int64, with digest: SHA256.Digest, line: Int) {
    last = ChainPosition(number: number, digest: digest)
    lastLine = line
  }

  var isSingle: Bool { first.number == last.number }
}
