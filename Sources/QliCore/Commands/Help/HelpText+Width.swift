/// Help on a terminal that is narrower than what it is written for.
extension HelpText {
  /// The columns that it is written for.
  static let width = 80
  /// A line that a further word would have made longer than this was broken there.
  private static let fullWidth = 72
  /// How much room the second column of a table needs; where there is less, it stands below the first.
  private static let leastRoom = 20

  /// `text` in lines of at most `columns`, where that is less than it has. What was broken into lines is put
  /// together again; lines of a manifest stay whole, for they are there to be copied.
  static func fitted(_ text: String, to columns: Int?) -> String {
    guard let columns, columns < width else { return text }
    var result = ""
    var row: Row?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if row?.takes(line) == true {
        row?.add(line)
        continue
      }
      if let row { result += row.text(columns) + "\n" }
      row = Row(line)
    }
    // Behind the last newline there is none.
    return result + (row.map { $0.text(columns) } ?? "")
  }

  /// A line, or what was broken into several.
  private struct Row {
    /// What stands in front, such as the first column of a table with its gap; or the blanks.
    private let head: Substring
    private var words: String
    private var last: Substring
    private let isSample: Bool

    init(_ line: Substring) {
      isSample = Self.isOfManifest(line)
      let column = isSample ? 0 : Self.column(of: line)
      let start = line.utf8.index(line.startIndex, offsetBy: column)
      head = line[..<start]
      words = String(line[start...])
      last = line
    }

    /// Whether it has two columns: what is shown as it is typed, and what it is for.
    private var isOfTable: Bool {
      head.utf8.contains { $0 != .space } && !head.utf8.elementsEqual(Self.usage.utf8)
    }

    private static let usage = "Usage: "

    /// Whether `line` goes on with it.
    func takes(_ line: Substring) -> Bool {
      let indent = line.prefix { $0 == " " }.count
      guard !isSample, !words.isEmpty, indent < line.count, indent == head.count,
        !Self.isOfManifest(line), Self.column(of: line) == indent
      else { return false }
      if isOfTable { return true }
      let next = line.dropFirst(indent).prefix { $0 != " " }
      return DisplayWidth.columns(of: String(last)) + 1 + next.count > HelpText.fullWidth
    }

    mutating func add(_ line: Substring) {
      words += " " + line.dropFirst(head.count)
      last = line
    }

    func text(_ columns: Int) -> String {
      if isSample || words.isEmpty { return "\(head)\(words)" }
      if isOfTable, columns - head.count < HelpText.leastRoom {
        let first = head.prefix(
          head.utf8.count - head.utf8.reversed().prefix { $0 == .space }.count)
        return "\(first)\n      \(Lines(columns: columns).text(words, behind: 6))"
      }
      return "\(head)\(Lines(columns: columns).text(words, behind: head.count))"
    }

    /// Where the text of a row of a table begins, behind the last wide gap; of any other line, where
    /// its words begin, and of usage what is to be typed.
    private static func column(of line: Substring) -> Int {
      var column = 0
      var blanks = 0
      for (index, byte) in line.utf8.enumerated() {
        if byte == .space {
          blanks += 1
          continue
        }
        if blanks > 1 || index == blanks { column = index }
        blanks = 0
      }
      return column == 0 && line.utf8.starts(with: usage.utf8) ? usage.utf8.count : column
    }

    private static func isOfManifest(_ line: Substring) -> Bool {
      let words = line.split(separator: " ")
      guard let first = words.first, line.utf8.first == .space else { return false }
      return first.utf8.first == UInt8(ascii: "[") || words.contains { $0 == "=" || $0 == "#" }
    }
  }
}
