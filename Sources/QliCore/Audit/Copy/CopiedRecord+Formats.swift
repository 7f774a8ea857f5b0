extension CopiedRecord {
  /// What the journal takes, by the native protocol of systemd: names and values. Each value has its
  /// length before it, so that it may hold anything.
  var journalEntry: [UInt8] {
    var entry: [UInt8] = []
    entry.reserveCapacity(line.count + 512)
    Self.add("MESSAGE", line, to: &entry)
    Self.add("PRIORITY", "\(severity.rawValue)".utf8, to: &entry)
    Self.add("SYSLOG_IDENTIFIER", "qli".utf8, to: &entry)
    Self.add("QLI_RUN_ID", head.runID.text.utf8, to: &entry)
    Self.add("QLI_EVENT", event.rawValue.utf8, to: &entry)
    Self.add("QLI_GROUP", head.group.text.utf8, to: &entry)
    Self.add("QLI_EXTENSION", head.extension.text.utf8, to: &entry)
    if let exitCode { Self.add("QLI_EXIT_CODE", "\(exitCode)".utf8, to: &entry) }
    return entry
  }

  private static func add(_ name: String, _ value: some Collection<UInt8>, to entry: inout [UInt8])
  {
    entry += name.utf8
    entry.append(.lineFeed)
    for shift in stride(from: 0, to: 64, by: 8) {
      entry.append(UInt8(truncatingIfNeeded: value.count >> shift))
    }
    entry += value
    entry.append(.lineFeed)
  }

  /// The facility of syslog(3) that is for what isn't everybody's: LOG_AUTHPRIV, as sudo(8) has it.
  private static let facility: UInt8 = 10

  /// What syslog takes, by RFC 3164 as syslog(3) writes it, but without a time: whoever gets it knows
  /// when, and the line says it as well. `@cee:` says that JSON follows.
  var syslogMessage: [UInt8] {
    let priority = Self.facility << 3 | severity.rawValue
    return Array("<\(priority)>qli[\(head.process.rawValue)]: @cee: ".utf8) + line
  }
}
