import Foundation
import TestSupport
import Testing

@testable import QliCore

/// How a plugin ends: no process is left, whatever it does and whoever ends it.
@Suite struct SourceEndingTests {
  private let scene: SourceScene

  init() throws { scene = try SourceScene() }

  private let path = Environment(["PATH=/usr/bin:/bin"])

  /// Says what it is told, and goes on in spite of both.
  private func stubborn(_ lifetime: SourceLifetime = SourceLifetime()) throws -> SourceDefinition {
    try scene.plugin(
      """
      trap ': > "$root/terminated"' TERM
      init; next; give s
      while IFS= read -r line; do :; done
      : > "$root/ended"
      while :; do sleep 0.01; done
      """, lifetime: lifetime, allowed: ["PATH"])
  }

  private func expectGone(sourceLocation: SourceLocation = #_sourceLocation) throws {
    #expect(!scene.processes.isEmpty, sourceLocation: sourceLocation)
    #expect(
      scene.processes.allSatisfy { isGone($0) }, sourceLocation: sourceLocation)
    #expect(try scene.record().crashes.isEmpty, sourceLocation: sourceLocation)
  }

  @Test func aPluginsInputIsClosedAndItIsTerminated() throws {
    let definition = try scene.plugin(
      """
      trap ': > "$root/terminated"' TERM
      init; next; give s
      while IFS= read -r line; do :; done
      : > "$root/closed"
      until [ -e "$root/terminated" ]; do :; done
      """)
    try scene.withLoop { loop throws in
      let client = scene.client(definition, loop)
      #expect(try client.get("r").text == "s")
      client.shutDown()
      #expect(client.state == .idle)
      // Once more is nothing.
      client.shutDown()
    }
    #expect(scene.exists("closed") && scene.exists("terminated"))
    try expectGone()
  }

  @Test func whoIgnoresBothIsKilledWhenItsTimeIsOver() throws {
    let definition = try stubborn()
    try scene.withLoop { loop throws in
      let client = scene.client(definition, loop)
      #expect(try client.get("r").text == "s")
      // When it has ignored both. Steps: the grace may begin only after it has told of the signal.
      scene.when("ended") { [scene] in scene.when("terminated", seconds: 10) }
      client.shutDown()
    }
    #expect(scene.exists("ended") && scene.exists("terminated"))
    try expectGone()
  }

  /// Not before its grace is over.
  @Test func theSidecarSetsTheGrace() throws {
    var lifetime = SourceLifetime()
    lifetime.shutdownGrace = try RunDuration("3m")
    let definition = try stubborn(lifetime)
    try scene.withLoop { loop throws in
      let client = scene.client(definition, loop)
      #expect(try client.get("r").text == "s")
      let ending = client.ending()
      #expect(ending.advance() == .unfinished)
      #expect(ending.deadline == loop.clock.monotonicTime().advanced(bySeconds: 180))
      scene.clock.advance(seconds: 179)
      #expect(ending.advance() == .unfinished)
      scene.clock.advance(seconds: 1)
      try waitUntil("the plugin is gone") { ending.advance() == .succeeded }
    }
    try expectGone()
  }

  /// Nobody calls `shutDown`: the value goes, also while a conversation goes on.
  @Test(arguments: [false, true])
  func aClientThatJustGoesAway(_ isAsking: Bool) throws {
    let definition = try stubborn()
    scene.when("ended", seconds: 5)
    try scene.withLoop { loop throws in
      var client: SourceClient? = scene.client(definition, loop)
      var conversation: SourceConversation? = client?.conversation(
        [.get("r"), .get("unanswered")])
      if isAsking {
        // It was started, and has set its traps.
        try advance(#require(conversation), until: "it is asked") {
          !scene.lines("requests").isEmpty
        }
      } else {
        #expect(try client?.get("r").text == "s")
      }
      client = nil
      conversation = nil
      #expect(client == nil && conversation == nil)
    }
    try expectGone()
  }

  @Test func aStoppedPluginIsEndedToo() throws {
    let definition = try scene.plugin("init; next; give s; kill -STOP $$; next")
    try scene.withLoop { loop throws in
      let client = scene.client(definition, loop)
      #expect(try client.get("r").text == "s")
      client.shutDown()
    }
    try expectGone()
  }

  /// Whoever waits for room in a full pipe can't end: what it says is read to its end.
  @Test func aPluginThatSaysMuchAtItsEnd() throws {
    let definition = try scene.plugin(
      """
      trap '' TERM
      init; next; give s
      next() { IFS= read -r line; }
      next || { head -c 300000 /dev/zero >&2; head -c 300000 /dev/zero; : > "$root/done"; }
      """, allowed: ["PATH"])
    try scene.withLoop { loop throws in
      let client = scene.client(definition, loop, environment: path)
      #expect(try client.get("r").text == "s")
      client.shutDown()
    }
    #expect(scene.exists("done"))
    try expectGone()
  }

  /// It leaves a process behind that holds its pipes: that is none of qli's business, and no reason
  /// to wait.
  @Test func whatAPluginLeavesBehindIsNotWaitedFor() throws {
    let definition = try scene.plugin(
      "sleep 1000 & echo $! > \"$root/left\"; init; next; give s; next", allowed: ["PATH"])
    try scene.withLoop { loop throws in
      let client = scene.client(definition, loop, environment: path)
      #expect(try client.get("r").text == "s")
      client.shutDown()
    }
    let left = try #require(pid_t(scene.lines("left").first ?? ""))
    #expect(kill(left, SIGKILL) == 0)
    try expectGone()
  }

  // MARK: - Beside other tasks

  @Test func aConversationThatIsCancelled() throws {
    let definition = try scene.plugin(
      "init; next; : > \"$root/asked\"; exec sleep 1000", allowed: ["PATH"])
    try scene.withLoop { loop throws in
      let client = scene.client(definition, loop, environment: path)
      let conversation = client.conversation([.get("r"), .get("s")])
      try advance(conversation, until: "it is asked") { scene.exists("asked") }
      conversation.cancel()
      conversation.cancel()
      while conversation.advance() == .unfinished {
        _ = try loop.wait(for: conversation.interests, until: conversation.deadline)
      }
      #expect(conversation.advance() == .failed && conversation.failure == nil)
      #expect(conversation.interests.isEmpty && conversation.deadline == nil)
      #expect(client.state == .idle)
    }
    try expectGone()
  }

  @Test func aConversationCancelledBeforeItBeginsStartsNothing() throws {
    let definition = try scene.plugin("init")
    try scene.withClient(definition) { client throws in
      let conversation = client.conversation([.get("r")])
      conversation.cancel()
      #expect(conversation.advance() == .failed && conversation.failure == nil)
    }
    #expect(!scene.exists("pids"))
  }

  @Test func aConversationThatIsKilled() throws {
    let definition = try stubborn()
    try scene.withLoop { loop throws in
      let client = scene.client(definition, loop)
      // With one answer alone it could be over before it is killed.
      let conversation = client.conversation([.get("r"), .get("unanswered")])
      try advance(conversation, until: "it is asked") { !scene.lines("requests").isEmpty }
      conversation.kill()
      #expect(conversation.advance() == .failed)
      conversation.kill()
      try expectGone()
    }
  }

  /// qli is told to stop while it waits: no crash of the plugin.
  @Test(arguments: [SIGTERM, SIGHUP])
  func aSignalEndsTheConversation(_ signal: Int32) throws {
    let definition = try scene.plugin(
      "init; next; : > \"$root/asked\"; exec sleep 1000", allowed: ["PATH"])
    try scene.withLoop { loop throws in
      let thread = pthread_self()
      scene.when("asked") { pthread_kill(thread, signal) }
      let client = scene.client(definition, loop, environment: path)
      let error = sourceError { () throws(SourceError) in _ = try client.get("r") }
      #expect(error == "interrupted by \(Signal(rawValue: signal))")
      #expect(client.state == .idle)
    }
    try expectGone()
  }

  /// Ctrl-C at the terminal ends both, and the plugin's end may be seen first.
  @Test func aDeathWithASignalThatWaits() throws {
    let definition = try scene.plugin(
      "init; next; : > \"$root/asked\"; until [ -e \"$root/go\" ]; do :; done; exit 130")
    try scene.withLoop { loop throws in
      let client = scene.client(definition, loop, environment: path)
      let conversation = client.conversation([.get("r")])
      try advance(conversation, until: "it is asked") { scene.exists("asked") }
      pthread_kill(pthread_self(), SIGTERM)
      try Data().write(to: URL(fileURLWithPath: scene.path("go")))
      _ = try finish(conversation)
      #expect(conversation.failure?.text == "it exited with 130 before it answered")
      #expect(loop.pendingEnd() == .terminate)
    }
    try expectGone()
  }

  /// A signal that comes while a plugin is ended isn't lost, and ends it at once.
  @Test func aSignalDuringTheShutdown() throws {
    let definition = try stubborn()
    try scene.withLoop { loop throws in
      let thread = pthread_self()
      let client = scene.client(definition, loop)
      #expect(try client.get("r").text == "s")
      scene.when("ended") { pthread_kill(thread, SIGUSR1) }
      scene.when("terminated") { pthread_kill(thread, SIGTERM) }
      client.shutDown()
      try expectGone()
      var signals: [Signal] = []
      while let signal = loop.pendingEnd() { signals.append(signal) }
      #expect(signals.contains(.terminate))
    }
  }

  // MARK: - A second reply

  /// It comes too late to spoil the request, but not to be seen at the end.
  @Test func aSecondReplyIsSeenAtTheEnd() throws {
    let definition = try scene.plugin(
      "trap '' TERM; init; next; give s; next() { read -r l; }; next || give t")
    try scene.withLoop { loop throws in
      let client = scene.client(definition, loop)
      #expect(try client.get("r").text == "s")
      let ending = client.ending()
      #expect(throws: HelperRun.Failure.self) { try HelperRun.finish([ending], loop) }
      #expect(ending.failure?.text == "it wrote a line that nothing had asked for")
      #expect(client.state == .recovering)
    }
    #expect(scene.processes.allSatisfy { isGone($0) })
    #expect(try scene.record().crashes.count == 1)
  }

  @Test func aFarewellIsNoReply() throws {
    let definition = try scene.plugin(
      "trap '' TERM; init; next; give s; next() { read -r l; }; next || echo bye {}")
    try scene.withLoop { loop throws in
      let client = scene.client(definition, loop)
      #expect(try client.get("r").text == "s")
      try HelperRun.finish([client.ending()], loop)
      try HelperRun.finish([client.ending()], loop)
    }
    try expectGone()
  }
}
