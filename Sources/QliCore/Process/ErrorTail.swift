/// The end of what a helper writes to standard error: there the reason stands.
final class ErrorTail {
  /// How much is kept, in bytes.
  static let limit = 4096
  /// As much as a pipe holds is read at a time, but not all that comes: whoever writes without a
  /// pause mustn't keep signals and the clock from being seen.
  private static let mostReads = 16

  private let pipe: OwnedDescriptor
  /// What was written last.
  private(set) var bytes: [UInt8] = []
  /// Whether there was more before it.
  private(set) var isCut = false
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
        bytes += chunk[..<count]
        isCut = isCut || bytes.count > Self.limit
        bytes.removeFirst(max(0, bytes.count - Self.limit))
      } catch .wouldBlock {
        return
      }
    }
  }
}
