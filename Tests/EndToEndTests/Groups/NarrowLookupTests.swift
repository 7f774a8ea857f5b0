import TestSupport
import Testing

/// A run looks up only what it needs, however many groups lie beside it and whatever is wrong there.
@Suite struct NarrowLookupTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("dev")
    try home.extension("dev", "own", sh: "echo own")
    try home.pathExecutable("qli-dev-other", sh: "echo other")
    // All that is wrong with the neighbours, doctor tells.
    try home.group("broken", manifest: "= broken")
    try home.extension("broken", "x", "#!/nowhere\n", mode: 0o777)
    try home.group("unsafe")
    try home.chmod("$DATA/qli/extensions/unsafe", 0o777)
    try home.link("$DATA/qli/extensions/dangling", to: "nowhere")
    try home.group("dev", manifest: "= shadowed", root: .system)
    try home.extension("dev", "x y", sh: "")
  }

  /// The files below the home that a run named to the system, without the home's own path.
  private func filesUsed(by words: String..., stdout: String) throws -> Set<String> {
    let trace = home.path("$ROOT/trace")
    try home.qli().arguments(words)
      .wrapped("/usr/bin/strace", "-f", "-o", trace, "-e", "trace=%file,%desc", "-s", "4096")
      .expect(stdout: stdout)
    var files: Set<String> = []
    for line in try home.read(trace).split(separator: "\n") where !line.contains("execve(") {
      // Every second part is what stands in quotes.
      let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
      for index in stride(from: 1, to: parts.count, by: 2) {
        let name = home.collapse(String(parts[index]))
        let isOfHome = ["$DATA", "$SYSTEM", "$HOME", "$BIN", "$CONFIG"].contains {
          name.hasPrefix($0)
        }
        if isOfHome { files.insert(name) }
      }
    }
    return files
  }

  /// What is looked for where there is no file of the name.
  private func scripts(_ name: String) -> [String] {
    [
      "sh", "bash", "zsh", "fish", "py", "rb", "pl", "js", "mjs", "ts", "lua", "php", "swift",
    ].map { "$DATA/qli/extensions/dev/\(name).\($0)" }
  }

  @Test func theNeighboursAreNoConcern() throws {
    try home.qli("dev", "own").expect(stdout: "own\n")
    try home.qli("dev", "other").expect(stdout: "other\n")
    let doctor = try home.qli("doctor").run()
    #expect(doctor.ending == .exited(1))
  }

  @Test(.requireTool("strace")) func anOwnFileTakesOneManifestAndOneFile() throws {
    #expect(
      try filesUsed(by: "dev", "own", stdout: "own\n") == [
        "$CONFIG", "$CONFIG/qli", "$CONFIG/qli/trust", "$DATA", "$DATA/qli",
        "$DATA/qli/extensions", "$DATA/qli/extensions/dev",
        "$DATA/qli/extensions/dev/_manifest.toml", "$DATA/qli/extensions/dev/own",
      ])
  }

  @Test(.requireTool("strace")) func aFileOfPathTakesPathToo() throws {
    #expect(
      try filesUsed(by: "dev", "other", stdout: "other\n")
        == Set(
          [
            "$CONFIG", "$CONFIG/qli", "$CONFIG/qli/trust", "$DATA", "$DATA/qli",
            "$DATA/qli/extensions", "$DATA/qli/extensions/dev",
            "$DATA/qli/extensions/dev/_manifest.toml", "$DATA/qli/extensions/dev/other", "$BIN",
            "$BIN/qli-dev-other",
          ] + scripts("other")))
  }

  @Test(.requireTool("strace")) func ofLongerNamesOnlyThoseThatFitAreAskedFor() throws {
    try home.pathExecutable("qli-dev-a-b", sh: "echo a-b")
    #expect(
      try filesUsed(by: "dev", "a-b", stdout: "a-b\n")
        == Set(
          [
            "$CONFIG", "$CONFIG/qli", "$CONFIG/qli/trust", "$DATA", "$DATA/qli",
            "$DATA/qli/extensions", "$DATA/qli/extensions/dev",
            "$DATA/qli/extensions/dev/_manifest.toml", "$DATA/qli/extensions/dev/a-b", "$BIN",
            "$BIN/qli-dev-a-b", "$DATA/qli/extensions/dev-a",
            "$DATA/qli/extensions/dev-a/_manifest.toml", "$SYSTEM/qli/extensions/dev-a",
            "$SYSTEM/qli/extensions/dev-a/_manifest.toml",
          ] + scripts("a-b")))
  }
}
