import CSystem

/// The words of a command line, byte for byte; `CommandLine.arguments` repairs what isn't UTF-8.
///
/// They stay where the system put them: a run hands most of them on without a look.
struct Arguments: @unchecked Sendable {
  // Sound to send: the words are only read, and nothing in this module changes them.
  private let words: UnsafePointer<UnsafeMutablePointer<CChar>?>
  private let owner: CStringArray?
  /// The number of words.
  let count: Int

  /// The words that this process was started with, without its own name.
  static var current: Arguments {
    // Sound: a process has them, if none, from its start on.
    let words = csystem_arguments().unsafelyUnwrapped
    return Arguments(words: words, owner: nil, count: Int(csystem_argument_count())).dropFirst(1)
  }

  /// The words `strings`.
  init(_ strings: [ByteString]) {
    let owner = CStringArray(strings)
    self.init(words: owner.pointer, owner: owner, count: strings.count)
  }

  private init(
    words: UnsafePointer<UnsafeMutablePointer<CChar>?>, owner: CStringArray?, count: Int
  ) {
    self.words = words
    self.owner = owner
    self.count = count
  }

  /// A copy of the word at `index`, which is below `count`.
  subscript(index: Int) -> ByteString {
    precondition(index < count)
    guard let word = words[index] else { return "" }
    return ByteString(cString: word)
  }

  /// A copy of the last word, or nil if there is none.
  var last: ByteString? { count > 0 ? self[count - 1] : nil }

  /// The words before the last.
  func dropLast() -> Arguments { prefix(max(0, count - 1)) }

  /// The first `number` words, or all if there are fewer.
  func prefix(_ number: Int) -> Arguments {
    Arguments(words: words, owner: owner, count: min(number, count))
  }

  /// The words behind the first `number`.
  func dropFirst(_ number: Int) -> Arguments {
    let dropped = min(number, count)
    return Arguments(words: words + dropped, owner: owner, count: count - dropped)
  }

  /// Calls `body` with each word where it lies.
  func forEachWord(_ body: (UnsafePointer<CChar>) -> Void) {
    for index in 0..<count {
      if let word = words[index] { body(word) }
    }
  }
}

extension Arguments: Equatable {
  /// Whether both are the same words, byte by byte.
  static func == (left: Arguments, right: Arguments) -> Bool {
    left.count == right.count && (0..<left.count).allSatisfy { left[$0] == right[$0] }
  }
}
