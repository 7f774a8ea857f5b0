import Foundation
import TestSupport
import Testing

@testable import QliCore

/// Every line that README and the man pages show is one that qli takes, of something that is there, and
/// does what stands beside it. What is run whole is in `ReadmeTests` and the tests of each page.
@Suite struct ExampleLineTests {
  /// The groups that documents make before they run something of them.
  private static let made = [
    ["ops", "restart"], ["ops", "deploy"], ["ops", "lint"], ["mine", "hello"], ["mine", "web"],
    ["mine", "worker"], ["mine", "report"], ["fence", "sh"], ["agents", "writer"],
    ["agents", "coder"],
  ]

  /// Those of the examples.
  private static func isOfExamples(_ group: String, _ name: String) -> Bool {
    FileManager.default.isExecutableFile(
      atPath: Checkout.path("examples/extensions/\(group)/\(name)"))
  }

  /// The words with what a shell would have put in place of variables that are set.
  private static func arguments(_ line: ExampleLine) -> Arguments {
    let values = ["$id": "0199c82c", "$QLI_RUN_ID": "0199c82c-cf49-7651-a9a8-128b0c5c7fd0"]
    let words = line.words.map { word in
      let plain = word.replacing(/^\$\{\w+:\+/, with: "")
      return plain.hasPrefix("$") && plain.hasSuffix("}") ? String(plain.dropLast()) : plain
    }
    return Arguments(words.map { ByteString(values[$0] ?? $0) })
  }

  private static func meaning(_ line: ExampleLine) throws -> RunCommand.Meaning? {
    try CommandLine.read(arguments(line)) { line throws(UsageError) -> RunCommand.Meaning? in
      guard line.command == nil || line.command == .run else { return nil }
      return try RunCommand.Meaning(line)
    }
  }

  @Test func thereAreSuchLines() {
    let pages = Set(ExampleLine.all.map(\.page))
    #expect(pages.isSuperset(of: ["README.md", "qli.1", "qli-json.5", "qli-service.7"]))
    #expect(ExampleLine.all.count > 50)
    #expect(
      ExampleLine.all.contains { $0.words == ["audit", "prod", "--failed", "--since", "24h"] })
  }

  @Test(arguments: ExampleLine.all) func qliTakesTheLine(_ line: ExampleLine) throws {
    if line.words == ["--version"] || line.words == ["--help"] { return }
    _ = try Invocation(Self.arguments(line))
    switch try Self.meaning(line) {
    case .run(let run):
      let (group, name) = (run.group.lossyText, run.extension.lossyText)
      #expect(Self.made.contains([group, name]) || Self.isOfExamples(group, name))
    case .group(let group, _):
      #expect(["dev", "prod", "org"].contains(group.lossyText))
    case .extensionHelp, .help, .requests, nil: break
    }
  }

  /// Where nobody can be asked the guards of the examples are passed; where somebody can, nothing else is
  /// in the way.
  @Test(.requireLandlock, arguments: ExampleLine.all) func theGuardsOfTheExamplesArePassed(
    _ line: ExampleLine
  ) throws {
    guard case .run(let run)? = try Self.meaning(line),
      Self.isOfExamples(run.group.lossyText, run.extension.lossyText)
    else { return }
    let home = try TestHome()
    try home.copyExamples(to: home.extensions())
    let explained = home.qli("explain").arguments(Self.withoutReports(line.words))
      .environment(["DEPLOY_ENV": "production", "NO_COLOR": "1"])
    let answers = line.words.contains { ["--yes", "-y", "--no-input"].contains($0) }
    let ending =
      answers ? try explained.run().ending : try explained.startOnTerminal().wait().ending
    #expect(ending == .exited(0), "\(line)")
  }

  /// The words without what means nothing to an explanation: who is told how it ended.
  private static func withoutReports(_ words: [String]) -> [String] {
    var rest = words[...]
    var kept: [String] = []
    while let word = rest.popFirst() {
      switch word {
      case "run", "--json": break
      case "--status-file", "--output": rest = rest.dropFirst()
      default: kept.append(word)
      }
    }
    return kept
  }
}
