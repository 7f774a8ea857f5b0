import Foundation
import Testing

@testable import QliCore

/// Files that are replaced whole.
@Suite struct FileReplacementTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
  }

  @Test func nothingIsLeftBesideIt() throws {
    for text in ["one", "two"] {
      try FileReplacement.write(Array(text.utf8), to: folder["file"], mode: 0o640)
      #expect(try self.text("file") == text)
    }
    #expect(try names == ["file"])
  }

  /// A process that had the same number was killed there.
  @Test func whatWasLeftBesideItGoes() throws {
    try folder.makeFile("file.\(getpid()).new", mode: 0o400)
    try FileReplacement.write(Array("new".utf8), to: folder["file"], mode: 0o640)
    #expect(try names == ["file"])
  }

  /// In a folder that others may write to they know the name beforehand.
  @Test func aNameThatSomebodyElseHas() throws {
    let taken = "file.\(getpid()).new"
    try folder.makeFolder(taken)
    try FileReplacement.write(Array("new".utf8), to: folder["file"], mode: 0o640)
    #expect(try text("file") == "new")
    #expect(try names == ["file", taken])
  }

  @Test func whatCannotBeWrittenIsSaid() throws {
    #expect(throws: Errno.noSuchFile) {
      try FileReplacement.write([], to: folder["none/file"], mode: 0o640)
    }
    try folder.makeFolder("place/inner")
    #expect(throws: Errno.isDirectory) {
      try FileReplacement.write([], to: folder["place"], mode: 0o640)
    }
    #expect(try names == ["place"])
  }
}
