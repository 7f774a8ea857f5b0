import Foundation
import Glibc
import TestSupport
import Testing

/// A group `prod` whose records are copied, on a machine of its own as far as that goes: a mount namespace
/// with its own `/run`, `/dev` and `/var/log`, in which the real journald and rsyslogd run.
///
/// Its extension `x` says that it ran.
final class CopyScene {
  /// Where the log is.
  static let log = "$STATE/log"
  /// Where the journal takes records, and where syslog does.
  static let sockets = ["journal": "/run/systemd/journal/socket", "syslog": "/dev/log"]

  let home: TestHome
  let target: String
  private let machine: RunningQli
  private(set) var daemon: RunningQli?

  private static let setup = """
    mount -t tmpfs -o mode=755 none /run || exit 77
    mkdir -p /run/systemd/journald.conf.d /run/systemd/journal /run/log/journal /run/dev
    mount -t tmpfs -o mode=755 none /run/dev || exit 77
    for name in null zero full random urandom tty; do
      : >"/run/dev/$name"
      mount --bind "/dev/$name" "/run/dev/$name" || exit 77
    done
    ln -s /proc/self/fd /run/dev/fd
    mount --move /run/dev /dev || exit 77
    mount -t tmpfs none /var/log || exit 77
    # Nothing of this machine's own is to be seen or changed.
    printf '%s\\n' '[Journal]' Storage=volatile Audit=no ReadKMsg=no RateLimitIntervalSec=0 \\
      ForwardToWall=no >/run/systemd/journald.conf.d/test.conf
    echo ready
    exec sleep infinity
    """

  /// - Parameter lines: more of the group's manifest.
  init(_ target: String, _ lines: String = "") throws {
    home = try TestHome()
    self.target = target
    machine = try home.program("/usr/bin/unshare", "--mount", "/bin/sh", "-c", Self.setup).start()
    try machine.waitForOutput("ready\n")
    try home.group(
      "prod", "audit_log = \"$XDG_STATE_HOME/log\"\naudit_copy = \"\(target)\"\n\(lines)")
    try home.extension("prod", "x", sh: "echo ran")
  }

  /// Where the daemon listens, there.
  var socket: String { Self.sockets[target] ?? "" }

  /// What the daemon is called in messages.
  var name: String { target == "journal" ? "the journal" : "syslog" }

  /// The path from here of what is there.
  func outside(_ path: String) -> String { "/proc/\(machine.pid)/root\(path)" }

  /// What has `run` happen there, in its folder.
  var wrapper: [String] {
    [
      "/usr/bin/nsenter", "--mount=/proc/\(machine.pid)/ns/mnt", "/bin/sh", "-c",
      "cd \"$0\" && exec \"$@\"", home.path("$WORK"),
    ]
  }

  func qli(_ words: any ByteText...) -> QliRun { home.qli().arguments(words).wrapped(wrapper) }

  func program(_ path: String, _ words: String...) -> QliRun {
    home.program(path).arguments(words).wrapped(wrapper)
  }

  // MARK: - The daemons

  static let journald: String? = {
    ["/usr/lib/systemd/systemd-journald", "/lib/systemd/systemd-journald"]
      .first { access($0, X_OK) == 0 }
  }()

  static let rsyslogd: String? = {
    ["/usr/sbin/rsyslogd", "/sbin/rsyslogd"].first { access($0, X_OK) == 0 }
  }()

  /// Starts the one that gets the copies; it listens when this returns.
  func start() throws {
    unlink(outside(socket))
    if target == "journal" { try startJournal() } else { try startSyslog() }
  }

  func startJournal() throws {
    let socket = outside("/run/systemd/journal/socket")
    daemon = try program(Self.journald ?? "").start()
    try waitUntil("journald listens") { access(socket, F_OK) == 0 }
  }

  private func startSyslog() throws {
    // What it has to say itself would else come to its own socket, and take a place there.
    try home.file(
      "rsyslog.conf",
      """
      global(maxMessageSize="64k" workDirectory="\(home.path("$WORK"))"
        processInternalMessages="on")
      module(load="imuxsock" SysSock.Name="/dev/log")
      module(load="mmjsonparse")
      template(name="line" type="string" string="%programname% %procid% %syslogfacility-text%.\
      %syslogseverity-text%%msg%\\n")
      template(name="json" type="string" string="%parsesuccess% %$!event% %$!run_id%\\n")
      if $programname == "qli" then {
        action(type="omfile" file="\(home.path("$STATE/received"))" template="line")
        action(type="mmjsonparse")
        action(type="omfile" file="\(home.path("$STATE/parsed"))" template="json")
      }

      """)
    let socket = outside(socket)
    daemon = try program(Self.rsyslogd ?? "", "-n", "-i", "NONE", "-f", home.path("rsyslog.conf"))
      .start()
    try waitUntil("rsyslogd listens") { access(socket, F_OK) == 0 }
  }

