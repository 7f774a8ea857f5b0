/// Whether somebody else could change what executes a program.
enum InterpreterSafety {
  /// Refuses the program at `path` if its interpreter, that one's, and so on, what they are told to
  /// read, what env(1) executes, or the loader of a binary could be changed by somebody else than the
  /// user and root. As far as that can be known: what can't be read is no script, and where only env
  /// knows what it executes, `explain` and `doctor` say so.
  ///
  /// - Parameter directory: the folder that it runs in, or nil for the current one.
  static func require(
    _ path: FilePath, in directory: FilePath?, _ environment: Environment, _ safety: PathSafety
  ) throws(LookupError) {
    var program = path
    for _ in 0...StartForecast.mostInterpreters {
      guard let head = Shebang.head(of: program, length: headLength) else { return }
      guard let shebang = Shebang(head) else {
        return try requireLoader(of: program, head, in: directory, safety)
      }
      guard !shebang.interpreter.isEmpty else { return }
      program = StartForecast.resolved(FilePath(shebang.interpreter), in: directory)
      guard try safety.requireOrNothing(program) else { return }
      guard let env = shebang.env else {
        if !shebang.argument.isEmpty {
          try requireFiles(in: [shebang.argument], in: directory, safety)
        }
        continue
      }
      switch env.program {
      case .name(let name):
        let searchPath = SearchPath(environment)
        guard let found = searchPath.find(name) else {
          return try searchPath.requireNone(name, safety)
        }
        try searchPath.require(found, safety)
        program = found
      case .path(let path):
        program = StartForecast.resolved(path, in: directory)
        guard try safety.requireOrNothing(program) else { return }
      case .unknown: return
      }
      try requireFiles(in: env.arguments, in: directory, safety)
    }
  }

  /// What is read of a program, in bytes: in nearly all binaries the loader's path is in it.
  private static let headLength = 1024

  /// Whether it is one that the system's own programs have: no shell was typed into without it.
  private static func isSystems(_ loader: FilePath) -> Bool {
    let bytes = loader.string.bytes
    let folder: String
    if bytes.starts(with: "/lib64/".utf8) {
      folder = "/lib64/"
    } else if bytes.starts(with: "/lib/".utf8) {
      folder = "/lib/"
    } else {
      return false
    }
    return !bytes.dropFirst(folder.utf8.count).contains(.slash)
  }

  private static func requireLoader(
    of program: FilePath, _ head: [UInt8], in directory: FilePath?, _ safety: PathSafety
  ) throws(LookupError) {
    guard Shebang.isBinary(head), case .path(let loader) = BinaryLoader(of: program, head: head),
      !isSystems(loader)
    else { return }
    _ = try safety.requireOrNothing(StartForecast.resolved(loader, in: directory))
  }

  /// Refuses the files that an interpreter is told to read, as in `#!/bin/sh /path/to/script`.
  private static func requireFiles(
    in arguments: [ByteString], in directory: FilePath?, _ safety: PathSafety
  ) throws(LookupError) {
    for argument in arguments {
      // Some, such as perl(1), take one argument apart themselves.
      for word in argument.parts(separatedBy: .space) {
        guard let path = InterpreterFile(word)?.path else { continue }
        let place = StartForecast.resolved(path, in: directory)
        if let status = try? FileStatus(following: place) {
          // A folder is mostly something to work on; not where interpreters look for more to read.
          if status.kind == .directory, !word.hasPrefix("-I") { continue }
          try safety.require(place)
        } else if word.bytes.first == .slash {
          // What isn't there, and is no whole path, may be no file at all.
          try safety.requireNothingPlanted(at: place, for: .file)
        }
      }
    }
  }
}

/// A file that an interpreter is told to read by a word of its `#!` line, as far as the word shows it:
/// a path, or an option that has one as its value.
private struct InterpreterFile {
  let path: FilePath

  init?(_ word: ByteString) {
    guard word.bytes.contains(.slash) else { return nil }
    var bytes = word.bytes[...]
    if bytes.first == .minus {
      if let end = bytes.firstIndex(of: .equals) {
        bytes = bytes[(end + 1)...]
      } else {
        bytes = bytes.dropFirst(2)
      }
    }
    guard let text = ByteString(bytes), !text.isEmpty else { return nil }
    path = FilePath(text)
    // Its own streams, such as /dev/stdin.
    if path.isInside("/dev") || path.isInside("/proc") { return nil }
  }
}
