import Glibc
import TestSupport
import Testing

/// Units under a manager of systemd, in namespaces of its own.
@Suite(.requireUserManager) struct UnitManagerTests {
  /// All that means something in a unit comes through, and the manager's own variables count for nothing.
  @Test func aJobAndAService() throws {
    let scene = try ServiceScene(
      "ready = \"file:~/trapped\"", script: "exec probe trap TERM --ready trapped --exit 3")
    let home = scene.home
    try home.extension("g", "job", sh: "for word; do printf '%s\\0' \"$word\"; done >words")
    let arguments = [
      "a b", "$HOME", "${HOME} $$", "%h %%", "", ";", "'\"\\", "a\nb\t\u{1b}", "é\u{202e}",
    ]
    let job = try PrintedUnit(home.qli("unit", "g", "job", "--").arguments(arguments))
    let service = try PrintedUnit(home.qli("unit", "g", "x"))
    for unit in [job, service] {
      try home.file("$HOME/.config/systemd/user/\(unit.fileName)", unit.text)
    }
    let outcome = try UserManager().run(
      """
      systemctl --user start qli-g-job.service; echo "job $?"
      systemctl --user start qli-g-x.service; echo "service $?"
      systemctl --user show -p ActiveState qli-g-x.service
      "$1" status g x | cut -f 3
      systemctl --user stop qli-g-x.service
      systemctl --user show -p ActiveState -p Result -p ExecMainStatus qli-g-x.service | sort
      """, Products.qli, in: home)
    #expect(
      outcome.stdout == """
        job 0
        service 0
        ActiveState=active
        ready
        ActiveState=failed
        ExecMainStatus=3
        Result=exit-code

        """, "\(outcome.stderr)")
    // A unit begins in the home folder.
    #expect(try home.read("$HOME/words") == arguments.map { $0 + "\0" }.joined())
    #expect(scene.processes.alive().isEmpty)
    #expect(try scene.events() == ["start", "finish", "start", "ready", "interrupted"])
  }
}

/// A manager for one user, who is root, where nobody else sees it; all that it has started ends with it.
private struct UserManager {
  private let runtime: TemporaryFolder

  init() throws { runtime = try TemporaryFolder() }

  private static let setup = """
    mount -t tmpfs none /run && mkdir -p /run/systemd/system || exit 77
    umount -R /sys/fs/cgroup
    mount -t cgroup2 none /sys/fs/cgroup || {
      mount -t tmpfs none /sys/fs/cgroup && mkdir /sys/fs/cgroup/unified &&
        mount -t cgroup2 none /sys/fs/cgroup/unified || exit 77
    }
    env -i HOME="$HOME" XDG_RUNTIME_DIR="$XDG_RUNTIME_DIR" PATH=/usr/bin:/bin XDG_DATA_HOME=/none \
      "$MANAGER" --user --log-target=null > /dev/null 2>&1 &
    count=0
    until systemctl --user show -p Version > /dev/null 2>&1; do
      count=$((count + 1))
      [ "$count" -lt 200 ] || exit 77
      sleep 0.05
    done

    """

  static let program: String? = {
    let paths: [String] = ["/usr/lib/systemd/systemd", "/lib/systemd/systemd"]
    return paths.first { access($0, X_OK) == 0 }
  }()

  /// Does what `script` says, with a word, where the manager answers; 77 where there can't be one.
  func run(_ script: String, _ word: String, in home: TestHome) throws -> Outcome {
    try home.program(
      "/usr/bin/unshare", "--mount", "--cgroup", "--pid", "--fork", "--kill-child", "--mount-proc",
      "/bin/sh", "-c", Self.setup + script, "sh", word
    ).environment(["XDG_RUNTIME_DIR": runtime.path, "MANAGER": Self.program ?? ""]).run()
  }
}

extension Trait where Self == ConditionTrait {
  /// A manager of systemd comes up here.
  static var requireUserManager: Self {
    .enabled("needs root, 'unshare', namespaces, and 'systemd'") {
      guard geteuid() == 0, UserManager.program != nil, Tools.path("unshare") != nil,
        Tools.path("systemctl") != nil
      else { return false }
      return try UserManager().run("exit 0", "", in: TestHome()).ending == .exited(0)
    }
  }
}
