/// The end of what a service has written.
enum ServiceTail {
  /// Writes the members `stdout` and `stderr`: at most 64 KiB of each, of this start alone.
  static func write(of folder: ServiceFolder, since started: String, to writer: inout JSONWriter) {
    write("stdout", .output, folder, started, to: &writer)
    write("stderr", .errors, folder, started, to: &writer)
  }

  private static func write(
    _ name: StaticString, _ stream: LogStream, _ folder: ServiceFolder, _ started: String,
    to writer: inout JSONWriter
  ) {
    let bytes = try? ServiceLogReader.lastBytes(
      in: folder.path, of: stream, since: RFC3339.timestamp(started))
    writer.name(name)
    _ = (bytes ?? []).withUnsafeBufferPointer { writer.string($0) }
  }

  /// The last line that it has written, of either stream; nil if there is none.
  static func lastLine(of folder: ServiceFolder, since started: String) -> String? {
    let since = RFC3339.timestamp(started)
    for stream in [LogStream.errors, .output] {
      let bytes = try? ServiceLogReader.lastBytes(
        in: folder.path, of: stream, limit: 1024, since: since)
      let line = bytes?.split(separator: .lineFeed).last
      if let line { return Visible.text(String(decoding: line, as: UTF8.self)) }
    }
    return nil
  }
}
