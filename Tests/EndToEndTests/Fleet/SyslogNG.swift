import Foundation
import Glibc

/// syslog-ng, which can't be installed beside rsyslog, and so is unpacked in a folder of its own.
enum SyslogNG {
  private static let root = ["/opt/syslog-ng", ""].first {
    access("\($0)/usr/sbin/syslog-ng", X_OK) == 0
  }

  /// What begins a line that starts it; nil where it isn't there.
  static let line = root.map { root in
    if root.isEmpty { return "/usr/sbin/syslog-ng" }
    let libraries = "\(root)/usr/lib/syslog-ng"
    let version = (try? FileManager.default.contentsOfDirectory(atPath: libraries))?
      .first { $0.first?.isNumber == true }
    return "env LD_LIBRARY_PATH=\(libraries) \(root)/usr/sbin/syslog-ng "
      + "--module-path=\(libraries)/\(version ?? "")"
  }
}
