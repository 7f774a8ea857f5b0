import Foundation

/// What /proc tells of the processes.
enum ProcessTable {
  /// The state letter of a process, or nil if it is gone.
  static func state(_ process: pid_t) -> Character? { fields(process)?.first?.first }

  /// The processes whose session or group this is, without that process.
  static func members(of leader: pid_t) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { process in
      process != leader && (getpgid(process) == leader || getsid(process) == leader)
    }
  }

  /// The fields of `/proc/PID/stat` behind the name: state, parent, group, session …
  static func fields(_ process: pid_t) -> [Substring]? {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(process)/stat")) else {
      return nil
    }
    let text = String(decoding: data, as: UTF8.self)
    guard let name = text.lastIndex(of: ")") else { return nil }
    return text[text.index(after: name)...].split(separator: " ")
  }
}
