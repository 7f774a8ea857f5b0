import TestSupport
import Testing

/// A log on a file system that is full, or read-only: a real one, mounted for the run alone.
@Suite(.enabled(if: MountNamespace.isAvailable, "needs a mount namespace, see unshare(1)"))
struct AuditFileSystemTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"")
    try home.extension(
      "g", "x",
      sh: """
        echo ran
        if [ -n "${FILL:-}" ]; then cat /dev/zero > "$XDG_STATE_HOME/fill" 2>/dev/null; fi
        exit 3
        """)
  }

  /// `qli g x`, run as `"$0" "$@"` by a script for which `$XDG_STATE_HOME` is a small file system
  /// of its own.
  private func qli(_ script: String) -> QliRun {
    let mount = """
      mount -t tmpfs -o size=16k none "$XDG_STATE_HOME" || exit 90
      cd "$XDG_STATE_HOME" || exit

      """
    return home.qli("g", "x").wrapped("/usr/bin/unshare", "-rm", "/bin/sh", "-c", mount + script)
  }

  private func refusal(
    _ reason: String, path: String = "$STATE/log",
    help: String = "mend the path or its permissions, or change 'audit_log' in the group's manifest"
  ) -> String {
    "error: cannot write the audit log '\(path)': \(reason); nothing was run\nhelp: \(help)\n"
  }

  /// A page takes the first bytes of the record before the disk is full.
  @Test func aFullDiskAtTheStart() throws {
    try qli(
      """
      head -c 3999 /dev/zero | tr '\\0' x > log; echo >> log
      cat /dev/zero > fill 2>/dev/null
      before=$(cksum < log)
      "$0" "$@"; code=$?
      test "$(cksum < log)" = "$before" || echo changed
      exit $code
      """
    ).expect(
      stderr: refusal(
        "No space left on device; the file is as it was",
        help: "see how full the disk is: df $STATE/log"), code: 123)
  }

  @Test func aFullDiskAtTheFinish() throws {
    try qli(
      """
      "$0" "$@" || length=$(head -n 1 log | wc -c)
      head -c $((4096 - length - 60)) /dev/zero | tr '\\0' x > log; echo >> log
      FILL=1 "$0" "$@"; echo "code $?"
      tail -n 1 log | cut -c 1-16
      test "$(tail -c 1 log | tr '\\n' n)" = n || echo torn
      rm fill
      "$0" "$@"; tail -n 2 log | cut -c 1-17
      """
    ).expect(
      stdout: """
        ran
        ran
        code 3
        {"event":"start"
        ran
        {"event":"start",
        {"event":"finish"

        """,
      stderr: """
        warning: the end of this run isn't on record: cannot write the audit log '$STATE/log': \
        No space left on device; the file is as it was

        """)
  }

  @Test func aReadOnlyPlace() throws {
    let readOnly = "mount -o remount,bind,ro \"$PWD\" || exit 91\n"
    for script in ["", "echo '{}' > log; "] {
      try qli("\(script)\(readOnly)\"$0\" \"$@\"")
        .expect(stderr: refusal("Read-only file system"), code: 123)
    }
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/a/b/log\"")
    try qli("\(readOnly)\"$0\" \"$@\"").expect(
      stderr: refusal("Read-only file system", path: "$STATE/a/b/log"), code: 123)
  }

  @Test func doctorSeesTheReadOnlyPlace() throws {
    let outcome = try home.qli("doctor").wrapped(
      "/usr/bin/unshare", "-rm", "/bin/sh", "-c",
      "mount -t tmpfs -o ro none \"$XDG_STATE_HOME\" || exit 90; \"$0\" \"$@\""
    ).run()
    #expect(outcome.ending == .exited(1))
    #expect(
      outcome.stdout.contains(
        home.expand("error    $STATE/log: cannot write the audit log '$STATE/log': Read-only")))
  }
}

/// A place for mounts that only one run sees.
enum MountNamespace {
  /// Whether the machine lets this user have one.
  static let isAvailable: Bool = {
    guard Tools.path("unshare") != nil, let home = try? TestHome() else { return false }
    let run = home.program(
      "/usr/bin/unshare", "-rm", "/bin/sh", "-c", "mount -t tmpfs none \"$HOME\"")
    return (try? run.run().ending) == .exited(0)
  }()
}
