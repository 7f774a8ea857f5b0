import Foundation
import TestSupport

/// Records of runs that were made up, as qli writes them.
enum TrailText {
  /// The id of a made-up run.
  static func id(_ number: Int) -> String {
    "0199c82c-cf49-7000-8000-0000000000\(number < 10 ? "0" : "")\(number)"
  }

  /// A moment of a made-up day, by its second.
  static func time(_ second: Int) -> String {
    String(format: "2026-01-02T03:%02d:%02d.000000Z", second / 60, second % 60)
  }

  /// A start record, with its newline.
  static func start(
    _ number: Int, at second: Int, _ group: String = "g", _ name: String = "x",
    args: String = "[]", more: String = ""
  ) -> String {
    "{\"event\":\"start\",\"timestamp\":\"\(time(second))\",\"run_id\":\"\(id(number))\","
      + "\"user\":\"alice\",\"uid\":1000,\"host\":\"elsewhere\",\"pid\":4711,\"cwd\":\"/srv\","
      + "\"group\":\"\(group)\",\"extension\":\"\(name)\",\"path\":\"/x\",\"args\":\(args)\(more),"
      + "\"env_var_names\":[]}\n"
  }

  /// A closing record, with its newline.
  static func end(
    _ number: Int, at second: Int, _ group: String = "g", _ name: String = "x",
    event: String = "finish", code: Int = 0, more: String = "", milliseconds: Int = 5
  ) -> String {
    "{\"event\":\"\(event)\",\"timestamp\":\"\(time(second))\",\"run_id\":\"\(id(number))\","
      + "\"group\":\"\(group)\",\"extension\":\"\(name)\",\"exit_code\":\(code)\(more),"
      + "\"duration_ms\":\(milliseconds)}\n"
  }

  /// The record of a refusal, with its newline.
  static func refusal(_ number: Int, at second: Int) -> String {
    "{\"event\":\"refused\",\"timestamp\":\"\(time(second))\",\"run_id\":\"\(id(number))\","
      + "\"user\":\"alice\",\"uid\":1000,\"host\":\"elsewhere\",\"pid\":4711,\"group\":\"g\","
      + "\"extension\":\"x\",\"path\":\"/x\",\"step\":\"confirm\",\"exit_code\":121,"
      + "\"error\":\"not confirmed; nothing was run\"}\n"
  }
}

extension TestHome {
  /// Makes a group with a log called after it that holds these lines.
  func trail(_ group: String, _ lines: String...) throws {
    try self.group(group, "audit_log = \"$XDG_STATE_HOME/\(group).jsonl\"\naudit_refusals = true")
    try file("$STATE/\(group).jsonl", lines.joined())
  }

  /// Some columns, from 1, of the lines for programs, with spaces between them.
  func columns(_ wanted: Int..., of text: String) -> [String] {
    text.split(separator: "\n").map { line in
      let all = line.split(separator: "\t", omittingEmptySubsequences: false)
      return wanted.map { all.indices.contains($0 - 1) ? String(all[$0 - 1]) : "?" }
        .joined(separator: " ")
    }
  }

  /// Adds lines to a file with one write.
  func append(_ path: String, _ text: String) throws {
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: self.path(path)))
    defer { try? file.close() }
    try file.seekToEnd()
    try file.write(contentsOf: Data(text.utf8))
  }
}
