import TestSupport
import Testing

/// Whoever can read an audit log can hold its lock.
@Suite(.requireTool("setpriv"), .requireOtherUsers)
struct OtherUserReaderTests {
  private let scene: OtherUserScene

  init() throws {
    scene = try OtherUserScene()
    try scene.makeGroup("audit_log = '\(scene.path("a/state/log"))'")
    try scene.makeFile("a/state/log", "", mode: 0o644)
  }

  private func expectWarnings(
    _ isWarned: Bool, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let doctor = try scene.qli("doctor").run()
    #expect(doctor.ending == .exited(0), sourceLocation: sourceLocation)
    for text in ["anyone on this machine can read it", "chmod o-r \(scene.path("a/state/log"))"] {
      #expect(
        doctor.stdout.contains(text) == isWarned, "\(doctor.stdout)",
        sourceLocation: sourceLocation)
    }
    let explained = try scene.qli("explain", "g", "e").run()
    #expect(explained.ending == .exited(0), sourceLocation: sourceLocation)
    #expect(
      explained.stdout.contains("anyone on this machine can read it") == isWarned,
      sourceLocation: sourceLocation)
  }

  @Test func itIsSaid() throws {
    try expectWarnings(true)
    try scene.set("a/state/log", mode: 0o640)
    try expectWarnings(false)
  }

  /// Nobody else gets to it.
  @Test func aClosedFolderIsEnough() throws {
    try scene.set("a/state", mode: 0o750)
    try expectWarnings(false)
  }
}
