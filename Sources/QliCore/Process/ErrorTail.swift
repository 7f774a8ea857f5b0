/// The end of what a helper writes to standard error: there the reason stands.
final class ErrorTail {
  /// How much is kept, in bytes.
  static let limit = 4096
  /// As much as a pipe holds is read at a time, but not all that comes: whoever writes without a
  /// pause mustn't keep signals and the clock from being seen.
  private static let mostReads = 16

  /// What was written last.
  struct Text {
    fileprivate(set) var bytes: [UInt8] = []
    /// Whether there was more before it.
    fileprivate(set) var isCut = false
  }

  private(set) var text = Text()
  private let pipe: OwnedDescriptor
  private var isOpen = true

  /// - Parameter pipe: its reading end, which doesn't wait.
  init(_ pipe: consuming OwnedDescriptor) { self.pipe = pipe }

  /// What is waited for, until nobody can write any more.
  var interests: [Poll.Interest] { isOpen ? [.reading(pipe.number)] : [] }

  /// Takes some of what is there, without waiting.
  func drain() throws(Errno) {
    var chunk = [UInt8](repeating: 0, count: Self.limit)
    for _ in 0..<Self.mostReads where isOpen {
      do throws(Errno) {
        let count = try pipe.number.read(into: &chunk)
        isOpen = count > 0
        text.bytes += chunk[..<count]
        text.isCut = text.isCut || text.bytes.count > Self.limit
        text.bytes.removeFirst(max(0, text.bytes.count - Self.limit))
      } catch .wouldBlock {
        return
      }
    }
  }
}
