import Foundation
public import Glibc
public import Testing

extension TestHome {
  /// Writes a file, with its folders, and returns its real path. A file that is there is replaced.
  @discardableResult
  public func file(_ path: String, _ content: any ByteText = "", mode: mode_t = 0o644) throws
    -> String
  {
    let path = self.path(path)
    try directory((path as NSString).deletingLastPathComponent)
    try SpawnLock.hold {
      unlink(path)
      let file = try Descriptor.open(path, O_WRONLY | O_CREAT | O_TRUNC, mode: mode)
      try file.writeAll(content.byteText)
      _ = file.use { fchmod($0, mode) }
      file.close()
    }
    if mode & 0o111 != 0 { try WrittenFile.settle(path) }
    return path
  }

  /// Makes a folder, with those above it (0755), and returns its real path. An existing one keeps
  /// its mode unless one is stated.
  @discardableResult
  public func directory(_ path: String, mode: mode_t? = nil) throws -> String {
    let path = self.path(path)
    if mkdir(path, 0o755) == 0 {
      try checked(Glibc.chmod(path, mode ?? 0o755), "chmod '\(path)'")
    } else if errno == ENOENT {
      try directory((path as NSString).deletingLastPathComponent)
      return try directory(path, mode: mode)
    } else if errno != EEXIST {
      throw HarnessError.call("mkdir '\(path)'")
    } else if let mode {
      try checked(Glibc.chmod(path, mode), "chmod '\(path)'")
    }
    return path
  }

  /// Makes a symbolic link, with the folders above it, and returns its real path. `$HOME/…` in the
  /// target is expanded, a relative target stays as it is.
  @discardableResult
  public func link(_ path: String, to target: String) throws -> String {
    let path = self.path(path)
    try directory((path as NSString).deletingLastPathComponent)
    try checked(symlink(expand(target), path), "symlink '\(path)'")
    return path
  }

  /// Copies a file of the machine, such as `/bin/true`, and returns the copy's real path.
  @discardableResult
  public func copy(_ source: String, to path: String, mode: mode_t = 0o755) throws -> String {
    try file(path, readBytes(source), mode: mode)
  }

  /// Changes the mode of what is at the path.
  public func chmod(_ path: String, _ mode: mode_t) throws {
    try checked(Glibc.chmod(self.path(path), mode), "chmod '\(path)'")
  }

  /// Moves a file, in the place of another if there is one.
  public func move(_ path: String, to other: String) throws {
    try checked(rename(self.path(path), self.path(other)), "rename '\(path)'")
  }

  /// Removes what is at the path, a folder with all that is in it.
  public func remove(_ path: String) throws {
    try FileManager.default.removeItem(atPath: self.path(path))
  }

  /// True if something is at the path; a dangling link counts.
  public func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(self.path(path), &status) == 0
  }

  /// The permission bits of what is at the path.
  public func mode(_ path: String) throws -> mode_t {
    var status = stat()
    try checked(lstat(self.path(path), &status), "lstat '\(path)'")
    return status.st_mode & 0o7777
  }

  /// The bytes of a file.
  public func readBytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: self.path(path))))
  }

  /// The text of a file, which has to be UTF-8.
  public func read(_ path: String) throws -> String {
    guard let text = String(validating: try readBytes(path), as: UTF8.self) else {
      throw HarnessError("'\(path)' isn't UTF-8")
    }
    return text
  }

  /// Waits until something is at the path.
  public func waitForFile(_ path: String) throws {
    try waitUntil("'\(path)' is there") { exists(path) }
  }

  /// Waits until the file contains the text, and returns all of it.
  @discardableResult
  public func waitForFile(_ path: String, toContain text: String) throws -> String {
    try waitUntil("'\(path)' contains '\(text)'") {
      (try? readBytes(path))?[...].range(of: Array(text.utf8)) != nil
    }
    return try read(path)
  }

  /// The records of an audit log, oldest first. An absent file has none. Issues are recorded where
  /// a line isn't a JSON object in UTF-8, or the last one lacks its newline.
  public func auditLines(_ path: String, sourceLocation: SourceLocation = #_sourceLocation) throws
    -> [JSON]
  {
    guard exists(path) else { return [] }
    let bytes = try readBytes(path)
    if let last = bytes.last, last != UInt8(ascii: "\n") {
      Issue.record("'\(path)' doesn't end in a newline", sourceLocation: sourceLocation)
    }
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.enumerated().compactMap { index, line in
      guard String(validating: line, as: UTF8.self) != nil,
        let value = try? JSON.parse(Array(line)), case .object = value
      else {
        let text = String(decoding: line, as: UTF8.self)
        Issue.record(
          "'\(path)' line \(index + 1) isn't a JSON object: \(text.debugDescription)",
          sourceLocation: sourceLocation)
        return nil
      }
      return value
    }
  }
}
