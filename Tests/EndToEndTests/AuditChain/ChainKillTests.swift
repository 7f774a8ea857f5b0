import Foundation
import TestSupport
import Testing

/// qli killed at each point of writing a record: what is there then is whole, and the chain goes on.
@Suite struct ChainKillTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.chainedGroup()
  }

  /// Kills qli as it makes the system call for the nth time, until it makes no more of them.
  ///
  /// - Returns: how often it was killed.
  private func kill(
    at call: String, isFirst: Bool = false, before: () throws -> Void = {}
  ) throws -> Int {
    for number in 1... {
      try before()
      let outcome = try home.qli("-q", "g", "x")
        .wrapped(
          "/usr/bin/strace", "-o", "/dev/null", "-e", "trace=\(call)", "-e",
          "inject=\(call):signal=KILL:when=\(number)"
        ).run()
      if outcome.ending == .exited(0) { return number - 1 }
      // Before the first record there is nothing yet.
      let found = try home.qli("audit", "verify").run()
      #expect(
        found.ending == .exited(0) || isFirst && found.ending == .exited(127),
        "\(call) \(number): \(found.stdout)\(found.stderr)")
      try home.qli("-q", "g", "x").expect()
      try home.expectWhole("behind \(call) \(number)")
    }
    return 0
  }

  @Test(
    .requireTool("strace"),
    arguments: [
      ("pwrite64", 4), ("write", 2), ("pread64", 2), ("flock", 4), ("close", 4), ("openat", 4),
    ]
  ) func atEachCall(_ call: String, atLeast count: Int) throws {
    try home.qli("-q", "g", "x").expect()
    #expect(try kill(at: call) >= count)
    try numbersAreComplete("log")
  }

  /// The next record goes to another file: whether the last one was written is seen in the old one.
  @Test(.requireTool("strace"), arguments: ["pwrite64", "write", "close"])
  func beforeARotation(_ call: String) throws {
    try home.qli("-q", "g", "x").expect()
    var count = 0
    for number in 1...8 {
      let outcome = try home.qli("-q", "g", "x")
        .wrapped(
          "/usr/bin/strace", "-o", "/dev/null", "-e", "trace=\(call)", "-e",
          "inject=\(call):signal=KILL:when=\(number)"
        ).run()
      if outcome.ending == .exited(0) { break }
      count += 1
      try home.change("mv log log.\(20 - number)")
      try home.qli("-q", "g", "x").expect()
      try home.expectWhole("\(call) \(number)")
    }
    #expect(count > 0)
  }

  @Test(.requireTool("strace")) func withTheFirstRecordOfALog() throws {
    try home.file("$STATE/log", "before\n")
    #expect(
      try kill(at: "pwrite64", isFirst: true) {
        try home.change("rm -f log.head; echo before >log")
      } >= 2)
  }

  /// A part of a record went in.
  @Test func aTornRecord() throws {
    try home.qli("-q", "g", "x").expect()
    try home.change(
      """
      head -c 100 log >>log
      """)
    try home.expectWhole()
    try home.qli("-q", "g", "x").expect()
    try home.expectWhole()
    try numbersAreComplete("log")
  }

  private func numbersAreComplete(
    _ name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let numbers = try home.read("$STATE/\(name)").split(separator: "\n").compactMap {
      line -> Int? in
      guard let range = line.range(of: ",\"seq\":") else { return nil }
      return Int(line[range.upperBound...].prefix { $0.isNumber })
    }
    #expect(numbers == Array(1...max(1, numbers.count)), sourceLocation: sourceLocation)
  }
}
