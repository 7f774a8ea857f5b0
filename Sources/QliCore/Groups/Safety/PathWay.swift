/// What is left of a path, while it is walked.
struct PathWay {
  private var text: ByteString
  private var index = 0

  init(_ path: FilePath) { text = path.string }

  /// Whether no name is left.
  var isAtEnd: Bool { nextRange.isEmpty }

  /// Where the next name stands; empty ones and `.` mean nothing.
  private var nextRange: Range<Int> {
    text.withBytes { bytes in
      var start = index
      while true {
        while start < bytes.count, bytes[start] == .slash { start += 1 }
        var end = start
        while end < bytes.count, bytes[end] != .slash { end += 1 }
        if end - start != 1 || bytes[start] != .dot { return start..<end }
        start = end
      }
    }
  }

  enum Step {
    case none
    /// To the folder above.
    case up
    case to(FilePath)
  }

  /// Where the next name leads from `place`.
  mutating func step(from place: FilePath) -> Step {
    let range = nextRange
    index = range.upperBound
    if range.isEmpty { return .none }
    return text.withBytes { bytes in
      let name = UnsafeBufferPointer(rebasing: bytes[range])
      let isParent = name.count == 2 && name[0] == .dot && name[1] == .dot
      return isParent ? .up : .to(place.appending(name))
    }
  }

  /// Whether it leads to `folder` or into it, by its text.
  func begins(with folder: FilePath) -> Bool {
    text.withBytes { bytes in
      folder.string.withBytes { folder in
        guard folder.count <= bytes.count else { return false }
        for index in 0..<folder.count where bytes[index] != folder[index] { return false }
        return folder.count == bytes.count || bytes[folder.count] == .slash || folder.count == 1
      }
    }
  }

  /// Leaves out `folder`, with which it begins.
  mutating func skip(_ folder: FilePath) { index = folder.string.count }

  /// Puts what a link says before what is left.
  mutating func insert(_ target: ByteString) {
    let rest = text.part(index..<text.count)
    text = rest.isEmpty ? target : FilePath(target).appending(rest).string
    index = 0
  }
}
