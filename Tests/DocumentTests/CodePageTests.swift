import Foundation
import TestSupport
import Testing

@testable import QliCore

/// The exit codes and the variables of qli(1) are those of the tables.
@Suite struct CodePageTests {
  let page: ManPage

  init() throws { page = try ManPage("qli.1") }

  @Test func everyCodeIsExplainedAndNoOther() {
    let items = page.section("EXIT STATUS").items
    let own = items.drop { $0.names != ["0"] }
    let runs = items.prefix { $0.names != ["0"] }
    #expect(runs.map(\.names) == [["any"]] + codes(\.isOfRuns))
    #expect(own.map(\.names) == codes { !$0.isOfRuns } + [["127"]])
    for item in items.dropLast() {
      guard let code = ExitCode.allCases.first(where: { ["\($0.rawValue)"] == item.names }) else {
        continue
      }
      // The page may say more.
      let words = code.meaning.replacingOccurrences(of: "'", with: "")
      let text = item.text.replacingOccurrences(of: " (warnings alone: 0)", with: "")
        .replacingOccurrences(of: "'", with: "")
      #expect(text.hasPrefix(words), "\(item.text)")
    }
  }

  private func codes(_ isWanted: (ExitCode) -> Bool) -> [[String]] {
    ExitCode.allCases.filter(isWanted).map { ["\($0.rawValue)"] }
  }

  @Test func everyVariableIsExplainedAndNoOther() {
    let names = page.section("ENVIRONMENT").items.map(\.names)
    let given = EnvironmentVariable.given.map(\.name)
    let read = names.flatMap { $0 }.dropLast(given.count)
    #expect(Set(read) == Set(EnvironmentVariable.read.map(\.name)))
    #expect(names.flatMap { $0 }.suffix(given.count).sorted() == given.sorted())
  }

  /// An extension that qli gives all it can.
  @Test func anExtensionGetsTheseVariables() throws {
    let home = try TestHome()
    try home.group("g", "[run]\nenv = []\nwrite = [\"$TMPDIR\"]\nclaim = true")
    try home.extension("g", "x", sh: "exec env")
    let shown = try home.qli("--reason", "why", "g", "x").run().stdout
    let names = shown.split(separator: "\n").map { String($0.prefix { $0 != "=" }) }
    #expect(
      names.filter { $0.hasPrefix("QLI") || ["TMPDIR", "TRACEPARENT"].contains($0) }.sorted()
        == EnvironmentVariable.given.map(\.name).sorted())
  }

  @Test func helpNamesEveryVariable() {
    let lines = HelpText.text(for: .environment).split(separator: "\n")
    for variable in EnvironmentVariable.read + EnvironmentVariable.given {
      #expect(lines.contains { $0.hasPrefix("  \(variable.name) ") }, "\(variable.name)")
    }
  }

  /// The stores' own keys: those that qli knows by name, and how the others are named to it.
  @Test func helpNamesTheKeysThatAreWithheld() {
    let words = HelpText.text(for: .environment).split { " \n,.".contains($0) }.map(String.init)
    for name in OnePassword.credentials.map(\.description)
      + ["credential_env_vars", SecretKey.keepsCredentials.name]
    {
      #expect(words.contains(name), "\(name)")
    }
  }

  /// What the sources ask the environment for by name is in the table. Names that only a manifest's
  /// path or a check of `doctor` mentions aren't asked for.
  @Test func theSourcesReadTheseVariables() throws {
    let sources = Checkout.path("Sources/QliCore")
    var names: Set<String> = []
    for case let file as String in FileManager.default.enumerator(atPath: sources) ?? .init()
    where file.hasSuffix(".swift") {
      let text = try String(contentsOfFile: "\(sources)/\(file)", encoding: .utf8)
      let calls = /(?:environment\[|nonEmpty\(|isOn\(|value\(\s*of: )"([A-Z][A-Z0-9_]*)"/
      names.formUnion(text.matches(of: calls).map { String($0.output.1) })
    }
    // The C library reads it, to know what local time is.
    names.insert("TZ")
    #expect(names == Set(EnvironmentVariable.read.map(\.name)))
  }
}
