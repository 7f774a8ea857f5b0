import CSystem
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import QliCore

/// A folder with a source plugin written in sh, a state folder, and a clock that only the test
/// turns.
final class SourceScene: Sendable {
  /// What each plugin begins with. `next` reads a request, `say` answers it; each request is logged.
  private static let prelude = """
    #!/bin/sh
    root=${0%/*}
    echo $$ >> "$root/pids"
    next() {
      IFS= read -r line || exit 0
      printf '%s\\n' "$line" >> "$root/requests"
      id=${line#*'"id":'}
      id=${id%%[,\\}]*}
    }
    say() { printf '{"jsonrpc":"2.0","id":%s,%s}\\n' "$id" "$1"; }
    greet() {
      say "\\"result\\":{\\"source_name\\":\\"demo\\",\\"capabilities_bits\\":${1:-7},\\"plugin_version\\":\\"1.2\\"}"
    }
    init() { next; greet "$@"; }
    give() { say "\\"result\\":{\\"value\\":\\"$1\\"}"; }

    """

  let clock = TestClock()
  private let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  /// The path of an entry of the folder.
  func path(_ name: String) -> String { "\(scratch.path)/\(name)" }

  var stateFolder: FilePath { FilePath(path("state/qli")) }

  /// Where the records of crashes are.
  var recordFolder: String { path("state/qli/sources") }

  /// Takes the lock of the records.
  ///
  /// - Returns: what releases it.
  func holdLock() throws -> @Sendable () -> Void {
    try FileManager.default.createDirectory(atPath: recordFolder, withIntermediateDirectories: true)
    let holder = open(recordFolder, O_RDONLY | O_CLOEXEC)
    try #require(holder >= 0 && flock(holder, LOCK_EX) == 0)
    return {
      // A child that another test has just made holds the file open as well.
      flock(holder, LOCK_UN)
      close(holder)
    }
  }

  var history: SourceHistory { SourceHistory(stateFolder: stateFolder, clock: clock.clock) }

  func record() throws -> SourceRecord { try history.read("demo") }

  /// The plugin `demo`, which does what `script` says behind the prelude.
  func plugin(
    _ script: String, lifetime: SourceLifetime = SourceLifetime(), config: String = "",
    allowed: [String] = [], credentials: [String] = []
  ) throws -> SourceDefinition {
    try write(Self.prelude + script + "\n", "qli-source-demo")
    return try definition(
      lifetime: lifetime, config: config, allowed: allowed, credentials: credentials)
  }

  /// The plugin `demo`, whose program is what lies there already, if anything does.
  func definition(
    lifetime: SourceLifetime = SourceLifetime(), config: String = "", allowed: [String] = [],
    credentials: [String] = [], checksum: SHA256.Digest? = nil
  ) throws -> SourceDefinition {
    SourceDefinition(
      name: "demo", version: "1.2", sidecar: FilePath(path("qli-source-demo.toml")),
      program: FilePath(path("qli-source-demo")),
      allowedVariables: try allowed.map { try #require(VariablePattern($0)) },
      credentialVariables: try credentials.map { try #require(VariablePattern($0)) },
      checksum: checksum, config: try TOML.parse(Array(config.utf8)), lifetime: lifetime)
  }

  /// Writes an executable file.
  func write(_ text: String, _ name: String) throws { try scratch.writeProgram(name, text) }

  // MARK: - What it did

  func text(_ name: String) -> String {
    (try? String(contentsOfFile: path(name), encoding: .utf8)) ?? ""
  }

  /// The lines of a file that end in a newline.
  func lines(_ name: String) -> [String] {
    text(name).split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  /// The processes that were started, in their order.
  var processes: [pid_t] { lines("pids").compactMap { pid_t($0) } }

  func exists(_ name: String) -> Bool { access(path(name), F_OK) == 0 }

  // MARK: - The loop

  private struct Event: Sendable {
    let condition: @Sendable () -> Bool
    let action: @Sendable () -> Void
    let repeats: Bool
  }

  private let events = Mutex<[Event]>([])

  /// Does `action` once the plugin has made the file `name`, while a loop runs.
  func when(_ name: String, repeating: Bool = false, _ action: @escaping @Sendable () -> Void) {
    events.withLock {
      $0.append(
        Event(condition: { [self] in exists(name) }, action: action, repeats: repeating))
    }
  }

  /// From when the plugin has made the file `name` on, turns the clock by `seconds` again and
  /// again: so whatever is waited for comes about, and nothing that comes before it is in a hurry.
  func when(_ name: String, seconds: Double) {
    when(name, repeating: true) { [clock] in clock.advance(seconds: seconds) }
  }

  private func handleEvents() {
    let due = events.withLock { events in
      var due: [Event] = []
      events.removeAll { event in
        guard event.condition() else { return false }
        due.append(event)
        return !event.repeats
      }
      return due
    }
    for event in due { event.action() }
  }

  /// Runs `body` with a loop that reads the clock. SIGPIPE is blocked meanwhile.
  ///
  /// A child's end is told to the process, whose other threads throw that away; so this thread is
  /// told again and again.
  func withLoop<Result>(_ body: (EventLoop) throws -> Result) throws -> Result {
    try QliCoreTests.withLoop(clock.clock) { loop in
      _ = SignalSet(.brokenPipe).block()
      let thread = pthread_self()
      let over = DispatchSemaphore(value: 0)
      let silent = DispatchSemaphore(value: 0)
      Thread { [self] in
        while over.wait(timeout: .now() + .milliseconds(1)) == .timedOut {
          handleEvents()
          pthread_kill(thread, SIGCHLD)
        }
        silent.signal()
      }.start()
      defer {
        over.signal()
        silent.wait()
        var pipe = SignalSet(.brokenPipe).value
        var none = timespec()
        while sigtimedwait(&pipe, nil, &none) > 0 {}
      }
      return try body(loop)
    }
  }

  /// A client of `definition`.
  func client(
    _ definition: SourceDefinition, _ loop: EventLoop, environment: Environment = Environment([])
  ) -> SourceClient {
    SourceClient(definition, environment: environment, history: history, loop)
  }

  /// Runs `body` with a client, and ends that.
  func withClient<Result>(
    _ definition: SourceDefinition, environment: Environment = Environment([]),
    _ body: (SourceClient) throws -> Result
  ) throws -> Result {
    try withLoop { loop in
      let client = client(definition, loop, environment: environment)
      defer { client.shutDown() }
      return try body(client)
    }
  }
}

extension SourceHistory {
  /// Adds a crash to the record of the source `name`, however often another has the lock.
  func recordCrash(_ name: String, _ error: String, _ lifetime: SourceLifetime) throws {
    try waitUntil("nobody has the lock") { try tryRecordCrash(name, error, lifetime) }
  }
}

extension SourceError {
  /// What failed in one line, and what goes with it.
  var text: String {
    reason.message + (errorText.isEmpty ? "" : " | " + errorText)
      + (unrecorded.map { " | unrecorded: " + $0.message } ?? "")
  }
}

/// The text of the error that `body` throws, or what it is instead.
func sourceError(_ body: () throws(SourceError) -> Void) -> String {
  do throws(SourceError) {
    try body()
    return "no error"
  } catch {
    return error.text
  }
}

extension SecretBuffer {
  var text: String { String(decoding: bytes, as: UTF8.self) }
}
