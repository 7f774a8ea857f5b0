import Testing

@testable import QliCore

/// Help on a narrow terminal.
@Suite struct HelpWidthTests {
  private static let texts =
    [HelpText.overview] + BuiltIn.allCases.map { HelpText.text(for: $0) }
    + HelpText.Topic.allCases.map { HelpText.text(for: $0) }

  @Test(arguments: [nil, 80, 300]) func asItIsWhereThereIsRoom(_ columns: Int?) {
    for text in Self.texts { #expect(HelpText.fitted(text, to: columns) == text) }
  }

  /// Only a word alone, and a line of a manifest, may be longer; and every word is still there.
  @Test(arguments: [40, 60]) func inFewColumns(_ columns: Int) {
    let words = { (text: String) in text.split { $0 == " " || $0 == "\n" }.map(String.init) }
    for text in Self.texts {
      let fitted = HelpText.fitted(text, to: columns)
      #expect(words(fitted) == words(text))
      for line in fitted.split(separator: "\n") where line.count > columns {
        let isManifest = line.contains(" = ") || line.contains("# ")
        #expect(isManifest || line.split(separator: " ").count == 1, "\(line)")
      }
    }
  }

  @Test func whatWasBrokenIsPutTogether() {
    let text = """
      This is a paragraph that is broken where a line of eighty columns has no more
      room, and goes on below.
      A line of its own.

        -x, --long NAME   what it is for, which goes on in the second column as far as
                          there is room
        short             one

      """
    #expect(
      HelpText.fitted(text, to: 40) == """
        This is a paragraph that is broken where
        a line of eighty columns has no more
        room, and goes on below.
        A line of its own.

          -x, --long NAME   what it is for,
                            which goes on in the
                            second column as far
                            as there is room
          short             one

        """)
    #expect(
      HelpText.fitted(text, to: 30).contains(
        "  -x, --long NAME\n      what it is for, which\n      goes on in the second\n"))
  }
}
