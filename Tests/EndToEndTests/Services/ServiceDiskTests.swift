import TestSupport
import Testing

/// A disk that is full, before a service starts and while it runs.
@Suite(.mountsFileSystems) struct ServiceDiskTests {
  /// The shell script `body`, with a state folder of so little room that `fill` fills it.
  private func run(_ scene: ServiceScene, _ body: String) throws -> Outcome {
    let script = """
      mount -t tmpfs -o size=512k,mode=755 none "$XDG_STATE_HOME" || exit 98
      fill() { cat /dev/zero > "$XDG_STATE_HOME/filling" 2> /dev/null; }
      \(body)
      """
    return try scene.home.program("/bin/sh", "-c", script).environment(["QLI": Products.qli])
      .wrapped("/usr/bin/unshare", "--mount", "--map-root-user").run()
  }

  /// What couldn't be found again isn't started.
  @Test func beforeTheStart() throws {
    let scene = try ServiceScene(script: "echo > ran; exec probe wait-for never")
    let outcome = try run(
      scene,
      """
      fill; "$QLI" start g x; echo $?
      rm "$XDG_STATE_HOME/filling"; "$QLI" start -q g x > /dev/null; echo $?
      "$QLI" stop -q g x; echo $?
      """)
    #expect(outcome.stdout == "125\n0\n0\n", "\(outcome.stderr)")
    #expect(outcome.stderr.hasPrefix("error: cannot keep the state of the service in '"))
    #expect(outcome.stderr.contains("No space left on device"))
    #expect(scene.processes.alive().isEmpty)
  }

  /// It goes on, is known, and can be stopped; when there is room again its output is kept again.
  @Test func whileItRuns() throws {
    let scene = try ServiceScene(
      script: """
        for word in one two three; do
          probe wait-for $word; yes $word | head -n 2000; echo > did-$word
        done
        exec probe wait-for never
        """)
    let outcome = try run(
      scene,
      """
      "$QLI" start -q g x > /dev/null; echo $?
      say() { echo > $1; probe wait-for did-$1; }
      say one; fill; say two
      "$QLI" status g x | cut -f 3
      "$QLI" start -q g x > /dev/null; echo $?
      rm "$XDG_STATE_HOME/filling"; say three
      until [ "$("$QLI" logs -n 1 g x)" = three ]; do sleep 0.01; done
      fill
      "$QLI" stop -q g x; echo $?
      "$QLI" status g x | cut -f 3
      rm "$XDG_STATE_HOME/filling"
      "$QLI" start -q g x > /dev/null; echo $?
      "$QLI" stop -q g x; echo $?
      """)
    // The record of its end may be missing; what is known of it isn't.
    #expect(outcome.stdout == "0\nready\n0\n0\nended\n0\n0\n", "\(outcome.stderr)")
    #expect(scene.processes.alive().isEmpty)
  }

  /// The service itself fills it: nobody else is worse off.
  @Test func byTheService() throws {
    let scene = try ServiceScene(
      script: """
        cat /dev/zero > "$XDG_STATE_HOME/own" 2> /dev/null; echo > full; yes full
        """)
    let outcome = try run(
      scene,
      """
      "$QLI" start -q g x > /dev/null; probe wait-for full
      "$QLI" status g x | cut -f 3
      "$QLI" stop -q g x; echo $?
      """)
    #expect(outcome.stdout == "ready\n0\n", "\(outcome.stderr)")
    #expect(scene.processes.alive().isEmpty)
  }
}
