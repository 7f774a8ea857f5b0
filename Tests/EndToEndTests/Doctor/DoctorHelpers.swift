import Foundation
import Glibc
import TestSupport
import Testing

extension QliRun {
  /// Runs `qli doctor` and compares all but the lines that are `ok`: the findings and the count at
  /// the end. Exit 1 is expected where there are errors.
  func expectFindings(
    _ findings: String, home: TestHome, errors: Int = 0, warnings: Int = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try run(sourceLocation: sourceLocation)
    let shown = outcome.stdout.split(separator: "\n").filter { !$0.hasPrefix("ok     ") }
      .map { "\($0)\n" }.joined()
    let count =
      "\(errors) error\(errors == 1 ? "" : "s"), \(warnings) warning\(warnings == 1 ? "" : "s")\n"
    let expected = home.expand(findings.isEmpty ? count : findings + "\n" + count)
    #expect(
      home.collapse(shown) == home.collapse(expected), sourceLocation: sourceLocation)
    #expect(outcome.stderr.isEmpty, sourceLocation: sourceLocation)
    #expect(outcome.ending == .exited(errors > 0 ? 1 : 0), sourceLocation: sourceLocation)
  }
}

extension TestHome {
  /// All that is below the home: path, kind and mode, owner, size, and when it was changed.
  func inventory() throws -> [String] {
    var lines: [String] = []
    for case let name as String in FileManager.default.enumerator(atPath: root) ?? .init() {
      var status = stat()
      try #require(lstat("\(root)/\(name)", &status) == 0)
      let (changed, modified) = (status.st_ctim, status.st_mtim)
      lines.append(
        "\(name) \(status.st_mode) \(status.st_uid) \(status.st_size) "
          + "\(changed.tv_sec).\(changed.tv_nsec) \(modified.tv_sec).\(modified.tv_nsec)")
    }
    return lines.sorted()
  }
}
