import Foundation
import Testing

@testable import QliCore

/// qli-manifest(5) has the keys that the reader takes, and the reader reads them all.
@Suite struct KeyPageTests {
  let page: ManPage

  init() throws { page = try ManPage("qli-manifest.5") }

  private func keys(_ place: ManifestKey.Place) -> [String] { place.keys.map(\.name).sorted() }

  /// The first list of a section.
  private func explained(_ section: String, _ macro: String = "Li") -> [String] {
    page.section(section).items.filter { $0.macro == macro }.flatMap(\.names).sorted()
  }

  @Test func everyKeyIsExplainedAndNoOther() {
    #expect(explained("KEYS") == keys(.group))
    #expect(explained("HOW EXTENSIONS RUN") == keys(.run))
  }

  /// The section has two lists: the keys, and what each provider takes.
  @Test func theKeysOfSecrets() {
    let items = page.section("SECRETS").items
    let count = ManifestKey.Place.secret.keys.count
    #expect(items.prefix(count).flatMap(\.names).sorted() == keys(.secret))
    #expect(
      Set(items.dropFirst(count).flatMap(\.names))
        == Set(SecretDeclaration.Provider.builtInNames + ["NAME"]))
  }

  /// The table of what an extension may set, where `run` stands for each of its keys.
  @Test func theKeysOfAnExtension() {
    let rows = page.section("RULES FOR ONE EXTENSION").items.filter { $0.macro == "Li" }
      .map { $0.names[0].components(separatedBy: " Ta ")[0] }
    let nested = rows.filter { $0.hasPrefix("run.") }.map { String($0.dropFirst(4)) }
    #expect(nested.sorted() == keys(.run))
    #expect(
      (rows.filter { !$0.hasPrefix("run.") } + ["run"]).sorted() == keys(.extension))
  }

  /// The page says of those keys alone that they are required.
  @Test func thePageNamesTheRequiredKeys() {
    let required = page.section("KEYS").items.filter { $0.text.contains(", required.") }
    #expect(
      required.flatMap(\.names) == ManifestKey.allCases.filter(\.isRequired).map(\.name))
  }

  /// No key takes a wrong type in silence: that would be one that nobody reads.
  @Test(arguments: ManifestKey.allCases) func theReaderReadsEveryKey(_ key: ManifestKey) throws {
    let wrong = "\(key.name) = -1"
    let header =
      if ManifestKey.Place.run.keys.contains(key) {
        "[run]\n"
      } else if ManifestKey.Place.secret.keys.contains(key) {
        "[[secrets]]\n"
      } else { "" }
    let text = header + wrong
    let problems = Self.problems(text)
    #expect(problems.contains { $0.contains("'\(key.name)' must be") || $0.contains("invalid") })
    #expect(!problems.contains { $0.hasPrefix("unknown key") })
  }

  private static func problems(_ text: String) -> [String] {
    switch ManifestReader.read(Array(text.utf8)) {
    case .success: []
    case .failure(let problems): problems.list.map(\.message)
    }
  }

  /// What help shows, and `qli new` writes, is a manifest that has every key.
  @Test func theSampleIsAManifestWithEveryKey() throws {
    let sample = ManifestSample.text(group: "prod") { _ in true }
    _ = try ManifestReader.read(Array(sample.utf8)).get()
    for key in ManifestKey.allCases {
      let header = key.entry.example
      let line =
        header.hasPrefix("[\(key.name)") || header.hasPrefix("[[\(key.name)")
        ? header : "\(key.name) = "
      #expect(sample.split(separator: "\n").contains { $0.hasPrefix(line) }, "\(key)")
    }
    for line in HelpText.text(for: .manifest).split(separator: "\n") {
      #expect(line.count <= 80, "\(line)")
    }
  }

  /// What is off, is off: only what is required counts.
  @Test(arguments: [false, true]) func theTemplateIsAManifest(_ isGuarded: Bool) throws {
    let name = try #require(ExtensionName("my.very-long_group+name-that-fills-the-line"))
    let text = ManifestTemplate.text(name, isGuarded: isGuarded)
    let manifest = try ManifestReader.read(Array(text.utf8)).get()
    #expect(manifest.description == name.text)
    #expect(
      manifest.policy.guardNames
        == (isGuarded ? ["banner", "requires_env", "confirm", "audit_log"] : []))
    #expect(manifest.policy.recordsRefusals == isGuarded)
  }
}
