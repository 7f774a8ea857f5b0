import TestSupport
import Testing

/// Step 4: values from qli's own environment and from 1Password's command, and what becomes of
/// them.
@Suite struct SecretTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  /// A group whose only guards are its secrets, and an extension that prints them in brackets.
  private func group(_ secrets: String..., prints names: [String] = ["TOKEN"]) throws {
    try home.group("g", secrets.map { "[[secrets]]\n\($0)" }.joined(separator: "\n"))
    let values = names.map { "<$\($0)>" }.joined()
    try home.extension("g", "x", sh: "echo \"\(values)\"; echo ran >> '\(home.path("ran"))'")
  }

  private static let fromVariable = #"env = "TOKEN", ref = "SOURCE", provider = "env""#
    .replacing(", ", with: "\n")
  private static let fromStore = #"env = "TOKEN", ref = "op://v/i/f", provider = "one_password""#
    .replacing(", ", with: "\n")

  private static let changeIt =
    "give it another value where it is kept, or change 'ref' in the group's manifest"

  private func refused(
    _ reason: String, details: String = "", help: String..., run: QliRun? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let help = help.map { "help: \($0)\n" }.joined()
    try (run ?? home.qli("g", "x")).expect(
      stderr: "error: secret 'TOKEN' couldn't be resolved: \(reason)\n\(details)\(help)",
      code: 122, sourceLocation: sourceLocation)
    #expect(!home.exists("ran"), sourceLocation: sourceLocation)
  }

  // MARK: - The provider `env`

  @Test func aVariableOfQlisOwn() throws {
    try group(Self.fromVariable, prints: ["TOKEN", "SOURCE"])
    let run = home.qli("g", "x")
    try run.environment(["SOURCE": "a b\n"]).expect(stdout: "<a b\n><a b\n>\n")
    try run.environment(["SOURCE": "new", "TOKEN": "old"]).expect(stdout: "<new><new>\n")
  }

  @Test func aVariableThatIsNotSet() throws {
    try group(Self.fromVariable)
    try refused("the environment variable 'SOURCE' isn't set", help: "export SOURCE=<value>")
  }

  @Test func aVariableWithAnUnusableValue() throws {
    try group(Self.fromVariable)
    let run = home.qli("g", "x")
    let help = "export SOURCE=<value>"
    try refused("its value is empty", help: help, run: run.environment(["SOURCE": ""]))
    for bad: [UInt8] in [[0xff], [0x73, 0xc0, 0x80], [0xe2, 0x82], [0xed, 0xa0, 0x80]] {
      try refused("its value isn't UTF-8", help: help, run: run.environment(["SOURCE": bad]))
    }
  }

  // MARK: - What op is given

  @Test func argumentsAndSurroundingsOfOp() throws {
    let reference = #"op://a b/$(x)/\"*\u00e9"#
    try group("env = \"TOKEN\"\nref = \"\(reference)\"\nprovider = \"one_password\"")
    try home.pathExecutable(
      "op",
      sh: """
        PROBE_TO='\(home.path("args"))' probe arguments "$@"
        probe descriptors --to '\(home.path("descriptors"))'
        probe signals --to '\(home.path("signals"))'
        echo "$OP_SERVICE_ACCOUNT_TOKEN" > '\(home.path("credential"))'
        cat > '\(home.path("input"))'
        echo value
        """)
    try home.qli("g", "x").stdin(.text("for the extension"))
      .environment(["OP_SERVICE_ACCOUNT_TOKEN": "key"]).expect(stdout: "<value>\n")
    let hex = Array("op://a b/$(x)/\"*é".utf8).map {
      ($0 < 16 ? "0" : "") + String($0, radix: 16)
    }.joined()
    #expect(try home.read("args") == "72656164\n\(hex)\n")
    let descriptors = try home.read("descriptors").split(separator: "\n")
    #expect(descriptors.first == "0 /dev/null")
    // The shell's own script may be open beside them; qli's own files aren't.
    #expect(!descriptors.contains { $0.contains("signalfd") || $0.contains("eventpoll") })
    #expect(descriptors.filter { $0.contains("pipe:") }.count == 2)
    #expect(try home.read("signals") == "blocked=\nignored=\n")
    #expect(try home.read("credential") == "key\n")
    #expect(try home.read("input").isEmpty)
  }

  @Test func standardInputIsLeftToTheExtension() throws {
    try group(Self.fromStore)
    try home.pathExecutable("op", sh: "cat; echo value")
    try home.extension("g", "x", sh: "cat")
    try home.qli("g", "x").stdin(.text("line\n")).expect(stdout: "line\n")
  }

  /// The first on PATH that can be executed, and no relative folder.
  @Test func opIsLookedUpOnPath() throws {
    try group(Self.fromStore)
    try home.file("op", "#!/bin/sh\necho wrong\n", mode: 0o755)
    try home.pathExecutable("op", "#!/bin/sh\necho wrong\n", mode: 0o644)
    try home.file("$ROOT/other/op", "#!/bin/sh\necho right\n", mode: 0o755)
    let path = home.expand(":.:$BIN:$ROOT/other:/usr/bin:/bin")
    try home.qli("g", "x").environment(["PATH": path]).expect(stdout: "<right>\n")
  }

  @Test func opIsNotInstalled() throws {
    try group(Self.fromStore)
    let install = "install it from https://developer.1password.com/docs/cli/get-started"
    try refused(
      "'op', the command of 1Password, isn't on PATH", help: install, "then: op signin",
      run: home.qli("g", "x").environment(["PATH": home.path("$BIN")]))
    try refused(
      "'op', the command of 1Password, isn't on PATH", help: install, "then: op signin",
      run: home.qli("g", "x").unset("PATH"))
  }

  @Test func opCannotBeStarted() throws {
    try group(Self.fromStore)
    let op = try home.pathExecutable("op", "#!/no/such\n")
    try refused(
      "'op' couldn't be started: cannot execute '\(op)': its interpreter '/no/such' isn't there")
  }

  // MARK: - What op answers

  @Test(arguments: [
    ("printf 'v'", "v"), ("printf 'v\\n'", "v"), ("printf 'v\\n\\n'", "v\n"),
    ("printf '\\nv\\r\\n'", "\nv\r"), ("printf ' v é\\n'", " v é"), ("printf '\\n\\n'", "\n"),
  ])
  func exactlyOneNewlineAtTheEndIsRemoved(_ script: String, _ value: String) throws {
    try group(Self.fromStore)
    try home.pathExecutable("op", sh: script)
    try home.qli("g", "x").expect(stdout: "<\(value)>\n")
  }

  @Test(arguments: [
    ("exit 0", "its value is empty"), ("echo", "its value is empty"),
    (#"printf 'a\377b\n'"#, "its value isn't UTF-8"),
    (#"printf 'a\303\n'"#, "its value isn't UTF-8"),
    (#"printf 'a\0b\n'"#, "its value holds a NUL, which no environment variable can"),
  ])
  func valuesThatNoVariableCanHold(_ script: String, _ reason: String) throws {
    try group(Self.fromStore)
    try home.pathExecutable("op", sh: script)
    try refused(reason, help: Self.changeIt)
  }

  @Test func theLongestValue() throws {
    try group(Self.fromStore)
    let limit = 131_071 - "TOKEN=".utf8.count
    try home.file("value", String(repeating: "v", count: limit) + "\n")
    try home.pathExecutable("op", sh: "cat '\(home.path("value"))'")
    try home.extension("g", "x", sh: "printf %s \"$TOKEN\" | wc -c")
    try home.qli("g", "x").expect(stdout: "\(limit)\n")
    try home.file("value", String(repeating: "v", count: limit + 1) + "\n")
    let reason = "its value is longer than the \(limit) bytes that an environment variable can hold"
    try refused(reason, help: Self.changeIt)
    try group(Self.fromVariable)
    try home.extension("g", "x", sh: "printf %s \"$TOKEN\" | wc -c")
    let run = home.qli("g", "x")
    // A variable of a shorter name can hold more.
    try home.group(
      "g", "[[secrets]]\nenv = \"TOKEN\"\nref = \"S\"\nprovider = \"env\"")
    try run.environment(["S": String(repeating: "v", count: limit)]).expect(stdout: "\(limit)\n")
    try refused(
      reason, help: "export S=<value>",
      run: run.environment(["S": String(repeating: "v", count: limit + 1)]))
  }

  /// It is ended at once: `yes` would go on for ever.
  @Test func aValueLongerThanFits() throws {
    try group(Self.fromStore)
    try home.pathExecutable("op", sh: "echo $$ > '\(home.path("pid"))'; exec yes value")
    let outcome = try home.qli("g", "x").run()
    #expect(outcome.ending == .exited(122))
    #expect(
      outcome.stderr.hasPrefix("error: secret 'TOKEN' couldn't be resolved: its value is lon"))
    #expect(!outcome.stderr.contains("value\n"))
    try expectGone(home.read("pid"))
  }

  @Test(arguments: [(1, "exited with 1"), (127, "exited with 127")])
  func opFails(_ code: Int, _ how: String) throws {
    try group(Self.fromStore)
    try home.pathExecutable(
      "op", sh: "printf s3cret; printf 'one\\n\\n  \\033two\\r\\nthree' >&2; exit \(code)")
    try refused(
      "'op read' \(how)", details: "  op: one\n  op:   \\x1btwo\n  op: three\n", help: "op signin")
  }

  @Test func opIsKilled() throws {
    try group(Self.fromStore)
    try home.pathExecutable("op", sh: "echo s3cret; kill -SEGV $$")
    try refused("'op read' died of SIGSEGV", help: "op signin")
  }

  /// Only the end of what it says is kept, where the reason stands.
  @Test func opSaysALot() throws {
    try group(Self.fromStore)
    try home.pathExecutable(
      "op", sh: "i=0; while [ $i -lt 3000 ]; do echo \"line $i\" >&2; i=$((i+1)); done; exit 1")
    let outcome = try home.qli("g", "x").run()
    #expect(outcome.ending == .exited(122))
    let lines = outcome.stderr.split(separator: "\n")
    #expect(lines.suffix(2) == ["  op: line 2999", "help: op signin"])
    #expect(outcome.stderr.utf8.count < 8192)
  }

  @Test func whatOpSaysIsNotShownWhereItSucceeds() throws {
    try group(Self.fromStore)
    try home.pathExecutable("op", sh: "echo chatter >&2; echo value")
    try home.qli("g", "x").expect(stdout: "<value>\n")
  }

  // MARK: - When the value is complete

  @Test func aHelperThatHoldsThePipesIsNotWaitedFor() throws {
    try group(Self.fromStore)
    let go = home.path("go")
    try home.pathExecutable("op", sh: "exec probe hold-pipe value --until '\(go)'")
    try home.qli("g", "x").expect(stdout: "<value>\n")
    try home.file("go")
  }

  @Test func theValueOfAProgramThatEndsLate() throws {
    try group(Self.fromStore)
    let wrote = try home.fifo("wrote")
    let go = try home.fifo("go")
    try home.pathExecutable(
      "op",
      sh: """
        printf one
        echo > '\(wrote.path)'
        read line < '\(go.path)'
        printf two
        exec >&- 2>&-
        echo > '\(wrote.path)'
        read line < '\(go.path)'
        exit $(cat '\(home.path("code"))')
        """)
    for (code, expected) in [("0", "<onetwo>\n"), ("4", "")] {
      try home.file("code", code)
      let running = try home.qli("g", "x").start()
      try wrote.wait(for: running)
      try go.release()
      // Both pipes are closed now, but it may still fail.
      try wrote.wait(for: running)
      #expect(!running.hasEnded && running.output.isEmpty)
      try go.release()
      let outcome = try running.wait()
      #expect(outcome.stdout == expected)
      #expect(outcome.ending == .exited(code == "0" ? 0 : 122))
    }
  }

  /// The process is gone, or nobody but init has to reap it.
  private func expectGone(
    _ pid: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let number = pid.split(separator: "\n").joined()
    #expect(!home.exists("/proc/\(number)"), sourceLocation: sourceLocation)
  }

  /// Exactly one newline is op's own: a carriage return before it belongs to the value.
  @Test func aValueThatEndsInCRLF() throws {
    let home = try TestHome()
    try home.group(
      "g", "secrets = [{ env = 'S', ref = 'op://v/i/f', provider = 'one_password' }]")
    try home.pathExecutable("op", sh: "printf 'v\\r\\n'")
    try home.extension("g", "x", sh: "printf %s \"$S\" | od -An -c")
    #expect(try home.qli("g", "x").run().stdout.split(separator: " ").joined() == "v\\r\n")
  }
}
