import TestSupport
import Testing

@testable import QliCore

/// The schemas that editors get are made from the keys that the readers go by, and say the same.
@Suite struct SchemaTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  private func schema(_ schema: DocumentSchema) throws -> TestSupport.JSON {
    try TestSupport.JSON.parse(schema.text)
  }

  private func names<Key: DocumentKey>(_ keys: [Key]) -> [String] { keys.map(\.name).sorted() }

  @Test func everyKeyIsThereAndNoOther() throws {
    let manifest = try schema(.manifest)
    let group = manifest["properties"]
    let rule = group?["extensions"]?["additionalProperties"]?["properties"]
    #expect(group?.keys == names(ManifestKey.allCases.filter { !$0.entry.isOfExtensionAlone }))
    #expect(rule?.keys == names(ManifestKey.allCases.filter { !$0.entry.isOfGroupAlone }))
    for table in [group, rule] {
      #expect(table?["run"]?["properties"]?.keys == names(RunKey.allCases))
      #expect(table?["secrets"]?["items"]?["properties"]?.keys == names(SecretKey.allCases))
    }
    #expect(rule?["service"]?["properties"]?.keys == names(ServiceKey.allCases))
    let sidecar = try schema(.sidecar)["properties"]
    #expect(sidecar?.keys == names(SidecarKey.allCases))
    #expect(sidecar?["lifetime"]?["properties"]?.keys == names(LifetimeKey.allCases))
  }

  @Test func whatIsSaidOfAKeyIsThereToo() throws {
    let group = try schema(.manifest)["properties"]
    for key in ManifestKey.allCases where !key.entry.isOfExtensionAlone {
      let text = try #require(group?[key.name]?["description"]?.string, "\(key)")
      #expect(text == key.entry.filled(key.entry.summary, for: "prod"))
    }
    #expect(group?["confirm"]?["description"]?.string?.contains("%") == false)
  }

  /// What no list of values says is of the type of its example.
  @Test(arguments: [
    ("\"x\"", "string"), ("[\"x\"]", "array"), ("[]", "array"), ("[[x]]", "array"),
    ("[x]", "object"), ("5", "integer"), ("true", "boolean"), ("false", "boolean"),
  ])
  func aKeyIsOfTheTypeOfItsExample(_ example: String, _ type: String) {
    let value = KeyValue(ofExample: example)
    let isRight =
      switch (value, type) {
      case (.string, "string"), (.list, "array"), (.anyTable, "object"), (.integer, "integer"),
        (.boolean, "boolean"):
        true
      default: false
      }
    #expect(isRight, "\(example)")
  }

  /// On every manifest and sidecar of the tests and examples, and on one of each kind of mistake.
  @Test(.requireTool("python3"), .requirePythonModule("jsonschema"))
  func whatQliAcceptsTheSchemaAccepts() throws {
    let outcome = try home.program(
      "/usr/bin/python3", Checkout.path("Scripts/schema-differential"), Products.qli,
      home.directory("$ROOT/documents")
    ).run()
    #expect(outcome.ending == .exited(0), "\(outcome.stderr)")
    let counts = outcome.stdout.matches(of: /[0-9]+/).compactMap { Int($0.output) }
    #expect(counts.count == 3 && counts[0] > 1000 && counts[1] > 50 && counts[2] > 300)
  }

  @Test(arguments: [
    ["help", "--schema"], ["help", "audit", "--schema"], ["help", "a", "b", "--schema"],
  ])
  func thereIsASchemaOfTwoDocuments(_ line: [String]) throws {
    try home.qli().arguments(line).expect(
      stderr: """
        error: option '--schema' means nothing without 'help manifest' or 'help sources'

        """, code: 2)
  }

  /// The line is there where the schema is, and the manifest means the same.
  @Test func aNewManifestNamesItsSchemaWhereThatIs() throws {
    let qli = try home.copy(Products.qli, to: "$ROOT/opt/bin/qli")
    let line = "#:schema file://\(home.path("$ROOT/opt/share/qli/manifest.schema.json"))\n"
    let run = home.program(qli, "new", "a")
    #expect(try run.run().ending == .exited(0))
    try home.file("$ROOT/opt/share/qli/manifest.schema.json", DocumentSchema.manifest.text)
    let other = home.path("$ROOT/other")
    #expect(try run.environment(["XDG_DATA_HOME": other]).run().ending == .exited(0))
    let without = try home.read("$DATA/qli/extensions/a/_manifest.toml")
    let with = try home.read("\(other)/qli/extensions/a/_manifest.toml")
    #expect(!without.contains("#:schema") && with == line + without)
    _ = try ManifestReader.read(Array(with.utf8)).get()
  }

  /// A path that a URL would write otherwise is left out.
  @Test func noLineIsWrongInAURL() throws {
    let qli = try home.copy(Products.qli, to: "$ROOT/o p%t/bin/qli")
    try home.file("$ROOT/o p%t/share/qli/manifest.schema.json", "{}")
    #expect(try home.program(qli, "new", "a").run().ending == .exited(0))
    #expect(try !home.read("$DATA/qli/extensions/a/_manifest.toml").contains("#:schema"))
  }
}
