import Foundation
import TestSupport
import Testing

/// Many writers at once, with what else happens to a log: the chain stays whole.
@Suite struct ChainWriterTests {
  private static let rounds =
    Int(ProcessInfo.processInfo.environment["QLI_TEST_ROUNDS"] ?? "") ?? 50

  /// Six loops of runs, while others append foreign lines and torn ones without a lock, and rename the log.
  @Test func sixWritersWithTornAndForeignLinesAndRotations() throws {
    let home = try TestHome()
    try home.chainedGroup()
    for round in 1...Self.rounds {
      let outcome = try home.program(
        "/bin/sh", "-c",
        """
        cd "$1"
        for writer in 1 2 3 4 5 6; do
          { "$2" -q g x || echo "$?" >>failed; "$2" -q g x || echo "$?" >>failed; } &
        done
        for line in 1 2 3; do
          echo "foreign $line" >>log
          printf '{"event":"start","torn' >>log
          mv log "log.$3$line" 2>/dev/null || :
        done
        wait
        """, "sh", home.path("$STATE"), Products.qli, "\(round)"
      ).run()
      outcome.ends(0)
      #expect(!home.exists("$STATE/failed"))
      let verified = try home.qli("audit", "verify", "--json").run()
      verified.ends(0)
      let log = try JSON.parse(verified.stdout)["logs"]?[0]
      #expect(log?["last"]?["seq"]?.integer == 24 * round, "round \(round)")
      #expect(log?["records"]?.integer == 24 * round, "round \(round)")
    }
  }
}
