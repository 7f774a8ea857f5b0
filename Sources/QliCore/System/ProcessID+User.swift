extension ProcessID {
  /// Whose it is, as the kernel judges what it may do: by `/proc/PID/status`, see proc(5), which everybody may
  /// read. Who owns its folder is root where it hides its memory. Nil if it is gone or the platform doesn't
  /// say.
  var user: UInt32? {
    guard let text = ProcessFiles.text(self, "status") else { return nil }
    let name = Array("Uid:".utf8)
    guard let line = text.split(separator: .lineFeed).first(where: { $0.starts(with: name) }) else {
      return nil
    }
    let numbers = line.dropFirst(name.count).split(whereSeparator: { $0 == .tab || $0 == .space })
    guard numbers.count > 1 else { return nil }
    return UInt32(String(decoding: numbers[1], as: UTF8.self))
  }
}
