import Foundation
import Glibc
import TestSupport
import Testing

/// The machines `web1` and `web2` of qli-fleet(7): each connection has its own real sshd, without a port,
/// which has that name as its host's. `down` can't be reached.
///
/// They share the groups, and each has a state folder of its own.
struct FleetScene {
  let home: TestHome
  let page: FleetPage
  let processes: HomeProcesses

  /// - Parameter callers: the extension's runs end with their callers.
  init(callers: Bool = false, manifest: String = "") throws {
    home = try TestHome()
    page = try FleetPage()
    processes = HomeProcesses(home)
    let shown = try page.display("audit_chain = true").replacing(
      "/var/log/qli/", with: "$XDG_STATE_HOME/")
    try home.group(
      "ops", manifest + (callers ? shown : shown.replacing("with_caller = true\n", with: "")))
    try home.link("$BIN/qli", to: Products.qli)
    for key in ["host", "own"] {
      try home.program("/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key).expect()
    }
    try home.file("authorized", home.read("own.pub"), mode: 0o600)
    try home.file(
      "server",
      """
      HostKey \(home.path("host"))
      AuthorizedKeysFile \(home.path("authorized"))
      StrictModes no
      UsePAM no
      PermitRootLogin yes
      PidFile none
      Subsystem sftp /usr/lib/openssh/sftp-server
      ForceCommand exec \(home.path("$BIN/remote"))

      """)
    try home.file(
      "client",
      """
      Host down
        ProxyCommand false
      Host *
        User \(String(cString: getpwuid(geteuid()).pointee.pw_name))
        IdentityFile \(home.path("own"))
        StrictHostKeyChecking no
        UserKnownHostsFile \(home.path("known"))
        LogLevel ERROR
        ProxyCommand \(home.path("$BIN/serve")) %n

      """)
    let variables = home.variables.map { "\($0.key)='\($0.value)'" }.sorted()
    try home.pathExecutable(
      "remote",
      sh: """
        cd '\(home.path("$WORK"))' || exit
        exec env \(variables.joined(separator: " ")) \\
          XDG_STATE_HOME='\(home.path("$STATE"))'/"$(hostname)" sh -c "$SSH_ORIGINAL_COMMAND"
        """)
    // Its folder of /run may not be there as long as it isn't a service. What kills a client with its
    // group is on another machine than sshd.
    try home.pathExecutable(
      "serve",
      sh: """
        exec setsid unshare --mount --uts sh -c 'mount -t tmpfs none /run && mkdir -m 755 /run/sshd &&
          hostname "$1" && exec /usr/sbin/sshd -i -f "$0"' '\(home.path("server"))' "$1"
        """)
    try home.pathExecutable("ssh", sh: "exec /usr/bin/ssh -F '\(home.path("client"))' \"$@\"")
  }

  /// A line of the page, as it is typed at a shell.
  ///
  /// Ansible keeps no connection here: a test home's path is too long for its socket.
  func typed(_ line: String) -> QliRun {
    home.program("/bin/sh", "-c", line).environment([
      "ANSIBLE_PYTHON_INTERPRETER": "/usr/bin/python3", "ANSIBLE_SSH_ARGS": "-o ControlMaster=no",
    ])
  }

  /// The records of a machine.
  func records(_ host: String) throws -> [JSON] {
    try files(host).flatMap { try home.auditLines($0) }
  }

  /// The logs of a machine.
  func files(_ host: String) throws -> [String] {
    let folder = home.path("$STATE/\(host)")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".jsonl") }.map { "\(folder)/\($0)" }
  }

  /// How a machine's runs have ended, as `EVENT CODE`.
  func endings(_ host: String) throws -> [String] {
    try records(host).filter { $0["event"] != "start" }.map {
      "\($0["event"]?.string ?? "") \($0["exit_code"]?.integer ?? -1)"
    }
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips the test, with a message, where there can be no such machines.
  static var requireFleetScene: Self {
    .enabled("needs ssh, sshd and unshare, and to run as root") {
      ["ssh", "ssh-keygen", "unshare", "setsid"].allSatisfy { Tools.path($0) != nil }
        && access("/usr/sbin/sshd", X_OK) == 0 && geteuid() == 0
    }
  }
}
