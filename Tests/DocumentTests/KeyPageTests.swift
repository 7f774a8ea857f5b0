import Foundation
import Testing

@testable import QliCore

/// qli-manifest(5) has the keys that the reader takes, and the reader reads them all.
@Suite struct KeyPageTests {
  let page: ManPage

  init() throws { page = try ManPage("qli-manifest.5") }

  private func names<Key: DocumentKey>(_ keys: [Key]) -> [String] { keys.map(\.name).sorted() }

  /// The first list of a section.
  private func explained(_ section: String, _ macro: String = "Li") -> [String] {
    page.section(section).items.filter { $0.macro == macro }.flatMap(\.names).sorted()
  }

  @Test func everyKeyIsExplainedAndNoOther() {
    #expect(explained("KEYS") == names(ManifestKey.allCases))
    #expect(explained("HOW EXTENSIONS RUN") == names(RunKey.allCases))
    #expect(explained("SERVICES") == names(ServiceKey.allCases))
  }

  @Test func theKeysOfATrustRecord() throws {
    let page = try ManPage("qli.1")
    let items = page.section("TRUST").items.filter { $0.macro == "Li" }
    #expect(items.flatMap(\.names).sorted() == names(TrustKey.allCases))
    let required = items.filter { $0.text.contains(", required") }
    #expect(
      required.flatMap(\.names) == TrustKey.allCases.filter(\.entry.isRequired).map(\.name))
  }

  /// No key takes a wrong type in silence.
  @Test(arguments: TrustKey.allCases) func theReaderOfTrustReadsEveryKey(_ key: TrustKey) {
    guard case .failure(let problems) = TrustReader.read(Array("\(key.name) = -1".utf8)) else {
      Issue.record("it is taken")
      return
    }
    #expect(
      problems.list.contains {
        $0.message.contains("'\(key.name)' must be") || $0.message.contains("invalid")
      })
  }

  /// The section has two lists: the keys, and what each provider takes.
  @Test func theKeysOfSecrets() {
    let items = page.section("SECRETS").items
    let count = SecretKey.allCases.count
    #expect(items.prefix(count).flatMap(\.names).sorted() == names(SecretKey.allCases))
    #expect(
      Set(items.dropFirst(count).flatMap(\.names))
        == Set(SecretDeclaration.Provider.builtInNames + ["NAME"]))
  }

  /// The table of what an extension may set, where `run` stands for each of its keys.
  @Test func theKeysOfAnExtension() {
    let rows = page.section("RULES FOR ONE EXTENSION").items.filter { $0.macro == "Li" }
      .map { $0.names[0].components(separatedBy: " Ta ")[0] }
    let nested = rows.filter { $0.hasPrefix("run.") }.map { String($0.dropFirst(4)) }
    #expect(nested.sorted() == names(RunKey.allCases))
    let keys = ManifestKey.allCases.filter { !$0.entry.isOfGroupAlone }
    #expect((rows.filter { !$0.hasPrefix("run.") } + ["run"]).sorted() == names(keys))
  }

  /// The page says of those keys alone that they are required.
  @Test func thePageNamesTheRequiredKeys() {
    let required = page.section("KEYS").items.filter { $0.text.contains(", required.") }
    #expect(
      required.flatMap(\.names) == ManifestKey.allCases.filter(\.entry.isRequired).map(\.name))
  }

  /// A key, and the lines that stand above it.
  struct PlacedKey: CustomTestStringConvertible {
    let header: String
    let name: String
    var testDescription: String { header + name }

    static let all = ofGroup + ofExtension + ofRuns + ofSecrets + ofServices
    private static let ofGroup = ManifestKey.allCases.filter { !$0.entry.isOfExtensionAlone }
      .map { PlacedKey(header: "", name: $0.name) }
    private static let ofExtension = ManifestKey.allCases.filter { !$0.entry.isOfGroupAlone }
      .map { PlacedKey(header: "[extensions.x]\n", name: $0.name) }
    private static let ofRuns = ["", "[extensions.x]\n"].flatMap { rule in
      RunKey.allCases.map { PlacedKey(header: "\(rule)run.", name: $0.name) }
    }
    private static let ofSecrets = ["[[secrets]]\n", "[[extensions.x.secrets]]\n"]
      .flatMap { header in SecretKey.allCases.map { PlacedKey(header: header, name: $0.name) } }
    private static let ofServices = ServiceKey.allCases
      .map { PlacedKey(header: "[extensions.x.service]\n", name: $0.name) }
  }

  /// No key takes a wrong type in silence: that would be one that nobody reads.
  @Test(arguments: PlacedKey.all) func theReaderReadsEveryKey(_ key: PlacedKey) {
    let problems = Self.problems("\(key.header)\(key.name) = -1")
    #expect(problems.contains { $0.contains("'\(key.name)' must be") || $0.contains("invalid") })
    #expect(!problems.contains { $0.hasPrefix("unknown key") })
  }

  /// What only a group has, an extension doesn't.
  @Test func aRuleForOneExtensionHasNoKeyOfTheGroupAlone() {
    let names = ManifestKey.allCases.filter(\.entry.isOfGroupAlone).map(\.name)
    #expect(names == ["schema_version", "ignore", "extensions"])
    for name in names {
      let problems = Self.problems("[extensions.x]\n\(name) = -1")
      #expect(problems.contains { $0.hasPrefix("unknown key '\(name)'") })
    }
  }

  /// And what only an extension has, a group doesn't.
  @Test func aGroupHasNoKeyOfOneExtensionAlone() {
    let names = ManifestKey.allCases.filter(\.entry.isOfExtensionAlone).map(\.name)
    #expect(names == ["command", "complete", "service"])
    for name in names {
      let problems = Self.problems("\(name) = -1")
      #expect(problems.contains { $0.hasPrefix("unknown key '\(name)'") })
    }
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
    let entries =
      ManifestKey.allCases.map(\.entry) + RunKey.allCases.map(\.entry)
      + SecretKey.allCases.map(\.entry) + ServiceKey.allCases.map(\.entry)
    for entry in entries {
      let isTable =
        entry.example.hasPrefix("[\(entry.name)") || entry.example.hasPrefix("[[")
        || entry.example.hasPrefix("[extensions.")
      // Of two that exclude each other one is off.
      let line =
        isTable ? entry.example : "\(entry.isAlternative ? "# " : "")\(entry.name) = "
      #expect(sample.split(separator: "\n").contains { $0.hasPrefix(line) }, "\(entry.name)")
    }
    for line in HelpText.text(for: .manifest).split(separator: "\n") {
      #expect(line.count <= 80, "\(line)")
    }
  }

  /// All of it on but what excludes the rest, the table is one, also below a name with a dot.
  @Test(arguments: ["web", "my.web+1"]) func theSampleOfAService(_ name: String) throws {
    let name = try #require(ExtensionName(name))
    let sample = ManifestSample.service(name)
    let head = "schema_version = 1\ndescription = 'x'\n"
    let off = try ManifestReader.read(Array("\(head)\(sample)".utf8)).get()
    #expect(off.policy(for: name).service == ServicePolicy())
    let lines = sample.split(separator: "\n").map { line in
      let isOn = ServiceKey.allCases.contains {
        !$0.entry.isAlternative && line.hasPrefix("# \($0.name) = ")
      }
      return String(line.dropFirst(isOn ? 2 : 0))
    }
    let on = head + lines.joined(separator: "\n")
    let service = try ManifestReader.read(Array(on.utf8)).get().policy(for: name).service
    #expect(service?.readiness == .endpoint)
    #expect(service?.versions.map(\.text) == ["1.10.2"])
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
