import Foundation
import Glibc
import TestSupport
import Testing

/// An `ssh` on PATH each of whose connections has its own real sshd, without a port and without a network.
///
/// That is a machine which has the name that is asked for as its host's. `down` can't be reached.
struct SecureShell {
  /// - Parameter variable: what a line finds beside the home's own environment, as a shell reads it.
  init(in home: TestHome, variable: String = "") throws {
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
        exec env \(variables.joined(separator: " ")) \(variable) sh -c "$SSH_ORIGINAL_COMMAND"
        """)
    // Its folder of /run may not be there as long as it isn't a service, and what this user's shells begin
    // with is no part of such a machine. What kills a client with its group is on another one than sshd.
    try home.pathExecutable(
      "serve",
      sh: """
        exec setsid unshare --mount --uts sh -c 'mount -t tmpfs none /run && mkdir -m 755 /run/sshd &&
          { [ ! -e "$2/.bashrc" ] || mount --bind /dev/null "$2/.bashrc"; } &&
          hostname "$1" && exec /usr/sbin/sshd -i -f "$0"' '\(home.path("server"))' "$1" \
          '\(String(cString: getpwuid(geteuid()).pointee.pw_dir))'
        """)
    try home.pathExecutable("ssh", sh: "exec /usr/bin/ssh -F '\(home.path("client"))' \"$@\"")
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips the test, with a message, where there can be no such machines.
  static var requireSecureShell: Self {
    .enabled("needs ssh, sshd and unshare, and to run as root") {
      ["ssh", "ssh-keygen", "unshare", "setsid"].allSatisfy { Tools.path($0) != nil }
        && access("/usr/sbin/sshd", X_OK) == 0 && geteuid() == 0
    }
  }
}