  /// Kills it; its socket stays.
  func kill() throws {
    try #require(daemon).signal(SIGKILL)
    try daemon?.wait()
    daemon = nil
  }

  /// Stops it as it is.
  func stop() throws {
    let daemon = try #require(daemon)
    try daemon.signal(SIGSTOP)
    try waitUntil("it is stopped") { daemon.state == "T" }
  }

  /// Lets it go on.
  func resume() throws { try daemon?.signal(SIGCONT) }

  /// A program that sends to the socket until it takes no more.
  static let filling = """
    import socket, sys
    sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    sender.connect(sys.argv[1])
    sender.setblocking(False)
    try:
        while True:
            sender.send(b"<6>filler: x" if sys.argv[1] == "/dev/log" else b"MESSAGE=filler\\n")
    except BlockingIOError:
        pass
    """

  /// Stops it, and fills its queue.
  func stopFull() throws {
    try stop()
    try program("/usr/bin/python3", "-c", Self.filling, socket).expect()
  }

  // MARK: - What has come

  /// The entries of the journal that have these fields, the oldest first.
  func entries(_ fields: String...) throws -> [JSON] {
    try program("/usr/bin/journalctl", "--sync").expect()
    let outcome = try program(
      "/usr/bin/journalctl", "--quiet", "--all", "--output=json", "--no-pager"
    ).arguments(fields).run()
    #expect(outcome.stderr.isEmpty)
    return try outcome.stdout.split(separator: "\n").map { try JSON.parse(String($0)) }
  }

  /// The lines of records that the daemon has got, once there are `count`.
  func received(_ count: Int) throws -> [String] {
    if target == "journal" {
      let lines = try entries("SYSLOG_IDENTIFIER=qli").map { $0["MESSAGE"]?.string ?? "" }
      #expect(lines.count == count)
      return lines
    }
    let path = "$STATE/received"
    try waitUntil("\(count) records have come") {
      try home.exists(path) && home.read(path).split(separator: "\n").count >= count
    }
    return try home.read(path).split(separator: "\n").compactMap {
      $0.range(of: " @cee: ").map { [line = $0] in String(line[$0.upperBound...]) }
    }
  }

  /// The lines of the log.
  func lines() throws -> [String] {
    try home.read(Self.log).split(separator: "\n").map { String($0) }
  }

  /// Sees that a run was refused, that nothing ran, and that the log says so.
  func expectRefused(
    _ why: String, help: String, cause: String = "copy_not_taken", _ run: QliRun? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try home.exists(Self.log) ? lines().count : 0
    let error = "cannot copy the record to \(name): \(why); nothing was run"
    try (run ?? qli("prod", "x")).expect(
      stderr: "error: \(error)\nhelp: \(help)\n", code: 123, sourceLocation: sourceLocation)
    let records = try home.auditLines(Self.log).dropFirst(before)
    #expect(
      records.map { $0["event"] } == ["start", "failed"], sourceLocation: sourceLocation)
    let last = records.last
    #expect(last?["step"] == "audit", sourceLocation: sourceLocation)
    #expect(last?["cause"]?.string == cause, sourceLocation: sourceLocation)
    #expect(last?["error"]?.string == error, sourceLocation: sourceLocation)
    #expect(last?["exit_code"]?.integer == 123, sourceLocation: sourceLocation)
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips the test, with a message, where there can be no such machine.
  static var requireCopyScene: Self {
    .enabled("needs root, mount namespaces, systemd-journald, rsyslogd and python3") {
      guard geteuid() == 0, CopyScene.journald != nil, CopyScene.rsyslogd != nil else {
        return false
      }
      guard ["unshare", "nsenter", "journalctl", "python3"].allSatisfy({ Tools.path($0) != nil })
      else { return false }
      return (try? CopyScene("journal")) != nil
    }
  }
}
