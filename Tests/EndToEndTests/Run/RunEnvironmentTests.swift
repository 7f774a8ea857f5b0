import Foundation
import TestSupport
import Testing

/// `run.env`: what a child finds in its environment, byte for byte.
@Suite struct RunEnvironmentTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  /// The variables that the child has beside those that qli sets; bad UTF-8 is repaired.
  private func variables(
    _ lines: String, _ change: (QliRun) -> QliRun = { $0 },
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> [String] {
    try home.group("g", lines)
    try home.extension("g", "x", sh: "exec '\(Products.probe)' environment")
    let outcome = try change(home.qli("g", "x")).run(sourceLocation: sourceLocation)
    #expect(outcome.ending == .exited(0), "\(outcome.stderr)", sourceLocation: sourceLocation)
    let entries = outcome.stdoutBytes.split(separator: 0).map {
      home.collapse(String(decoding: $0, as: UTF8.self))
    }
    let own = [
      "QLI", "QLI_GROUP", "QLI_EXTENSION", "QLI_GROUP_DIR", "QLI_RUN_ID", "QLI_DEPTH",
      "TRACEPARENT",
    ]
    for name in own {
      let count = entries.filter { $0.hasPrefix("\(name)=") }.count
      #expect(count == 1, "\(name)", sourceLocation: sourceLocation)
    }
    // The shell between sets PWD.
    return entries.filter { entry in
      !own.contains { entry.hasPrefix("\($0)=") } && !entry.hasPrefix("PWD=")
    }.sorted()
  }

  private let path = "PATH=$BIN:/usr/bin:/bin"

  /// An extension that completes itself would do that, and no work.
  @Test func aRunIsNotAskedToComplete() throws {
    let all = try variables("") {
      $0.environment(["QLI_COMPLETE": "1", "QLI_REASON": "outer", "QLI_OTHER": "kept"])
    }
    #expect(all.filter { $0.hasPrefix("QLI") } == ["QLI_OTHER=kept"])
  }

  /// As after an upgrade: another file stands where this qli was started from.
  @Test func itsOwnPathAfterAnUpgrade() throws {
    let copy = home.path("$ROOT/copy")
    try FileManager.default.copyItem(atPath: Products.qli, toPath: copy)
    try WrittenFile.settle(copy)
    try home.group("g")
    try home.extension("g", "x", sh: "echo \"$QLI\"")
    try home.program("/bin/sh", "-c", "exec 3<\(copy); rm \(copy); exec /proc/self/fd/3 g x")
      .expect(stdout: "\(copy)\n")
  }

  @Test func withoutTheKeyTheWholeEnvironmentIsHandedOn() throws {
    let all = try variables("") { $0.environment(["ODD": [0xff] as [UInt8]]) }
    #expect(
      all.map { $0.prefix { $0 != "=" } } == [
        "HOME", "ODD", "PATH", "SWIFT_BACKTRACE", "XDG_CONFIG_HOME", "XDG_DATA_DIRS",
        "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME",
      ])
    #expect(try variables("[run]\ntimeout = '1h'").count == all.count - 1)
  }

  @Test func anEmptyListLeavesPATH() throws {
    #expect(try variables("run.env = []") == [path])
    // None where there is none.
    #expect(try variables("run.env = []") { $0.unset("PATH") } == [])
  }

  /// Without what means the folder that one is in.
  @Test func emptyAndRelativeEntriesOfPATH() throws {
    for (path, left) in [
      ("/a:/b", "/a:/b"), ("/a:/a:/b/", "/a:/a:/b/"), (":/a", "/a"), ("/a:", "/a"),
      ("/a::/b", "/a:/b"), (".:/a:b:~/c:/d", "/a:/d"), ("", "/usr/bin:/bin"),
      (":.", "/usr/bin:/bin"),
    ] {
      for lines in ["", "run.env = []"] {
        let found = try variables(lines) { $0.environment(["PATH": path]) }
        #expect(found.filter { $0.hasPrefix("PATH=") } == ["PATH=\(left)"], "\(path)")
      }
    }
  }

  @Test func namesAndPrefixes() throws {
    let found = try variables("run.env = ['HOME', 'AWS_*', 'GONE']") {
      $0.environment([
        "HOMEPAGE": "no", "MY_HOME": "no", "home": "no", "AWS": "no", "XAWS_A": "no",
        "AWS_": "yes", "AWS_REGION": "a=b\nc", "AWS_EMPTY": "",
      ])
    }
    #expect(found == ["AWS_=yes", "AWS_EMPTY=", "AWS_REGION=a=b\nc", "HOME=$HOME", path])
  }

  /// PATH is a name like any other where it is named, too.
  @Test func pathMayBeNamedInTheList() throws {
    #expect(try variables("run.env = ['PATH', 'PAT*']") == [path])
  }

  // MARK: - What is no text

  private func withOddEntries(_ run: QliRun) -> QliRun {
    run.environmentEntries(
      [0xff, 0x3d, 0x31] as [UInt8],  // a name that isn't UTF-8
      Array("AWS_".utf8) + [0xfe, 0x3d, 0xfd],  // the same, with a prefix that is let through
      Array("KEPT=".utf8) + [0x80, 0xc3],  // a value that isn't
      Array("LOST=".utf8) + [0x80], "no-equals-sign", "AWS_no-equals-sign", "=nameless",
      "e\u{301}=x", "KEPT=twice")
  }

  @Test func oddEntriesReachTheChildWithoutIt() throws {
    try home.group("g")
    try home.copy(Products.probe, to: "\(home.extensions())/g/x")
    let run = withOddEntries(home.qli("g", "x", "environment"))
    let entries = try run.run().stdoutBytes.split(separator: 0).map { Array($0) }
    for entry: [UInt8] in [
      [0xff, 0x3d, 0x31], Array("AWS_".utf8) + [0xfe, 0x3d, 0xfd],
      Array("KEPT=".utf8) + [0x80, 0xc3], Array("LOST=".utf8) + [0x80],
      Array("no-equals-sign".utf8), Array("=nameless".utf8),
    ] {
      #expect(entries.filter { $0 == entry }.count == 1, "\(entry)")
    }
    #expect(!entries.contains(Array("KEPT=twice".utf8)))
  }

  /// Not through a shell, which would sort odd entries out itself.
  @Test func oddEntriesAreComparedAsBytes() throws {
    try home.group("g", "run.env = ['KEPT', 'AWS_*']")
    try home.copy(Products.probe, to: "\(home.extensions())/g/x")
    let run = withOddEntries(home.qli("g", "x", "environment"))
    let entries = try run.run().stdoutBytes.split(separator: 0).map { Array($0) }
      .filter { !$0.starts(with: "QLI".utf8) && !$0.starts(with: "TRACEPARENT=".utf8) }
    #expect(
      entries == [
        Array(home.expand(path).utf8), Array("AWS_".utf8) + [0xfe, 0x3d, 0xfd],
        Array("KEPT=".utf8) + [0x80, 0xc3], Array("AWS_no-equals-sign".utf8),
      ])
  }

  // MARK: - What is always there

  @Test func secretsAndQlisOwnVariables() throws {
    let found = try variables(
      "run.env = ['HOME']\nsecrets = [{ env = 'TOKEN', provider = 'env', ref = 'SOURCE' }]"
    ) {
      $0.environment([
        "SOURCE": "s3cret", "TOKEN": "another", "QLI_RUN_ID": "outer", "QLI_OTHER": "x",
      ])
    }
    #expect(found == ["HOME=$HOME", path, "TOKEN=s3cret"])
  }

  /// What a store's credentials are kept from the child for holds for those that a pattern names.
  @Test func credentialsStayWithheld() throws {
    try home.pathExecutable("op", sh: "echo value")
    let secret = { (more: String) in
      "run.env = ['OP_*']\nsecrets = [{ env = 'T', provider = 'one_password', "
        + "ref = 'op://a/b/c'\(more) }]"
    }
    let change = { (run: QliRun) in
      run.environment(["OP_SERVICE_ACCOUNT_TOKEN": "key", "OP_ACCOUNT": "me"])
    }
    #expect(try variables(secret(""), change) == ["OP_ACCOUNT=me", path, "T=value"])
    #expect(
      try variables(secret(", keep_credentials = true"), change)
        == ["OP_ACCOUNT=me", "OP_SERVICE_ACCOUNT_TOKEN=key", path, "T=value"])
  }

  /// A requirement is about qli's environment, not about what the child gets of it.
  @Test func requirementsAreOfTheWholeEnvironment() throws {
    let found = try variables("run.env = []\nrequires_env = { STAGE = 'it' }") {
      $0.environment(["STAGE": "it"])
    }
    #expect(found == [path])
  }

  // MARK: - Both the group and the extension

  @Test func theListsOfGroupAndExtensionIntersect() throws {
    let group = "run.env = ['A*', 'HOME', 'LANG']\n[extensions.x]\n"
    let environment = ["A": "1", "AB": "2", "ABC": "3", "B": "4", "LANG": "C"]
    let change = { (run: QliRun) in run.environment(environment) }
    #expect(
      try variables(group + "run.env = ['AB*', 'B', 'LANG']", change)
        == ["AB=2", "ABC=3", "LANG=C", path])
    #expect(try variables(group + "run.env = ['B']", change) == [path])
    #expect(
      try variables(group + "run.timeout = '1h'", change)
        == ["A=1", "AB=2", "ABC=3", "HOME=$HOME", "LANG=C", path])
    // Another extension's list is no matter, and neither is the order.
    #expect(
      try variables("run.env = ['B']\n[extensions.y]\nrun.env = []", change) == ["B=4", path])
    #expect(try variables("[extensions.x]\nrun.env = ['B']", change) == ["B=4", path])
  }
}
