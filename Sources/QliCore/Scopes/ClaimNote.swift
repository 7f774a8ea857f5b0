/// What the file of a claim says: who has what.
///
/// Two lines, then the paths, each with a NUL behind it; and behind those a line for each process that has
/// taken it over since. What a path may hold, a NUL can't be.
struct ClaimNote: Equatable {
  /// The run that has it.
  let runID: String
  /// The qli of that run.
  var process: ProcessID
  let since: String
  let group: String
  let `extension`: String
  /// The claiming runs that it is inside of, the outermost first.
  let ancestors: [String]
  /// What it claims, with links followed.
  let paths: [FilePath]

  /// The run that has handed it on.
  var parent: String? { ancestors.last }

  /// Whether `path` is one of its own, or lies in one.
  func holds(_ path: FilePath) -> Bool { paths.contains { path.isWithin($0) } }

  /// Whether it and `other` both claim some place.
  func overlaps(_ other: ClaimNote) -> Bool {
    paths.contains { other.holds($0) } || other.paths.contains { holds($0) }
  }
}

extension ClaimNote {
  /// Reads what a file says; nil where that isn't all there.
  init?(_ bytes: [UInt8]) {
    let lines = bytes.split(separator: .lineFeed, maxSplits: 2, omittingEmptySubsequences: false)
    guard lines.count == 3 else { return nil }
    let words = lines[0].split(separator: .space).map { String(decoding: $0, as: UTF8.self) }
    guard words.count == 5, let number = Int32(words[0]) else { return nil }
    var parts = lines[2].split(separator: 0, omittingEmptySubsequences: false)
    guard let later = parts.popLast() else { return nil }
    // A line that isn't whole yet is none.
    let heirs = later.split(separator: .lineFeed, omittingEmptySubsequences: false).dropLast()
    let heir = heirs.last.flatMap { Int32(String(decoding: $0, as: UTF8.self)) }
    process = ProcessID(rawValue: heir ?? number)
    (since, runID, group, `extension`) = (words[1], words[2], words[3], words[4])
    ancestors = lines[1].split(separator: .space).map { String(decoding: $0, as: UTF8.self) }
    paths = parts.compactMap { ByteString($0).map { FilePath($0) } }
    if paths.count != parts.count { return nil }
  }

  /// What its file says.
  var bytes: [UInt8] {
    let head = "\(process.rawValue) \(since) \(runID) \(group) \(`extension`)\n"
    var bytes = Array((head + ancestors.joined(separator: " ") + "\n").utf8)
    for path in paths { bytes += path.string.bytes + [0] }
    return bytes
  }

  /// What is added to it where `process` takes it over.
  static func heir(_ process: ProcessID) -> [UInt8] { Array("\(process.rawValue)\n".utf8) }
}
