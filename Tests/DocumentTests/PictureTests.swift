import Foundation
import TestSupport
import Testing

/// The picture in README shows what qli prints; `make picture` draws it anew.
@Suite struct PictureTests {
  let home: TestHome
  let picture: String

  init() throws {
    home = try TestHome()
    picture = try Checkout.read("examples/terminal.svg")
  }

  /// The lines that it shows: each piece of text stands where its place says.
  private var lines: [String] {
    let pieces = picture.matches(of: /<text [^>]*x="([0-9.]+)" y="([0-9.]+)"[^>]*>([^<]*)<\/text>/)
    var lines: [String] = []
    for piece in pieces {
      let column = Int(((Double(piece.output.1) ?? 0) / 12.2).rounded())
      let row = Int((((Double(piece.output.2) ?? 0) - 20) / 24.4).rounded())
      while lines.count <= row { lines.append("") }
      lines[row] += String(repeating: " ", count: column - lines[row].count)
      lines[row] += Self.text(String(piece.output.3))
    }
    return lines
  }

  private static func text(_ escaped: String) -> String {
    [
      ("&#160;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"),
      ("&amp;", "&"),
    ]
    .reduce(escaped) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
  }

  /// What was typed, and what came back.
  private var steps: [(line: String, output: String)] {
    var steps: [(line: String, output: String)] = []
    for line in lines {
      if line.hasPrefix("$") {
        steps.append((String(line.dropFirst(2)), ""))
      } else if !steps.isEmpty {
        steps[steps.count - 1].output += line + "\n"
      }
    }
    return steps
  }

  @Test func thePictureShowsWhatQliPrints() throws {
    try home.copyExamples(to: "$HOME/.local/share/qli/extensions")
    // As the picture was drawn: of 80 columns, with a line for each on the screen, in colours.
    var environment = ["TERM": "xterm-256color", "QLI_PAGER": ""]
    var words: [[String]] = []
    for step in steps.dropLast() {
      let line = step.line.split(separator: " ").map(String.init)
      words.append(line)
      guard line[0] == "qli" else {
        let pair = try #require(line.last?.split(separator: "=").map(String.init))
        #expect(line[0] == "export" && step.output == "\n")
        environment[pair[0]] = pair[1]
        continue
      }
      let run = home.qli().arguments(Array(line.dropFirst())).environment(environment)
        .unset("XDG_DATA_HOME")
      let terminal = try run.startOnTerminal(columns: 80, rows: 24)
      if let question = step.output.firstRange(of: "[y/N] ") {
        try terminal.waitFor("[y/N] ")
        try terminal.type("\(step.output[question.upperBound])\n")
      }
      let shown = try terminal.wait().terminal.replacing(/\u{1b}\[[0-9;]*m/, with: "")
        .replacing(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, with: Self.runID)
      #expect(shown + "\n" == step.output, "make picture")
    }
    #expect(steps.last?.line == "")
    #expect(words.contains(["qli", "list", "--groups"]))
    #expect(words.count(where: { $0[1] == "prod" }) == 2)
  }

  /// The id that stands for that of the run.
  private static let runID = "01a1fbf4-1519-7349-a6c4-d87757611f68"

  /// It is small, is fetched whole, and tells nothing of the machine on which it was made.
  @Test func thePictureStandsAlone() {
    #expect(picture.utf8.count < 60_000)
    let addresses = picture.matches(of: /[a-z]+:\/\/[^" ]*/).map { String($0.output) }
    #expect(addresses == ["http://www.w3.org/2000/svg"])
    for part in ["@import", "@font-face", "<image", "<script", "href=", "/tmp", "/home"] {
      #expect(!picture.contains(part), "\(part)")
    }
    #expect(!picture.contains(/\b20\d\d-\d\d/))
  }
}
