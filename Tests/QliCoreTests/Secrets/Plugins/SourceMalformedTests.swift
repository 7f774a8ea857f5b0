import Foundation
import TestSupport
import Testing

@testable import QliCore

/// Whatever a plugin does in place of answering: a typed error, a crash on record, and no process
/// that is left.
@Suite struct SourceMalformedTests {
  private let scene: SourceScene

  init() throws { scene = try SourceScene() }

  private static let get = "its reply to 'secret_source.get' has no valid"
  private static let notJSON = "what it wrote to standard output isn't JSON: column "
  private static let word =
    "expected a value, found a word; only true, false and null stand without quotes"

  /// Each script goes on behind the first request after `init`.
  @Test(arguments: [
    ("echo hello", notJSON + "1: " + word),
    ("echo", notJSON + "1: expected a value, found the end of the document"),
    ("echo 'Reading the key …'; give s", notJSON + "1: " + word),
    (#"printf '\377\n'"#, notJSON + "1: invalid UTF-8"),
    (
      #"printf '{"jsonrpc":"2.0",'; echo; next"#,
      notJSON + "18: expected a name in '\"', found the end of the document"
    ),
    (#"r=$(give s); printf '%s\n%s\n' "$r" "$r""#, "it wrote a line that nothing had asked for"),
    (#"r=$(give s); printf '%s\n\n' "$r""#, "it wrote a line that nothing had asked for"),
    (#"r=$(give s); printf '%s\n{' "$r""#, "it wrote a line that nothing had asked for"),
    ("id=1; give s", "its reply has the id 1, but the request had 2"),
    (#"id='"2"'; give s"#, "its reply has no whole number as its id, but the request had 2"),
    (#"say '"x":1'"#, "its reply has neither a result nor an error"),
    (
      #"say '"result":{"value":"s"},"error":{"kind":"other","detail":"d"}'"#,
      "its reply has both a result and an error"
    ),
    (#"say '"result":{}'"#, "\(get) 'value'"),
    (#"say '"result":{"ok":true}'"#, "\(get) 'value'"),
    ("exit 3", "it exited with 3 before it answered"),
    ("exit 0", "it exited with 0 before it answered"),
    ("printf '{\"jsonrpc\"'; exit 0", "it exited with 0 before it answered"),
    ("ulimit -c 0; kill -SEGV $$", "it died of SIGSEGV before it answered"),
    ("kill -KILL $$", "it died of SIGKILL before it answered"),
    ("head -c 1048577 /dev/zero | tr '\\0' x", "it wrote a line of more than 1048576 bytes"),
    ("head -c 3000000 /dev/zero | tr '\\0' x; echo", "it wrote a line of more than 1048576 bytes"),
    ("exec yes | tr -d '\\n'", "it wrote a line of more than 1048576 bytes"),
  ])
  func malformedLinesInPlaceOfAReply(_ script: String, _ expected: String) throws {
    let definition = try scene.plugin("init; next\n\(script)\nnext", allowed: ["PATH"])
    try scene.withClient(definition, environment: Environment(["PATH=/usr/bin:/bin"])) {
      client throws in
      let error = sourceError { () throws(SourceError) in _ = try client.get("r") }
      #expect(error == expected)
      #expect(client.state == .recovering)
      let process = try #require(scene.processes.first)
      #expect(scene.processes.count == 1 && isGone(process))
    }
    let record = try scene.record()
    #expect(record.crashes == [TestClock.start * 1000] && record.lastError == expected)
  }

  /// The same before `init` is answered.
  @Test(arguments: [
    ("echo booting; init", notJSON + "1: " + word),
    ("next; exit 4", "it exited with 4 before it answered"),
    (
      #"next; say '"result":{"source_name":"demo"}'; next"#,
      "its reply to 'secret_source.init' has no valid 'capabilities_bits'"
    ),
    ("next; id=5; greet; next", "its reply has the id 5, but the request had 1"),
    (
      #"next; r=$(greet); printf '%s\n%s\n' "$r" "$r"; next"#,
      "it wrote a line that nothing had asked for"
    ),
  ])
  func malformedLinesInPlaceOfAGreeting(_ script: String, _ expected: String) throws {
    let definition = try scene.plugin(script)
    try scene.withClient(definition) { client throws in
      let error = sourceError { () throws(SourceError) in _ = try client.isAvailable() }
      #expect(error == expected)
      #expect(try isGone(#require(scene.processes.first)))
    }
    #expect(try scene.record().lastError == expected)
  }

  /// Found when the next request is about to be sent.
  @Test(arguments: ["echo late", "give late", "printf x"])
  func outputThatNothingAskedFor(_ script: String) throws {
    let definition = try scene.plugin(
      "init; next; give s; : > \"$root/given\"; until [ -e \"$root/go\" ]; do :; done; \(script)\n"
        + ": > \"$root/said\"; next")
    try scene.withClient(definition) { client throws in
      #expect(try client.get("r").text == "s")
      try Data().write(to: URL(fileURLWithPath: scene.path("go")))
      try waitUntil("it has said it") { scene.exists("said") }
      let error = sourceError { () throws(SourceError) in _ = try client.get("r") }
      #expect(error == "it wrote a line that nothing had asked for")
    }
    #expect(try scene.record().crashes.count == 1)
    #expect(scene.lines("requests").count == 2)
  }

  /// A line as long as one may be.
  @Test func theLongestLine() throws {
    let frame = #"{"jsonrpc":"2.0","id":2,"result":{"value":""}}"#
    let length = 1_048_576 - frame.utf8.count
    let definition = try scene.plugin(
      "init; next; give \"$(head -c \(length) /dev/zero | tr '\\0' x)\"; next", allowed: ["PATH"])
    try scene.withClient(definition, environment: Environment(["PATH=/usr/bin:/bin"])) {
      client throws in
      #expect(try client.get("r").count == length)
    }
  }

  // MARK: - Pipes

  @Test(arguments: [
    ("exec 0<&-", "it closed its standard input before it answered"),
    ("exec 1>&-", "it closed its standard output before it answered"),
  ])
  func aPluginThatClosesAPipeAndStays(_ script: String, _ expected: String) throws {
    var lifetime = SourceLifetime()
    lifetime.requestTimeout = try RunDuration("10000h")
    let definition = try scene.plugin(
      "init\nnext; give s\n\(script); : > \"$root/closed\"; exec sleep 1000", lifetime: lifetime,
      allowed: ["PATH"])
    scene.when("closed", seconds: 0.5)
    try scene.withClient(definition, environment: Environment(["PATH=/usr/bin:/bin"])) {
      client throws in
      let conversation = client.conversation([.get("a"), .get("b")])
      #expect(throws: HelperRun.Failure.self) {
        try HelperRun.finish([conversation], client.loop)
      }
      #expect(conversation.failure?.text == expected)
      #expect(conversation.failure?.request == .get("b"))
      #expect(try isGone(#require(scene.processes.first)))
    }
    #expect(try scene.record().lastError == expected)
  }

  /// Its reply counts, as it read what it was asked; also where it comes a while later.
  @Test func aPluginThatClosesItsInputAndAnswers() throws {
    let definition = try scene.plugin(
      "init; next; exec 0<&-; : > \"$root/closed\"; while ! [ -e \"$root/go\" ]; do :; done; give s"
    )
    scene.when("closed") { [scene] in scene.clock.advance(seconds: 0.9) }
    scene.when("closed") { [scene] in
      try? Data().write(to: URL(fileURLWithPath: scene.path("go")))
    }
    try scene.withClient(definition) { client throws in #expect(try client.get("r").text == "s") }
  }

  @Test func aRequestThatNobodyReadsTimesOut() throws {
    let long = String(repeating: "x", count: 300_000)
    let definition = try scene.plugin(
      "init; : > \"$root/asked\"; exec sleep 1000", allowed: ["PATH"])
    scene.when("asked", seconds: 10)
    try scene.withClient(definition, environment: Environment(["PATH=/usr/bin:/bin"])) {
      client throws in
      let error = sourceError { () throws(SourceError) in _ = try client.get(long) }
      #expect(error == "it didn't answer within 30s")
    }
  }
}
