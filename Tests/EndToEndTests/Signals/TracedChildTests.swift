import TestSupport
import Testing

/// An extension that asks to be traced by its parent, and then gets a signal: it goes on as if it hadn't
/// asked, and qli, which is its parent, isn't stopped by it.
@Suite(.requireTool("python3")) struct TracedChildTests {
  private let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("g", "audit_log = '\(home.path("$STATE/log"))'")
    try home.extension(
      "g", "x",
      """
      #!/usr/bin/python3
      import ctypes, os, sys
      ctypes.CDLL(None).ptrace(0, 0, 0, 0)
      os.kill(os.getpid(), int(sys.argv[1]))
      print("went on")
      """)
  }

  @Test(arguments: [[], ["--timeout", "50s"], ["--json"]])
  func aSignalThatKills(_ options: [String]) throws {
    for (number, name) in [(5, "SIGTRAP"), (11, "SIGSEGV"), (15, "SIGTERM")] {
      let run = try home.qli().arguments(options).arguments("g", "x", "\(number)").run()
      #expect(run.ending == .exited(128 + Int32(number)), "\(run)")
      let last = try #require(try home.auditLines("$STATE/log").last)
      #expect(last["event"] == "finish" && last["signal"]?.string == name)
    }
  }

  @Test(arguments: [[], ["--timeout", "50s"]])
  func aSignalThatDoesNothing(_ options: [String]) throws {
    // SIGWINCH
    try home.qli().arguments(options).arguments("g", "x", "28").expect(stdout: "went on\n")
  }
}
