import Glibc
import TestSupport
import Testing

/// Manifests that are no proper files. Each is an error, and none a way round the group's guards.
@Suite struct ManifestFileTests {
  let home: TestHome
  let lookups: Lookups

  init() throws {
    home = try TestHome()
    lookups = Lookups(home: home)
    // What must not run: the broken group's own file, and the copies that it shadows.
    try home.extension("dev", "x", sh: "echo ran")
    try home.group("dev", root: .system)
    try home.extension("dev", "x", sh: "echo fell through", root: .system)
    try home.pathExecutable("qli-dev-x", sh: "echo fell through")
  }

  private let file = "$DATA/qli/extensions/dev/_manifest.toml"

  private func refused(_ stderr: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try lookups.fail("dev", "x", stderr: stderr, code: 125, sourceLocation: sourceLocation)
  }

  private func refusedAs(
    _ reason: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try refused(
      "error: cannot read the manifest '\(file)': \(reason)\n", sourceLocation: sourceLocation)
  }

  @Test(arguments: ["", "\n", "\u{feff}", "# only a comment\n"])
  func anEmptyManifest(_ text: String) throws {
    try home.file(file, text)
    let line = text.split(separator: "\n").first ?? ""
    let shown = line == "\u{feff}" ? "" : line
    try refused(
      """
      error: the manifest has 2 problems
      \(file):1:1: missing key 'schema_version'; write 'schema_version = 1'
        1 | \(shown)
          | ^
      \(file):1:1: missing key 'description'; write 'description = "what the group is for"'
        1 | \(shown)
          | ^
      help: see the format: qli help manifest

      """)
  }

  @Test func aManifestAsLargeAsMayBe() throws {
    let manifest = TestHome.manifest()
    let limit = 1 << 20
    let comment = "#" + String(repeating: "x", count: limit - manifest.utf8.count - 1)
    try home.file(file, manifest + comment)
    try home.qli("dev", "x").expect(stdout: "ran\n")
    try home.file(file, manifest + comment + "x")
    try refused("error: the manifest '\(file)' is larger than 1 MiB\n")
  }

  @Test func aHugeManifest() throws {
    // A hole of 1 TiB: only what may be read is.
    try home.file(file)
    try home.program("/usr/bin/truncate", "-s", "1T", home.path(file)).expect()
    try refused("error: the manifest '\(file)' is larger than 1 MiB\n")
  }

  @Test func aBinaryManifest() throws {
    let header: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0xff, 0x0a, 0, 0x1b]
    try home.file(file, header)
    try refused(
      """
      error: the manifest has 1 problem
      \(file):1:1: control character U+007F; in a "…" string write '\\u007F'
        1 | \\x7fELF\\x02\\x01\\x01\\x00\\x00\\x00\\x00\\x00\u{fffd}
          | ^^^^
      help: see the format: qli help manifest

      """)
  }

  @Test func aManifestThatIsNotUTF8() throws {
    try home.file(file, Array("schema_version = 1\ndescription = 'caf".utf8) + [0xe9, 0x27, 0x0a])
    try refused(
      """
      error: the manifest has 1 problem
      \(file):2:19: invalid UTF-8; save the file as UTF-8
        2 | description = 'caf\u{fffd}'
          |                   ^
      help: see the format: qli help manifest

      """)
  }

  /// A manifest that was cut off is refused, unless what is left of it is one: of whole lines.
  @Test func aTruncatedManifest() throws {
    let manifest = "schema_version = 1\ndescription = \"x\"\nconfirm = true\nbanner = 'b'"
    for count in 0..<manifest.utf8.count {
      let text = String(manifest.prefix(count))
      try home.file(file, text)
      let outcome = try home.qli("dev", "x").run()
      let code: Int32 =
        switch text.split(separator: "\n").last {
        case "description = \"x\"": 0
        case "confirm = true": 121
        default: 125
        }
      #expect(outcome.ending == .exited(code), "cut off to \(text.debugDescription)")
      #expect(outcome.stdout == (code == 0 ? "ran\n" : ""))
    }
  }

  @Test func aFolderInPlaceOfAManifest() throws {
    try home.directory(file)
    try refusedAs("it is a folder, not a regular file")
  }

  @Test func aFIFOInPlaceOfAManifest() throws {
    try home.program("/usr/bin/mkfifo", "-m", "644", home.path(file)).expect()
    try refusedAs("it is a FIFO, not a regular file")
  }

  @Test func aDeviceInPlaceOfAManifest() throws {
    try home.link(file, to: "/dev/null")
    // Everyone may write to that one, but taking that away would be no help.
    try refusedAs("it is a device, not a regular file")
    try home.remove(file)
    try home.link(file, to: "/proc/self")
    try refusedAs("it is a folder, not a regular file")
  }

  @Test func aDanglingLink() throws {
    try home.link(file, to: "nowhere")
    try refusedAs("No such file or directory")
  }

  @Test func aLinkInACircle() throws {
    try home.link(file, to: "_manifest.toml")
    try refusedAs("Too many levels of symbolic links")
  }

  @Test func aLinkThroughAFile() throws {
    try home.link(file, to: "x/y")
    try refusedAs("No such file or directory")
  }

  @Test(.requireTool("setpriv")) func aManifestThatCannotBeRead() throws {
    try home.file(file, TestHome.manifest(), mode: 0o000)
    // Without the capabilities that let root read everything.
    let lookups =
      geteuid() == 0
      ? lookups.with {
        $0.wrapped("/usr/bin/setpriv", "--bounding-set=-dac_override,-dac_read_search")
      } : lookups
    let refusal = { (help: String) in
      "error: cannot read the manifest '\(file)': Permission denied\nhelp: \(help)\n"
    }
    try lookups.fail("dev", "x", stderr: refusal("chmod u+r \(file)"), code: 125)
    try home.chmod(file, 0o644)
    // The help names the folder that is closed.
    for (folder, mode): (String, mode_t) in [
      ("$DATA/qli/extensions/dev", 0o600), ("$DATA/qli/extensions", 0o000),
    ] {
      try home.chmod(folder, mode)
      try lookups.fail("dev", "x", stderr: refusal("chmod u+rx \(folder)"), code: 125)
      try home.chmod(folder, 0o755)
    }
    try home.chmod("$DATA/qli/extensions", 0o755)
  }
}
