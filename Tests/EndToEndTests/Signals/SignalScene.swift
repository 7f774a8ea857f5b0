import Glibc
import TestSupport
import Testing

/// A group `dev` with an audit log, and an extension `trap` that logs every signal that it gets and
/// exits with 7 when it is told to.
struct SignalScene {
  let home: TestHome
  private let ready: Rendezvous

  /// - Parameters:
  ///   - beginning: the words in front of the helper's `trap`, such as another launcher.
  ///   - ending: how the extension ends; by itself only when `release` is called.
  init(
    _ home: TestHome, beginning: String = "exec probe",
    ending: String = "--count 0 --until '$WORK/go' --exit 7"
  ) throws {
    self.home = home
    ready = try home.fifo("ready")
    try home.group("dev", "audit_log = \"\(home.path("$STATE/log/audit"))\"")
    let options = "--ready \(ready.path) --log '\(home.path("signals"))' \(home.expand(ending))"
    try home.extension(
      "dev", "trap", sh: "\(beginning) trap HUP INT QUIT USR1 USR2 TERM CONT WINCH \(options)")
  }

  var run: QliRun { home.qli("dev", "trap") }

  /// Waits until the extension takes signals, and returns its number.
  ///
  /// qli waits for signals as well by then, unless it is stopped: of one that it finds when it looks
  /// first, it can't know whether the extension was there to get it; see `SignalMomentTests`.
  func started(_ process: RunningQli? = nil) throws -> pid_t {
    let child = try pid_t(ready.wait(for: process)) ?? 0
    let qli = try qli()
    try waitUntil("qli \(qli) waits for signals") {
      SignalState(of: qli).map { $0.isSettled || $0.isStopped } ?? true
    }
    return child
  }

  /// The number of the last qli that recorded a start.
  func qli() throws -> pid_t {
    try pid_t(records("start").last?["pid"]?.integer ?? 0)
  }

  /// Lets the extension end, once it and qli have dealt with every signal so far.
  func release(_ qli: pid_t, _ child: pid_t) throws {
    try SignalState.waitUntilSettled(qli)
    try SignalState.waitUntilSettled(child)
    try home.file("go")
  }

  /// The signals that the extension got, in order.
  func received() throws -> [String] {
    guard home.exists("signals") else { return [] }
    return try home.read("signals").split(separator: "\n").map(String.init)
  }

  /// The records of this event.
  func records(_ event: String) throws -> [JSON] {
    try home.auditLines("$STATE/log/audit").filter { $0["event"]?.string == event }
  }

  /// Each record but the start, as `EVENT SIGNAL CODE`.
  func closings() throws -> [String] {
    try home.auditLines("$STATE/log/audit").filter { $0["event"] != "start" }.map { record in
      "\(record["event"]?.string ?? "") \(record["signal"]?.string ?? "-") "
        + "\(record["exit_code"]?.integer ?? -1)"
    }
  }
}
