/// How text is broken into lines: the one way for all that people read.
extension Wording {
  /// The words of `text` in lines of at most `columns`. Whole stays, also where it is longer: a word,
  /// what stands in quotes with its spaces, such as a path, and the command that a line of help ends
  /// in. Spaces within a line stay as they are.
  ///
  /// - Parameter isHelp: whether it is such a line.
  static func wrapped(
    _ text: some StringProtocol, columns: Int, isHelp: Bool = false
  ) -> [String] {
    var lines: [String] = []
    var used = 0
    for piece in pieces(of: String(text), within: columns, isHelp: isHelp) {
      let width = DisplayWidth.columns(of: piece)
      if !lines.isEmpty, used + 1 + width <= columns {
        lines[lines.count - 1] += " " + piece
        used += 1 + width
      } else {
        lines.append(piece)
        used = width
      }
    }
    return lines
  }

  /// What no line is broken within, in its order, with a space between each two.
  private static func pieces(of text: String, within columns: Int, isHelp: Bool) -> [String] {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    let command = isHelp ? beginOfCommand(in: words) : nil
    var pieces: [String] = []
    var index = 0
    while index < words.count {
      var end = index + 1
      if index == command {
        end = words.count
      } else if let last = endOfQuotation(beginningAt: index, in: words) {
        let quoted = words[index...last].joined(separator: " ")
        // A sentence of somebody's is no path.
        if DisplayWidth.columns(of: quoted) <= columns || quoted.utf8.contains(UInt8(ascii: "/")) {
          end = last + 1
        }
      }
      pieces.append(words[index..<end].joined(separator: " "))
      index = end
    }
    return pieces
  }

  // MARK: - Quotations

  /// How many words are looked through for the end of a quotation: an apostrophe may have begun none.
  private static let longestQuotation = 40

  /// The word in which the quotation ends that begins in the one at `index`; nil where none does, or it is
  /// that word alone.
  private static func endOfQuotation(
    beginningAt index: Int, in words: [Substring]
  ) -> Int? {
    guard let mark = beginningMark(of: words[index]), !ends(words[index], in: mark) else {
      return nil
    }
    for next in (index + 1)..<max(index + 1, min(index + longestQuotation, words.count)) {
      if ends(words[next], in: mark) { return next }
      if beginningMark(of: words[next]) == mark { return nil }
    }
    return nil
  }

  /// The mark with which a quotation begins in `word`: in front, behind a bracket, or behind `NAME=` or
  /// `$`.
  private static func beginningMark(of word: Substring) -> UInt8? {
    var before: UInt8 = .space
    for byte in word.utf8 {
      let isMark = byte == .apostrophe || byte == UInt8(ascii: "`")
      if isMark, [.space, UInt8(ascii: "("), .equals, UInt8(ascii: "$")].contains(before) {
        return byte
      }
      before = byte
    }
    return nil
  }

  /// Whether a quotation ends in `word`, apart from the stop behind it.
  private static func ends(_ word: Substring, in mark: UInt8) -> Bool {
    var rest = word.utf8
    while let last = rest.last,
      [
        UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: ";"),
        UInt8(ascii: "?"), UInt8(ascii: "!"), UInt8(ascii: ")"),
      ].contains(last)
    { rest = rest.dropLast() }
    return rest.count > 1 && rest.last == mark
  }

  // MARK: - Commands

  /// Where the command begins that a line of help is, or ends in; nil where it is a sentence.
  private static func beginOfCommand(in words: [Substring]) -> Int? {
    words.indices.first { index in
      guard index == 0 || leadsToCommand(words[index - 1]) else { return false }
      let next = index + 1 < words.count ? words[index + 1] : ""
      return isProgram(words[index], before: next)
    }
  }

  private static func leadsToCommand(_ word: Substring) -> Bool {
    if word.utf8.last == UInt8(ascii: ":") { return true }
    return switch word {
    case "see", "or", "in", "then", "before": true
    default: false
    }
  }

  /// Whether `word` begins a command, as qli's help has them, with `next` behind it.
  private static func isProgram(_ word: Substring, before next: Substring) -> Bool {
    switch word {
    case "qli", "sudo", "chmod", "chown", "chgrp", "cp", "mv", "rm", "rmdir", "mkdir", "man", "ls",
      "ln", "sed", "export", "unset", "cd", "kill", "printf", "fuser", "sha256sum", "op", "git",
      "systemctl", "ssh-keygen", "findmnt", "gzip", "ulimit", "#!/usr/bin/env":
      return true
    case "env": return next.utf8.first == UInt8(ascii: "-")
    // A word of English, too.
    case "file":
      let first = next.utf8.first
      return first == UInt8(ascii: "/") || first == UInt8(ascii: "'") || first == UInt8(ascii: "$")
    // A line of a manifest.
    case "ignore": return next == "="
    // An option to be added to what was typed, with its value.
    default:
      return word.utf8.starts(with: "--".utf8)
    }
  }
}
