import Foundation
import TestSupport
import Testing

/// Where qli isn't in its usual surroundings: without `/proc`, as the first process, and where others'
/// processes are hidden.
@Suite struct ContainerTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
  }

  /// Writes the group `timed`.
  private func limit(_ milliseconds: Int) throws {
    try home.group(
      "timed",
      """
      audit_log = "$XDG_STATE_HOME/log"
      [run]
      timeout = "\(milliseconds)ms"
      grace = "200ms"
      """)
  }

  /// Namespaces of its own need root, and leave to make them.
  private static let mayUnshare: Bool = {
    guard let home = try? TestHome() else { return false }
    let run = home.program(
      "/usr/bin/unshare", "-m", "-p", "-f", "mount", "-t", "tmpfs", "none", "/mnt")
    return (try? run.run().ending) == .exited(0)
  }()

  /// qli, in namespaces of its own, after `preparation`.
  private func qli(_ words: [String], _ options: [String], after preparation: String) -> QliRun {
    home.qli(words[0]).arguments(words.dropFirst().map { $0 }).wrapped(
      ["/usr/bin/unshare"] + options + ["sh", "-c", "\(preparation) && exec \"$@\"", "sh"])
  }

  @Test(.enabled(if: mayUnshare, "needs leave to make namespaces"))
  func aRunWithoutProcIsARun() throws {
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"")
    try home.extension("g", "x", sh: "echo here; exit 3")
    try qli(["g", "x"], ["-m"], after: "mount -t tmpfs none /proc").expect(
      stdout: "here\n", code: 3)
    #expect(try home.auditLines("$STATE/log").map { $0["event"]?.string } == ["start", "finish"])
  }

  /// Where qli can't tell its own path another's isn't handed on for it.
  @Test(.enabled(if: mayUnshare, "needs leave to make namespaces"))
  func withoutProcNoOtherQliIsNamed() throws {
    try home.group("g")
    try home.extension("g", "x", sh: "echo ${QLI-none}")
    try qli(["g", "x"], ["-m"], after: "mount -t tmpfs none /proc")
      .environment(["QLI": "/other/qli"]).expect(stdout: "none\n")
  }

  /// Where only what qli starts is in a new namespace of processes, its parent is 0 to it. The caller is
  /// made late, so that the child looks for it.
  @Test(.enabled(if: mayUnshare, "needs leave to make namespaces"), .requireTool("strace"))
  func theFirstProcessOfANamespaceIsStarted() throws {
    try home.group("g")
    try home.extension("g", "x", sh: "echo $$")
    try home.qli("g", "x")
      .wrapped(
        "/usr/bin/strace", "-f", "-o", "/dev/null", "-e", "trace=rt_sigpending",
        "-e", "inject=rt_sigpending:delay_enter=20000", "/usr/bin/unshare", "-p"
      ).expect(stdout: "1\n")
  }

  private static let unfound =
    "  what it has started could not be found and ended: /proc doesn't show this pid namespace\n"

  /// What the extension has started can't be found; that is said.
  @Test(.enabled(if: mayUnshare, "needs leave to make namespaces"))
  func aTimeLimitWithoutProcSaysWhatItCannotEnd() throws {
    let processes = HomeProcesses(home)
    try TimedRun.lengthening { milliseconds -> Void? in
      try limit(milliseconds)
      try home.extension("timed", "x", sh: "sleep 1000 & wait")
      let outcome = try qli(["timed", "x"], ["-m"], after: "mount -t tmpfs none /proc").run()
      let left = processes.alive()
      guard !left.isEmpty else { return nil }
      for process in left { kill(process, SIGKILL) }
      outcome.expect(
        stderr: TimedRun.message("SIGTERM", milliseconds) + Self.unfound, code: 124)
      return ()
    }
  }

  /// Without a time limit, too: nobody else is there to do it.
  @Test(.enabled(if: mayUnshare, "needs leave to make namespaces"))
  func theFirstProcessReapsWhatItAdopts() throws {
    try home.group("g")
    try home.extension(
      "g", "x",
      sh: """
        : > ended
        for number in 1 2 3 4 5; do (setsid sh -c 'echo >> ended' &); done
        until [ "$(wc -l < ended)" = 5 ]; do sleep 0.01; done
        until ! ps -e -o stat= | grep -q '^Z'; do sleep 0.01; done
        echo none
        """)
    try qli(["g", "x"], ["-p", "-f", "--mount-proc"], after: "true").expect(
      stdout: "none\n", code: 0)
  }

  /// hidepid shows a user no process that others may not look into, such as ssh-agent(1).
  @Test(.enabled(if: mayUnshare, "needs leave to make namespaces"), .requireTool("setpriv"))
  func aHiddenProcessIsEnded() throws {
    try home.file(
      "hide",
      """
      import ctypes, os, signal, time
      ctypes.CDLL(None).prctl(4, 0)
      signal.signal(signal.SIGTERM, signal.SIG_IGN)
      if os.fork():
          os._exit(0)
      os.setsid()
      with open("pid", "w") as file:
          print(os.getpid(), file=file)
      time.sleep(1000)
      """)
    try limit(500)
    try home.extension("timed", "x", sh: "python3 '\(home.path("hide"))'; sleep 1000")
    try home.chmod("$ROOT", 0o755)
    let nobody: uid_t = 65534
    for folder in ["$STATE", "$WORK"] { #expect(chown(home.path(folder), nobody, nobody) == 0) }
    let user = ["setpriv", "--reuid", "\(nobody)", "--regid", "\(nobody)", "--clear-groups"]
    let run = home.qli("timed", "x").environment(["XDG_RUNTIME_DIR": "/nowhere"]).wrapped(
      [
        "/usr/bin/unshare", "-m", "sh", "-c",
        "mount -t proc -o hidepid=2 proc /proc && exec \"$@\"", "sh",
      ]
        + user)
    try TimedRun.lengthening(from: 500) { milliseconds -> Void? in
      try limit(milliseconds)
      let outcome = try run.run()
      guard home.exists("pid"), let hidden = pid_t(try home.read("pid").dropLast()) else {
        return nil
      }
      #expect(kill(hidden, 0) == -1 && errno == ESRCH)
      #expect(outcome.ending == .exited(137))
      return ()
    }
  }

  /// A shell that becomes qli may have started something before; neither that nor what it starts
  /// later is the run's, also where it comes to qli in the end.
  @Test func whatAProcessFromBeforeTheRunStartsIsSpared() throws {
    try home.group(
      "patient",
      "audit_log = \"$XDG_STATE_HOME/log\"\nrun.timeout = \"500ms\"\nrun.grace = \"1h\"")
    // It is started while the run goes on, and there before that ends.
    try home.extension(
      "patient", "x",
      sh: "trap 'until [ -e later ]; do sleep 0.01; done; exit' TERM; sleep 1000 & wait")
    let before = """
      until [ -s '\(home.path("$STATE/log"))' ]; do sleep 0.01; done
      setsid sleep 1000 & echo $! > made; mv made later
      """
    let outcome = try home.qli("patient", "x").wrapped(
      ["/bin/sh", "-c", "(\(before)) & exec \"$@\"", "sh"]).run()
    #expect(outcome.ending == .exited(124))
    // Of a run that was told to end before its trap was set the end comes first.
    try waitUntil("it is started") { home.exists("later") }
    let later = try #require(pid_t(try home.read("later").dropLast()))
    #expect(kill(later, 0) == 0)
    kill(later, SIGKILL)
  }

  /// Without `--mount-proc`, `/proc` shows the processes outside under numbers that are others' inside.
  @Test(.enabled(if: mayUnshare, "needs leave to make namespaces"))
  func theProcOfAnotherNamespace() throws {
    try TimedRun.lengthening { milliseconds -> Void? in
      try limit(milliseconds)
      try home.extension("timed", "x", sh: "trap '' TERM; echo > ready; sleep 1000 & sleep 1000")
      let outcome = try qli(["timed", "x"], ["-p", "-f"], after: "true").run()
      guard home.exists("ready") else { return nil }
      outcome.expect(
        stderr: TimedRun.message("SIGKILL", milliseconds) + Self.unfound, code: 137)
      return ()
    }
  }
}
