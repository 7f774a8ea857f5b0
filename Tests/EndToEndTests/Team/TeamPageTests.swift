import Foundation
import TestSupport
import Testing

/// What qli-team(7) shows to be typed or configured, and which test does so.
@Suite struct TeamPageTests {
  private static let parts = [
    // In `TeamPlaceTests`.
    "qli new --system ops", "git clone", "*/10 * * * * root ", "dpkg-deb --root-owner-group",
    "0 3 * * * alice ", "# Deploy, and restart",
    // In `TeamLogTests`.
    "audit_log_mode = ", "groupadd -f ops", "su root ops",
    // In `TeamLockTests`.
    "exclusive = \"machine\"", "--wait 10m",
  ]

  @Test func allOfItIsTried() throws {
    let page = try FleetPage("qli-team.7")
    for part in Self.parts { _ = try page.display(part) }
    let displays = try Checkout.read("man/qli-team.7").components(separatedBy: "\n.Bd ").count - 1
    #expect(displays == Self.parts.count)
  }
}
