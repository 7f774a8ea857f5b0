import CSystem

extension ProcessID {
  /// When it began, in ticks since the system did, by field 22 of `/proc/PID/stat`, see proc(5); nil if
  /// it is gone or the platform doesn't say.
  var startTicks: Int64? {
    statField(22).flatMap { Int64(String(decoding: $0, as: UTF8.self)) }
  }

  /// When it began, in seconds since the beginning of 1970; nil if it is gone or the platform doesn't
  /// say. Up to a second wrong.
  var startTime: Int64? {
    #if os(Linux)
      let ticksPerSecond = Int64(sysconf(Int32(_SC_CLK_TCK)))
      guard let ticks = startTicks, let boot = Self.bootTime, ticksPerSecond > 0 else { return nil }
      return boot + ticks / ticksPerSecond
    #else
      return nil
    #endif
  }

  #if os(Linux)
    /// When the system began, by `btime` of `/proc/stat`.
    private static var bootTime: Int64? {
      guard let text = ProcessFiles.text("/proc/stat"),
        let line = text.split(separator: UInt8(ascii: "\n")).first(where: {
          $0.starts(with: "btime ".utf8)
        })
      else { return nil }
      return Int64(String(decoding: line.dropFirst("btime ".utf8.count), as: UTF8.self))
    }
  #endif
}
