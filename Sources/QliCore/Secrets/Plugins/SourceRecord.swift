/// What is remembered of a source from one run of qli to the next.
struct SourceRecord: Equatable {
  /// What can be said of a source that isn't running.
  enum State: String {
    case idle
    /// It has crashed within its window, and may be started again.
    case recovering
    /// It has crashed too often, and isn't started until that is cleared.
    case disabled
  }

  /// When it crashed, in milliseconds since 1970, the last one last; what is older than the window
  /// may be left out.
  var crashes: [Int64] = []
  /// What the last crash was, in words.
  var lastError: String?
  /// Whether it has crashed too often.
  var isDisabled = false
  /// What it said when it was started last.
  var capabilities: SourceCapabilities?
  var pluginVersion: String?

  /// When it crashed last.
  var lastCrash: Timestamp? { crashes.last.map { Timestamp(milliseconds: $0) } }

  /// How many of the crashes count now: those within the window. Neither do those count that lie
  /// further in the future than that: the clock was set back.
  func crashCount(within window: RunDuration, at now: Timestamp) -> Int {
    crashes.count { Self.counts($0, within: window, at: now) }
  }

  /// The state of a source with this lifetime.
  func state(_ lifetime: SourceLifetime, at now: Timestamp) -> State {
    let count = crashCount(within: lifetime.restartWindow, at: now)
    if isDisabled || count >= lifetime.mostCrashes { return .disabled }
    return count > 0 ? .recovering : .idle
  }

  /// The record after one more crash.
  func addingCrash(
    _ error: String, _ lifetime: SourceLifetime, at now: Timestamp
  ) -> SourceRecord {
    var record = self
    record.crashes.removeAll { !Self.counts($0, within: lifetime.restartWindow, at: now) }
    record.crashes.append(now.milliseconds)
    // More of them say nothing more.
    record.crashes.removeFirst(max(0, record.crashes.count - lifetime.mostCrashes))
    record.lastError = error
    if record.crashes.count >= lifetime.mostCrashes { record.isDisabled = true }
    return record
  }

  /// The record with nothing in it that keeps the source from being started.
  var cleared: SourceRecord {
    SourceRecord(capabilities: capabilities, pluginVersion: pluginVersion)
  }

  private static func counts(
    _ crash: Int64, within window: RunDuration, at now: Timestamp
  ) -> Bool {
    abs(now.milliseconds - crash) < window.milliseconds
  }
}

extension SourceLifetime {
  /// How many crashes within the window disable the source.
  fileprivate var mostCrashes: Int { max(restartCap, 1) }
}

// MARK: As JSON

extension SourceRecord {
  /// The record as its file holds it.
  var line: [UInt8] {
    var writer = JSONWriter()
    writer.object { record in
      record.name("crashes")
      record.array { writer in
        for crash in crashes { writer.number(crash) }
      }
      record.member("last_error", lastError)
      record.member("disabled", isDisabled)
      record.name("capabilities_bits")
      if let capabilities { record.number(Int64(capabilities.rawValue)) } else { record.null() }
      record.member("plugin_version", pluginVersion)
    }
    return writer.endLine()
  }

  /// Reads a record, or returns nil if `bytes` aren't one.
  init?(_ bytes: [UInt8]) {
    guard let document = try? JSON.parse(bytes), case .object(let record) = document,
      case .array(let crashes) = record["crashes"],
      case .boolean(let isDisabled) = record["disabled"]
    else { return nil }
    for crash in crashes {
      // A time so far away could only be counted with an overflow.
      guard case .number(let number) = crash, let time = number.int64, time >= 0, time < 1 << 60
      else { return nil }
      self.crashes.append(time)
    }
    self.isDisabled = isDisabled
    lastError = Self.text(record["last_error"])
    pluginVersion = Self.text(record["plugin_version"])
    if case .number(let number) = record["capabilities_bits"], let bits = number.int64 {
      capabilities = UInt32(exactly: bits).map { SourceCapabilities(rawValue: $0) }
    }
  }

  private static func text(_ value: JSONValue?) -> String? {
    if case .string(let text) = value { text } else { nil }
  }
}
