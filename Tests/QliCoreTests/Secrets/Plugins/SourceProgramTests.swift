import Foundation
import TestSupport
import Testing

@testable import QliCore

@Suite struct SourceProgramTests {
  let sources: SourceFolders

  init() throws { sources = try SourceFolders() }

  private static let script = "#!/bin/sh\necho \"$0\"\n"

  private func pin(_ text: String) -> String {
    "checksum_sha256 = \"\(SHA256.digest(of: Array(text.utf8)))\""
  }

  private func refusal(_ name: String) throws -> String? {
    let definition = try sources.catalog.definition(named: name)
    return sources.failure({ () throws(SourceProgramError) in
      try SourceProgram.verify(definition)
    }) { ErrorReport($0) }
  }

  // MARK: - What is started

  @Test func aScriptByItsPath() throws {
    try sources.plugin("a", pin(Self.script), program: Self.script)
    let program = try SourceProgram.verify(sources.catalog.definition(named: "a"))
    #expect(program.path == sources["qli-source-a"])
    #expect(program.name == sources["qli-source-a"])
    try program.checkUnchanged()
  }

  @Test func aBinaryByTheDescriptorThatWasHashed() throws {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "/bin/echo"))
    try sources.sidecar("a", "checksum_sha256 = \"\(SHA256.digest(of: Array(bytes)))\"")
    let path = sources["qli-source-a"]
    try bytes.write(to: URL(fileURLWithPath: "\(path)"))
    try WrittenFile.settle("\(path)")
    try sources.folder.setMode("home/qli/sources/qli-source-a", 0o755)
    let program = try SourceProgram.verify(sources.catalog.definition(named: "a"))
    #expect(program.name == path)
    #if os(Linux)
      // Another one in its place: what was hashed is what runs.
      try sources.write("new", "#!/bin/sh\necho wrong\n", mode: 0o755)
      try #require(rename("\(sources["new"])", "\(path)") == 0)
      try program.checkUnchanged()
      #expect(try output(of: program.path, "right") == "right\n")
    #endif
  }

  @Test func aBinaryThatWasChangedInPlace() throws {
    try sources.plugin("a", pin("ELF, or so"), program: "ELF, or so")
    let program = try SourceProgram.verify(sources.catalog.definition(named: "a"))
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: "\(sources["qli-source-a"])"))
    try file.seekToEnd()
    try file.write(contentsOf: Data("!".utf8))
    try file.close()
    #expect(throws: SourceProgramError.self) { try program.checkUnchanged() }
  }

  @Test func withoutAChecksumByItsPath() throws {
    try sources.plugin("a", program: Self.script)
    let program = try SourceProgram.verify(sources.catalog.definition(named: "a"))
    #expect(program.path == sources["qli-source-a"])
    try sources.write("qli-source-a", "#!/bin/sh\n", mode: 0o755)
    try program.checkUnchanged()
  }

  /// What the program at `path`, opened by this process, prints.
  private func output(of path: FilePath, _ argument: String) throws -> String {
    // The descriptor is this process's own.
    let number = String(decoding: path.lastComponent.bytes, as: UTF8.self)
    let process = Process()
    process.executableURL = URL(
      fileURLWithPath: "/proc/\(ProcessInfo.processInfo.processIdentifier)/fd/\(number)")
    process.arguments = [argument]
    let pipe = Foundation.Pipe()
    process.standardOutput = pipe
    try process.run()
    let text = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: text, as: UTF8.self)
  }

  // MARK: - A script that was changed after it was hashed

  private func changed(_ change: () throws -> Void) throws -> String? {
    try sources.plugin("a", pin(Self.script), program: Self.script)
    let program = try SourceProgram.verify(sources.catalog.definition(named: "a"))
    try waitForATickOfTheFileSystem()
    try change()
    do throws(SourceProgramError) {
      try program.checkUnchanged()
      return nil
    } catch {
      return ErrorReport(error).headline.replacingOccurrences(
        of: "\(sources.folder.path)/", with: "")
    }
  }

  /// Until a file that is made now has a later time than the program: two changes within one tick
  /// of the kernel's clock look like one.
  private func waitForATickOfTheFileSystem() throws {
    let before = try FileStatus(following: sources["qli-source-a"]).changeTime
    repeat {
      try sources.write("tick", "")
    } while try FileStatus(following: sources["tick"]).changeTime == before
  }

  private static let change =
    "the program 'home/qli/sources/qli-source-a' was changed while it was being started"

  @Test func anotherProgramInItsPlace() throws {
    let result = try changed {
      try sources.write("new", Self.script, mode: 0o755)
      try #require(rename("\(sources["new"])", "\(sources["qli-source-a"])") == 0)
    }
    #expect(result == Self.change)
  }

  @Test func otherBytesOfTheSameNumber() throws {
    let result = try changed {
      let file = try FileHandle(
        forUpdating: URL(fileURLWithPath: "\(sources["qli-source-a"])"))
      try file.write(contentsOf: Data("#!/bin/ls".utf8))
      try file.close()
    }
    #expect(result == Self.change)
  }

  @Test func aProgramWithAnotherMode() throws {
    #expect(
      try changed { try sources.folder.setMode("home/qli/sources/qli-source-a", 0o700) }
        == Self.change)
  }

  @Test func aProgramThatWasRemoved() throws {
    let result = try changed {
      try FileManager.default.removeItem(atPath: "\(sources["qli-source-a"])")
    }
    #expect(
      result == "cannot read the program 'home/qli/sources/qli-source-a': "
        + "No such file or directory")
  }

  // MARK: - What isn't started

  @Test func aProgramThatIsMissing() throws {
    try sources.sidecar("a")
    let message = "the program 'home/qli/sources/qli-source-a' isn't there"
    #expect(try refusal("a") == message)
    try sources.folder.link("home/qli/sources/qli-source-a", to: "nowhere")
    #expect(try refusal("a") == message)
    try sources.sidecar("a", executable: "qli-source-a.toml/x")
    #expect(
      try refusal("a") == "the program 'home/qli/sources/qli-source-a.toml/x' isn't there")
  }

  @Test func noExecutableFile() throws {
    try sources.sidecar("a")
    try sources.write("qli-source-a", "")
    #expect(
      try refusal("a")
        == "cannot execute 'home/qli/sources/qli-source-a': it has no execute bit")
    try sources.sidecar("b", executable: ".")
    #expect(
      try refusal("b")
        == "the program 'home/qli/sources/.' is a folder, not a regular file")
  }

  @Test func aProgramWithAnotherChecksum() throws {
    try sources.plugin("a", pin("other"), program: Self.script)
    #expect(
      try refusal("a") == """
        the program 'home/qli/sources/qli-source-a' isn't what its sidecar pins
          pinned: \(SHA256.digest(of: Array("other".utf8)))
          found:  \(SHA256.digest(of: Array(Self.script.utf8)))
        """)
  }

  @Test func aProgramThatAnyoneCanWrite() throws {
    try sources.plugin("a", program: Self.script)
    try sources.folder.setMode("home/qli/sources/qli-source-a", 0o757)
    let unsafe = "unsafe: anyone on this machine can write to"
    #expect(
      try refusal("a")
        == "\(unsafe) 'home/qli/sources/qli-source-a', and so change what runs")

    try sources.folder.makeFolder("home/qli/sources/sub", mode: 0o757)
    try sources.write("sub/run", Self.script, mode: 0o755)
    try sources.sidecar("b", executable: "sub/run")
    #expect(
      try refusal("b")
        == "\(unsafe) the folder 'home/qli/sources/sub', and so change what runs")
  }

  // MARK: - Links

  @Test func aRelativePathThatLeadsOut() throws {
    try sources.folder.makeFolder("far")
    try sources.sidecar("a")
    try sources.folder.link("home/qli/sources/qli-source-a", to: "../../../far/run")
    try sources.write("run", Self.script, mode: 0o755)
    try #require(rename("\(sources["run"])", "\(sources.folder["far/run"])") == 0)
    #expect(
      try refusal("a") == "the program 'home/qli/sources/qli-source-a' is a link that leads out "
        + "of 'home/qli/sources'")
    try sources.sidecar("b", executable: "\(sources["qli-source-a"])")
    #expect(try refusal("b") == nil)
  }

  @Test func linksThatStayInTheFolder() throws {
    try sources.plugin("a", program: Self.script)
    try sources.sidecar("b")
    try sources.folder.link("home/qli/sources/qli-source-b", to: "qli-source-a")
    #expect(try refusal("b") == nil)
  }

  /// As GNU Stow and the like install: both are links into one other folder.
  @Test func sidecarAndProgramAreLinksToTheSameFolder() throws {
    try sources.plugin("a", program: Self.script, root: "system")
    for file in ["qli-source-a", "qli-source-a.toml"] {
      try sources.folder.link(
        "home/qli/sources/\(file)", to: "../../../system/qli/sources/\(file)")
    }
    #expect(try refusal("a") == nil)
  }

  /// A folder next to it whose name merely begins like it.
  @Test func aFolderThatIsCalledSimilarly() throws {
    try sources.folder.makeFolder("home/qli/sources-of-others")
    try sources.sidecar("a")
    try sources.write("../sources-of-others/run", Self.script, mode: 0o755)
    try sources.folder.link("home/qli/sources/qli-source-a", to: "../sources-of-others/run")
    #expect(try refusal("a")?.contains("leads out of") == true)
  }
}
