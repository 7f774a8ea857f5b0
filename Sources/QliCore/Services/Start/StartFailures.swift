/// How a service has failed to start lately: a script in a loop mustn't hammer.
struct StartFailures {
  /// More failures than that within the window, and it has to wait.
  static let limit = 3
  static let window: Int64 = 30_000

  /// When it failed, in milliseconds since 1970, the last one last.
  private(set) var times: [Int64] = []
  private(set) var lastError = ""
  /// The checksum of the file that failed: another one begins anew.
  private(set) var checksum = ""

  /// What is in `folder`; nothing where that can't be read.
  init(reading folder: ServiceFolder) {
    guard let object = ServiceFolder.object(in: folder.failures),
      case .array(let values) = object["times"]
    else { return }
    for case .number(let number) in values {
      if let time = number.int64, (0..<1 << 60).contains(time) { times.append(time) }
    }
    lastError = object.text("last_error") ?? ""
    checksum = object.text("sha256") ?? ""
  }

  /// How many seconds a start of the file with `checksum` has to wait; nil for none.
  func wait(_ checksum: String, at now: Timestamp) -> Int? {
    guard checksum == self.checksum else { return nil }
    let recent = times.filter { counts($0, now) }
    guard recent.count > Self.limit else { return nil }
    // Until so many of them are too old that one more may be tried.
    let oldest = recent[recent.count - Self.limit - 1]
    let rest = oldest + Self.window - now.milliseconds
    return Int(max(1, (rest + 999) / 1000))
  }

  /// One more.
  mutating func add(_ error: String, _ checksum: String, at now: Timestamp) {
    if checksum != self.checksum { times = [] }
    times = (times.filter { counts($0, now) } + [now.milliseconds]).suffix(Self.limit + 1)
    lastError = error
    self.checksum = checksum
  }

  /// A time that lies in the future is one of a clock that was set back.
  private func counts(_ time: Int64, _ now: Timestamp) -> Bool {
    abs(now.milliseconds - time) < Self.window
  }

  func write(to folder: ServiceFolder) {
    var writer = JSONWriter()
    writer.object { writer in
      writer.name("times")
      writer.array { writer in
        for time in times { writer.number(time) }
      }
      writer.member("last_error", lastError)
      writer.member("sha256", checksum)
    }
    try? FileReplacement.write(writer.endLine(), to: folder.failures, mode: 0o600)
  }

  /// Forgets them all.
  static func clear(in folder: ServiceFolder) { try? FileReplacement.remove(folder.failures) }
}
