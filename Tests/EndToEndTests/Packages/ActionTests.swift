import TestSupport
import Testing

/// `action.yml`: what GitHub is told, and what its steps do.
@Suite(.requireTool("python3"), .requirePythonModule("yaml")) struct ActionTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  /// The file as JSON.
  private func action() throws -> JSON {
    let script = "import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1])), sys.stdout)"
    let outcome = try home.program("/usr/bin/python3", "-c", script, Checkout.path("action.yml"))
      .run()
    try #require(outcome.ending == .exited(0), "\(outcome.stderr)")
    return try JSON.parse(outcome.stdout)
  }

  /// What GitHub documents of the file of a composite action.
  private let schema = """
    {"$schema": "http://json-schema.org/draft-07/schema#", "type": "object",
     "required": ["name", "description", "runs"], "additionalProperties": false,
     "properties": {
      "name": {"type": "string"}, "author": {"type": "string"},
      "description": {"type": "string"}, "branding": {"type": "object"},
      "inputs": {"type": "object", "propertyNames": {"pattern": "^[A-Za-z_][A-Za-z0-9_-]*$"},
       "additionalProperties": {"type": "object", "required": ["description"],
        "additionalProperties": false, "properties": {
         "description": {"type": "string"}, "required": {"type": "boolean"},
         "default": {"type": "string"}, "deprecationMessage": {"type": "string"}}}},
      "outputs": {"type": "object",
       "additionalProperties": {"type": "object", "required": ["description", "value"],
        "additionalProperties": false,
        "properties": {"description": {"type": "string"}, "value": {"type": "string"}}}},
      "runs": {"type": "object", "required": ["using", "steps"], "additionalProperties": false,
       "properties": {"using": {"const": "composite"},
        "steps": {"type": "array", "minItems": 1, "items": {
         "type": "object", "additionalProperties": false,
         "oneOf": [{"required": ["run", "shell"]}, {"required": ["uses"]}],
         "properties": {
          "run": {"type": "string"}, "shell": {"type": "string"}, "uses": {"type": "string"},
          "with": {"type": "object"}, "id": {"type": "string"}, "name": {"type": "string"},
          "if": {"type": ["string", "boolean"]}, "working-directory": {"type": "string"},
          "continue-on-error": {"type": ["string", "boolean"]},
          "env": {"type": "object", "additionalProperties": {"type": "string"}}}}}}}}}
    """

  @Test(.requirePythonModule("jsonschema")) func itIsWhatGitHubReads() throws {
    let script = """
      import json, sys, yaml, jsonschema
      schema = json.load(open(sys.argv[1]))
      jsonschema.Draft7Validator.check_schema(schema)
      jsonschema.Draft7Validator(schema).validate(yaml.safe_load(open(sys.argv[2])))
      """
    let schema = try home.file("schema.json", schema)
    let outcome = try home.program(
      "/usr/bin/python3", "-c", script, schema, Checkout.path("action.yml")
    ).run()
    #expect(outcome.ending == .exited(0), "\(outcome.stderr)")
  }

  /// What a workflow gives of it is what there is.
  @Test func thePageGivesInputsThatThereAre() throws {
    let inputs = try action()["inputs"]
    let display = try FleetPage("qli-recipes.7").display("- uses: ./qli")
    let given = display.matches(of: /\n    ([a-z0-9]+):/).map { String($0.output.1) }
    #expect(given.count == 3 && Set(given).isSubset(of: inputs?.keys ?? []))
    for name in inputs?.keys ?? [] where inputs?[name]?["required"]?.bool == true {
      #expect(given.contains(name), "\(name)")
    }
  }

  /// Makes a tarball as `make package` does, and returns its line of SHA256SUMS.
  private func makeTarball() throws -> String {
    try home.copy(Products.qli, to: "$ROOT/tar/qli-1/bin/qli")
    let script = "tar -C '\(home.path("$ROOT/tar"))' -czf qli.tar.gz qli-1 && sha256sum qli.tar.gz"
    let outcome = try home.program("/bin/sh", "-c", script).run()
    try #require(outcome.ending == .exited(0), "\(outcome.stderr)")
    return try String(#require(outcome.stdout.split(separator: "\n").first))
  }

  /// Runs the steps as a runner does, up to the first that fails.
  private func runSteps(_ inputs: [String: String]) throws -> [Outcome] {
    var outcomes: [Outcome] = []
    try home.directory("$ROOT/temp")
    try home.file("$ROOT/path")
    for step in try #require(action()["runs"]?["steps"]?.array) {
      var variables = [
        "RUNNER_TEMP": home.path("$ROOT/temp"), "GITHUB_WORKSPACE": home.path("$WORK"),
        "GITHUB_PATH": home.path("$ROOT/path"), "GITHUB_OUTPUT": home.path("$ROOT/output"),
      ]
      let added = try home.read("$ROOT/path").split(separator: "\n").map(String.init)
      variables["PATH"] = (Array(added.reversed()) + Tools.searchPath).joined(separator: ":")
      for name in step["env"]?.keys ?? [] {
        let expression = try #require(step["env"]?[name]?.string)
        let input = try #require(expression.firstMatch(of: /^\$\{\{ inputs\.([a-z0-9]+) \}\}$/))
        variables[name] = inputs[String(input.output.1)] ?? ""
      }
      #expect(step["shell"]?.string == "bash")
      let script = try home.file("step", try #require(step["run"]?.string))
      outcomes.append(
        try home.program("/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", script)
          .environment(variables).run())
      if outcomes.last?.ending != .exited(0) { break }
    }
    return outcomes
  }

  @Test(.requireTool("bash")) func theStepsInstallAndLook() throws {
    let sum = try makeTarball()
    try home.copyExamples(to: "ops/extensions")
    let inputs = ["archive": "qli.tar.gz", "sha256": sum, "extensions": "ops/extensions"]
    let outcomes = try runSteps(inputs)
    try #require(outcomes.count == 3)
    #expect(outcomes.allSatisfy { $0.ending == .exited(0) })
    #expect(outcomes[0].stdout.hasPrefix("qli "))
    #expect(outcomes[2].stdout.contains("0 errors"))
    #expect(
      try home.read("$ROOT/output") == "qli=\(home.path("$ROOT/temp/qli/bin/qli"))\n")
    // Once more, as on a runner that is kept, and with a mistake in a manifest.
    try home.file("ops/extensions/dev/_manifest.toml", "banner = 1\n")
    let again = try runSteps(inputs)
    #expect(again.map(\.ending) == [.exited(0), .exited(0), .exited(1)])
    #expect(again.last?.stdout.contains("'banner' must be a string") == true)
  }

  @Test(.requireTool("bash")) func whatIsNotTheTarballIsNotInstalled() throws {
    _ = try makeTarball()
    for sum in [String(repeating: "0", count: 64), "", "x"] {
      let outcomes = try runSteps(["archive": "qli.tar.gz", "sha256": sum])
      #expect(outcomes.count == 1 && outcomes[0].ending == .exited(1))
      #expect(!home.exists("$ROOT/temp/qli/bin/qli"))
    }
  }
}
