import Foundation
import TestSupport
import Testing

/// A group that may write in `$HOME/in`, beside which `$HOME/out` lies.
struct FenceScene {
  let home: TestHome

  /// - Parameter rules: more lines of the manifest.
  init(_ rules: String = "", write: String = "[\"$HOME/in\"]") throws {
    home = try TestHome()
    for folder in ["in", "out"] {
      try home.directory("$HOME/\(folder)/folder")
      try home.file("$HOME/\(folder)/file", "old\n")
      try home.file("$HOME/\(folder)/other", "other\n")
    }
    try home.group(
      "g", "audit_log = \"$XDG_STATE_HOME/qli/log\"\n\(rules)\n[run]\nwrite = \(write)")
  }
}

extension FenceScene {
  /// Tries to write outside, and says that it was refused.
  static let outside = "(echo new > \"$HOME/out/file\") 2> /dev/null || echo refused"

  /// What each of the ways to write does in a folder that has a `file`, an `other` and an empty `folder`:
  /// its name, and what it is as a shell and Python have it. Each is tried in a new copy of the folder.
  static let ways: [(name: String, shell: String?, python: String)] = [
    ("open", ": >> file", "os.open('file', os.O_WRONLY)"),
    ("update", "printf x 1<> file", "os.open('file', os.O_RDWR)"),
    ("cut", ": > file", "os.open('file', os.O_WRONLY | os.O_TRUNC)"),
    ("truncate", nil, "os.truncate('file', 0)"),
    ("create", ": > new", "os.open('new', os.O_WRONLY | os.O_CREAT)"),
    ("unnamed", nil, "os.open('.', os.O_WRONLY | os.O_TMPFILE)"),
    ("remove", "rm -f file", "os.unlink('file')"),
    ("mkdir", "mkdir new", "os.mkdir('new')"),
    ("rmdir", "rmdir folder", "os.rmdir('folder')"),
    ("rename", "mv file new", "os.rename('file', 'new')"),
    ("replace", "mv -f file other", "os.replace('file', 'other')"),
    ("move", "mv file folder/file", "os.rename('file', 'folder/file')"),
    ("link", "ln file new", "os.link('file', 'new')"),
    ("symlink", "ln -s file new", "os.symlink('file', 'new')"),
    ("fifo", "mkfifo new", "os.mkfifo('new')"),
    ("socket", nil, "socket.socket(socket.AF_UNIX).bind('new')"),
  ]
}

extension Outcome {
  /// It was refused with this code and these words, and nothing ran.
  func expectRefusal(
    _ code: Int32, _ words: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(ending == .exited(code), sourceLocation: sourceLocation)
    #expect(!stdout.contains("ran"), sourceLocation: sourceLocation)
    #expect(
      collapsedStderr.contains(words), "\(collapsedStderr)", sourceLocation: sourceLocation)
  }
}
