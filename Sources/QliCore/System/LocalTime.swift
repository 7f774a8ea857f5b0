import CSystem

/// The time where the machine is, as `TZ` and `/etc/localtime` have it.
enum LocalTime {
  /// Whether `TZ` names something that the C library can read: it opens whatever the file is, and would
  /// wait for ever for who writes to a FIFO. Without, the time is UTC, as with a name that isn't there.
  private static let isKnown: Bool = {
    guard var name = Environment.current.nonEmpty("TZ") else { return true }
    if name.hasPrefix(":") { name = name.part(1..<name.count) }
    let folder = Environment.current.nonEmpty("TZDIR") ?? "/usr/share/zoneinfo"
    let path = FilePath(name).isAbsolute ? FilePath(name) : FilePath(folder).appending(name)
    guard let status = try? FileStatus(following: path) else { return true }
    return status.kind == .regular
  }()

  /// How many seconds it is ahead of UTC at the moment `seconds` after the beginning of 1970, by
  /// localtime_r(3).
  static func offset(at seconds: Int64) -> Int64 {
    guard isKnown else { return 0 }
    var time = time_t(seconds)
    var fields = tm()
    guard localtime_r(&time, &fields) != nil else { return 0 }
    return Int64(fields.tm_gmtoff)
  }

  /// The seconds from the beginning of 1970 to the moment that is called `time` here, by mktime(3);
  /// nil if the system can't say. One that a clock skips in spring is taken for the one after.
  static func seconds(of time: CivilTime) -> Int64? {
    guard isKnown else { return time.secondsAsUTC }
    var fields = tm()
    fields.tm_year = Int32(time.year - 1900)
    fields.tm_mon = Int32(time.month - 1)
    fields.tm_mday = Int32(time.day)
    fields.tm_hour = Int32(time.hour)
    fields.tm_min = Int32(time.minute)
    fields.tm_sec = Int32(time.second)
    fields.tm_isdst = -1
    // -1 is a moment of 1969, too; only a failure leaves the day of the week as it was.
    fields.tm_wday = -1
    let seconds = mktime(&fields)
    return fields.tm_wday == -1 ? nil : Int64(seconds)
  }
}
