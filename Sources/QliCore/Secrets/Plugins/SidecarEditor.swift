/// Changes a sidecar's text, and nothing in it that isn't meant.
enum SidecarEditor {
  /// The sidecar with `digest` as its checksum: in place of the present one, or on a line of its
  /// own behind the program.
  ///
  /// - Returns: nil if that can't be done: a value goes on over several lines.
  static func pinning(_ digest: SHA256.Digest, in sidecar: SidecarFile) -> [UInt8]? {
    guard let document = try? TOML.parse(sidecar.bytes) else { return nil }
    var bytes = sidecar.bytes
    if let value = document.entry(SidecarKey.checksum)?.value {
      let line = range(ofLine: value.position.line, in: bytes)
      let start = index(ofColumn: value.position.column, in: bytes, line)
      let end = index(ofColumn: value.position.column + value.width, in: bytes, line)
      bytes.replaceSubrange(start..<end, with: "\"\(digest)\"".utf8)
    } else if let value = document.entry(SidecarKey.executable)?.value {
      let line = range(ofLine: value.position.line, in: bytes)
      let hasReturn = bytes[line].last == UInt8(ascii: "\r")
      let text = (hasReturn ? "\r\n" : "\n") + "\(SidecarKey.checksum.name) = \"\(digest)\""
      bytes.insert(contentsOf: text.utf8, at: hasReturn ? line.upperBound - 1 : line.upperBound)
    }
    return pins(digest, bytes, sidecar) ? bytes : nil
  }

  /// Whether `bytes` say what is wanted.
  private static func pins(
    _ digest: SHA256.Digest, _ bytes: [UInt8], _ sidecar: SidecarFile
  ) -> Bool {
    let read = SidecarReader.read(bytes, of: sidecar.name, at: sidecar.path)
    guard case .success(let definition) = read else { return false }
    return definition.checksum == digest
  }

  /// Where a line is, counted from 1, without its newline.
  private static func range(ofLine number: Int, in bytes: [UInt8]) -> Range<Int> {
    var start = 0
    for _ in 1..<max(number, 1) {
      let newline = bytes[start...].firstIndex(of: UInt8(ascii: "\n"))
      start = newline.map { $0 + 1 } ?? bytes.endIndex
    }
    // A byte order mark takes up no column.
    if start == 0, bytes.starts(with: [0xef, 0xbb, 0xbf]) { start = 3 }
    return start..<(bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex)
  }

  /// Where a column, counted from 1 in Unicode scalars, begins in a line; its end if it is shorter.
  private static func index(
    ofColumn column: Int, in bytes: [UInt8], _ line: Range<Int>
  ) -> Int {
    let isStart: (Int) -> Bool = { bytes[$0] & 0xc0 != 0x80 }
    return line.lazy.filter(isStart).dropFirst(column - 1).first ?? line.upperBound
  }
}
