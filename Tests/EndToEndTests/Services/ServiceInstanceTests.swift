import Foundation
import Glibc
import TestSupport
import Testing

/// Several instances of a service, several that are stopped, and places that qli chooses.
@Suite struct ServiceInstanceTests {
  @Test func aGroupIsStoppedAtOnce() throws {
    let scene = try ServiceScene(
      run: "grace = \"1h\"", script: "exec probe trap TERM --count 2 --ready \"$QLI_INSTANCE\"")
    for name in ["a", "b"] {
      try scene.home.qli("start", "g", "x@\(name)").run().expectCode(0)
      try scene.home.waitForFile(name, toContain: "\n")
    }
    // Neither ends before it is told a second time, and both have been told once when the second comes.
    let stop = try scene.home.qli("stop", "g").start()
    try waitUntil("both are told") {
      let statuses = try JSON.parse(scene.home.qli("status", "--json", "g").run().stdout)
      return statuses["services"]?.array?.allSatisfy { $0["state"] == "stopping" } == true
    }
    try scene.home.qli("stop", "--kill", "g").run().expectCode(0)
    #expect(try stop.wait().ending == .exited(0))
    #expect(scene.processes.alive().isEmpty)
  }

  @Test func theFileOfAnInstanceSaysThatItIsReady() throws {
    let scene = try ServiceScene(
      "ready = \"file:$XDG_STATE_HOME/ready-{instance}\"",
      script: "echo > \"$XDG_STATE_HOME/ready-$QLI_INSTANCE\"; exec probe wait-for never")
    try scene.start()
    try scene.home.qli("start", "g", "x@two").run().expectCode(0)
    #expect(scene.home.exists("$STATE/ready-shared") && scene.home.exists("$STATE/ready-two"))
    try scene.home.qli("stop", "g").run().expectCode(0)
  }

  /// Somebody else takes the port that was chosen, before the service can.
  @Test(.requireTool("python3")) func aPortThatIsTakenMeanwhile() throws {
    let scene = try ServiceScene(
      "ready = \"endpoint\"\nendpoint = \"tcp:127.0.0.1:auto\"",
      script: """
        port=${QLI_ENDPOINT##*:}
        if [ ! -e chosen ]; then
          echo "$port" > chosen
          probe wait-for taken
        fi
        exec python3 -m http.server "$port" --bind 127.0.0.1
        """)
    let thief = try scene.home.program(
      "/usr/bin/env", "python3", "-c",
      """
      import os, socket, time
      while not os.path.exists("chosen") or not open("chosen").read().endswith("\\n"):
          time.sleep(0.001)
      server = socket.create_server(("127.0.0.1", int(open("chosen").read())))
      open("taken", "w").write("\\n")
      time.sleep(60)
      """
    ).start()
    try scene.start()
    let first = try scene.home.read("chosen").trimmingCharacters(in: .newlines)
    let endpoint = try #require(try scene.status()["endpoint"]?.string)
    #expect(!endpoint.hasSuffix(":\(first)"))
    let log = try scene.home.qli("logs", "--timestamps", "g", "x").run().stdout
    #expect(log.contains("somebody else listens at tcp:127.0.0.1:\(first); started again at "))
    #expect(try scene.events() == ["start", "ready"])
    try scene.home.qli("stop", "g", "x").run().expectCode(0)
    withExtendedLifetime(thief) {}
  }
}
