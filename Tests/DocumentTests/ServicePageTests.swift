import Foundation
import TestSupport
import Testing

@testable import QliCore

/// qli-service(7): whoever types what it says has a service, and it names all that there is.
@Suite struct ServicePageTests {
  let page: ManPage

  init() throws { page = try ManPage("qli-service.7") }

  /// The ten minutes, in a home in which there is nothing.
  @Test(.requireTool("python3"), .requireTool("systemd-notify")) func theTenMinutes() throws {
    let home = try TestHome()
    let processes = HomeProcesses(home)
    try home.link("$BIN/qli", to: Products.qli)
    // The prompts aren't typed, and what goes on until Ctrl-C would.
    let lines = page.section("One in ten minutes").displays.joined()
      .replacingOccurrences(of: "logs -f", with: "logs")
      .components(separatedBy: "\n").map { $0.hasPrefix("$ ") ? String($0.dropFirst(2)) : $0 }
    let script = lines.joined(separator: "\n") + "qli start mine worker\nqli stop mine\n"
    let outcome = try home.program("/bin/sh", "-ec", script).unset("XDG_DATA_HOME").run()
    #expect(outcome.ending == .exited(0), "\(outcome.stdout)\(outcome.stderr)")
    #expect(outcome.stderr.contains("mine web is ready after "))
    #expect(outcome.stderr.contains(": tcp:127.0.0.1:"))
    #expect(outcome.stdout.contains("Serving HTTP on 127.0.0.1"))
    #expect(outcome.stderr.contains("mine worker is ready after "))
    try processes.waitUntilGone()
  }

  @Test func everyFileIsThere() throws {
    let home = try TestHome()
    let environment = Environment([ByteString("XDG_STATE_HOME=\(home.root)")])
    let group = try #require(ExtensionName("g" as String))
    let folder = try #require(
      ServiceFolder(ServiceID(group: group, extension: group), in: environment))
    let files = [
      folder.supervisor, folder.alive, folder.state, folder.stop, folder.failures, folder.log,
      folder.notify,
    ]
    let names = page.section("FILES").items.flatMap(\.names)
    for file in files {
      #expect(names.contains(file.lastComponent.lossyText), "\(file.lastComponent)")
    }
  }

  @Test func everyStateIsThere() {
    let names = page.section("STATES").items.flatMap(\.names)
    #expect(Set(names) == Set(ServiceStatus.Phase.allCases.map(\.rawValue)))
  }
}
