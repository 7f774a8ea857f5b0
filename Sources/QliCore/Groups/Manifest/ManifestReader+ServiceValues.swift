/// The values of the table `[extensions.NAME.service]`.
extension ManifestReader {
  mutating func readiness(_ entry: TOMLEntry) -> ServicePolicy.Readiness? {
    guard let text = string(entry) else { return nil }
    switch text {
    case "endpoint": return .endpoint
    case "notify": return .notify
    case "exit": return .exit
    default: break
    }
    let kind = text.utf8.prefix { $0 != .colon }
    let rest = String(Substring(text.utf8.dropFirst(kind.count + 1)))
    switch kind.count == text.utf8.count ? "" : String(Substring(kind)) {
    case "after":
      do throws(RunDuration.SyntaxError) {
        return .after(try RunDuration(rest))
      } catch {
        report(entry.value, "'after:' \(error)")
      }
    case "file":
      do throws(PathTemplate.SyntaxError) {
        return .file(try PathTemplate(rest))
      } catch {
        report(entry.value, "'file:' \(error)")
      }
    case "line":
      if isOneLine(rest) { return .line(rest) }
      report(entry.value, "'line:' needs a pattern of one line, as in 'line:*listening*'")
    default:
      report(
        entry.value,
        "'\(Visible.text(text))' doesn't say when the service is ready; write 'after:DURATION', "
          + "'endpoint', 'notify', 'file:PATH', 'line:PATTERN', or 'exit'")
    }
    return nil
  }

  private func isOneLine(_ text: String) -> Bool {
    !text.isEmpty && !text.utf8.contains { $0 == .lineFeed || $0 == 0 }
  }

  /// The elements of an array of strings that has to have one.
  mutating func list(_ entry: TOMLEntry) -> [(text: String, value: TOMLValue)] {
    if case .array(let elements) = entry.value.kind, elements.isEmpty {
      report(entry.value, "'\(entry.key)' is empty; name what may be, or leave it out")
    }
    return strings(entry)
  }

  /// The words of a command, of which there is one at least.
  mutating func command(_ entry: TOMLEntry) -> [String]? {
    if case .array(let elements) = entry.value.kind, elements.isEmpty {
      report(entry.value, "'\(entry.key)' is empty; write what is to be run, or leave it out")
      return nil
    }
    let words = strings(entry)
    for (text, value) in words where text.utf8.contains(0) {
      report(value, "'\(entry.key)' holds a NUL character")
    }
    if let first = words.first, first.text.isEmpty {
      report(first.value, "'\(entry.key)' begins with an empty word")
    }
    return words.isEmpty ? nil : words.map { $0.text }
  }

  mutating func endpoint(_ entry: TOMLEntry) -> EndpointTemplate? {
    guard let text = string(entry) else { return nil }
    do throws(EndpointTemplate.SyntaxError) {
      return try EndpointTemplate(text)
    } catch {
      report(entry.value, "'endpoint' \(error)")
      return nil
    }
  }

  /// The signals that can ask a service to end.
  static let stopSignals: [Signal] = [
    .terminate, .interrupt, .quit, .hangUp, .user1, .user2,
  ]

  mutating func stopSignal(_ entry: TOMLEntry) -> Signal? {
    guard let text = string(entry) else { return nil }
    if let signal = Self.stopSignals.first(where: { $0.name.hasSameBytes(as: text) }) {
      return signal
    }
    reportChoice(
      entry, "'\(Visible.text(text))' is no signal that asks a service to end",
      Self.stopSignals.map { $0.name })
    return nil
  }

  mutating func restart(_ entry: TOMLEntry) -> ServicePolicy.Restart? {
    let choices = ServicePolicy.Restart.allCases
    guard case .string(let text) = entry.value.kind else {
      reportType(entry, expected: Wording.list(choices.map { "\"\($0.rawValue)\"" }))
      return nil
    }
    if let restart = choices.first(where: { $0.rawValue.hasSameBytes(as: text) }) {
      return restart
    }
    reportChoice(
      entry, "'\(Visible.text(text))' doesn't say when to start it again",
      choices.map { $0.rawValue })
    return nil
  }

  private mutating func reportChoice(_ entry: TOMLEntry, _ problem: String, _ choices: [String]) {
    report(entry.value, "\(problem); write \(Wording.list(choices.map { "'\($0)'" }))")
  }

  mutating func maxRestarts(_ entry: TOMLEntry) -> Int? {
    let range = ServicePolicy.restartCounts
    var counts: String { "\(range.lowerBound) to \(range.upperBound)" }
    guard case .integer(let count) = entry.value.kind else {
      reportType(entry, expected: "an integer from \(counts)")
      return nil
    }
    guard range.contains(count) else {
      report(entry.value, "'max_restarts' must be from \(counts)")
      return nil
    }
    return Int(count)
  }

  mutating func logSize(_ entry: TOMLEntry) -> Int64? {
    guard case .string(let text) = entry.value.kind else {
      reportType(entry, expected: "a string such as \"4MiB\"")
      return nil
    }
    let digits = text.utf8.prefix { $0.isDecimalDigit }
    let factor: Int64? =
      switch String(Substring(text.utf8.dropFirst(digits.count))) {
      case "KiB": 1 << 10
      case "MiB": 1 << 20
      case "GiB": 1 << 30
      default: nil
      }
    guard let factor, !digits.isEmpty else {
      report(
        entry.value,
        "'log_size' needs a whole number and a unit; write '64KiB', '4MiB' or '1GiB'")
      return nil
    }
    // More digits than these are too many, whatever they are.
    let size = digits.count > 9 ? Int64.max : (Int64(Substring(digits)) ?? 0) * factor
    guard (Int64(64 << 10)...(1 << 30)).contains(size) else {
      report(entry.value, "'log_size' must be from 64KiB to 1GiB")
      return nil
    }
    return size
  }

  mutating func checksums(_ entry: TOMLEntry) -> [String] {
    list(entry).compactMap { text, value in
      if let digest = SHA256.Digest(text) { return digest.description }
      report(value, "'sha256' must have checksums of 64 hexadecimal digits; 'sha256sum' prints one")
      return nil
    }
  }

  mutating func version(_ text: String, at value: TOMLValue) -> ServiceVersion? {
    if let version = ServiceVersion(text) { return version }
    report(
      value,
      "'\(Visible.text(text))' is no version; write numbers with dots between them, as in '1.10' "
        + "or '1.2.0-rc1'")
    return nil
  }
}
