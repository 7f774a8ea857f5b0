import Foundation
import TestSupport
import Testing

extension TestHome {
  /// The lines of an audit log, with `TIME`, `ID`, `PID` and `MS` in place of what differs from run
  /// to run. Issues are recorded where a line isn't valid, see `auditLines`.
  func shownLog(_ path: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String
  {
    _ = try auditLines(path, sourceLocation: sourceLocation)
    var text = collapse(try read(path))
    for (pattern, name) in [
      (#"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"#, "TIME"),
      (#"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"#, "ID"),
      (#"(?<="pid":)\d+"#, "PID"), (#"(?<="duration_ms":)\d+"#, "MS"),
    ] {
      text = text.replacingOccurrences(of: pattern, with: name, options: .regularExpression)
    }
    return text
  }
}

/// What the machine says of whoever runs the tests.
enum Machine {
  /// The part of a start record that tells who runs it and where.
  static var identity: String {
    get throws { "\"user\":\(try user),\"uid\":\(getuid()),\"host\":\"\(try host)\"" }
  }

  /// The name that /etc/passwd gives the real user, in JSON.
  static var user: String {
    get throws {
      let lines = try String(contentsOfFile: "/etc/passwd", encoding: .utf8).split(separator: "\n")
      let fields = lines.map { $0.split(separator: ":", omittingEmptySubsequences: false) }
      let own = fields.first { $0.count > 2 && $0[2] == "\(getuid())" }
      return own.map { "\"\($0[0])\"" } ?? "null"
    }
  }

  static var host: String {
    get throws {
      try String(contentsOfFile: "/proc/sys/kernel/hostname", encoding: .utf8)
        .trimmingCharacters(in: .newlines)
    }
  }
}
