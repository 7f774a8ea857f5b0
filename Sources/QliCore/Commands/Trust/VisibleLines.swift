/// Lines as a terminal may show them: control characters as escapes, and each line set off by the mark that it
/// begins with. They are passed on as bytes, as a text may be long.
struct VisibleLines {
  private let style: Style

  init(_ style: Style) { self.style = style }

  /// Appends the lines of `text`.
  ///
  /// - Parameter mark: stands before each; nil where they have marks of their own.
  func append(_ text: [UInt8], behind mark: UInt8? = nil, to buffer: inout ByteBuffer) {
    text.withUnsafeBufferPointer { text in
      var start = 0
      while start < text.count {
        let end = text.position(of: .lineFeed, from: start) ?? text.count
        append(UnsafeBufferPointer(rebasing: text[start..<end]), behind: mark, to: &buffer)
        start = end + 1
      }
    }
  }

  private func append(
    _ line: UnsafeBufferPointer<UInt8>, behind mark: UInt8?, to buffer: inout ByteBuffer
  ) {
    let setOff: Style.Mark? =
      switch mark ?? line.first {
      case .plus: .good
      case .minus: .error
      case UInt8(ascii: "@"): .hint
      default: nil
      }
    if let setOff, style.isEnabled { buffer.append(style.start(of: setOff)) }
    if let mark { buffer.append(mark) }
    var index = 0
    while index < line.count {
      let plain = line[index...].prefix(while: Self.isPlain)
      buffer.append(UnsafeBufferPointer(rebasing: plain))
      let others = line[plain.endIndex...].prefix { !Self.isPlain($0) }
      append(escaping: others, to: &buffer)
      index = others.endIndex
    }
    if setOff != nil, style.isEnabled { buffer.append(style.end) }
    buffer.append(.lineFeed)
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x7f || byte == .tab
  }

  /// Appends what isn't plain, among it what no other string of qli's can hold.
  private func append(
    escaping bytes: Slice<UnsafeBufferPointer<UInt8>>, to buffer: inout ByteBuffer
  ) {
    var rest = bytes
    while !rest.isEmpty {
      if rest.first == 0 {
        buffer.append("\\x00")
        rest = rest.dropFirst()
        continue
      }
      let part = rest.prefix { $0 != 0 }
      let string = ByteString(
        unchecked: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: part)))
      buffer.append(Visible.text(string))
      rest = rest[part.endIndex...]
    }
  }
}
