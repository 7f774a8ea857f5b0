import Foundation
import TestSupport

/// A man page, read as far as tests compare it with the code: sections, and lists with tags.
struct ManPage {
  /// One item of a list, with what it says.
  struct Item {
    /// What the tag's macro marks as, such as `Li` for a member and `Dv` for a value.
    let macro: String
    /// The names in the tag; several where they share a text.
    let names: [String]
    /// What it says, without markup and without the lists within.
    var text = ""
    /// The items of the lists within.
    var items: [Item] = []
  }

  /// The pages of `man/`, by their file names.
  static let all: [String] = {
    let names = try? FileManager.default.contentsOfDirectory(atPath: Checkout.path("man"))
    return (names ?? []).sorted()
  }()

  let lines: [String]

  init(_ name: String) throws {
    lines = try Checkout.read("man/\(name)").components(separatedBy: "\n")
  }

  private init(lines: [String]) { self.lines = lines }

  /// The section called `title`, or the subsection of that name; empty if there is none.
  func section(_ title: String) -> ManPage {
    for macro in [".Sh ", ".Ss "] {
      guard let start = lines.firstIndex(of: macro + title) else { continue }
      let rest = lines[(start + 1)...]
      let end = rest.firstIndex { $0.hasPrefix(".Sh ") || $0.hasPrefix(macro) } ?? rest.endIndex
      return ManPage(lines: Array(rest[..<end]))
    }
    return ManPage(lines: [])
  }

  /// The titles of its subsections.
  var subsections: [String] {
    lines.filter { $0.hasPrefix(".Ss ") }.map { String($0.dropFirst(4)) }
  }

  /// The items of its lists, in order.
  var items: [Item] {
    var reader = ListReader()
    for line in lines { reader.read(line) }
    return reader.items
  }

  /// The text of each display, as it is shown.
  var displays: [String] {
    var displays: [String] = []
    var isInside = false
    for line in lines {
      if line.hasPrefix(".Bd ") {
        isInside = true
        displays.append("")
      } else if line == ".Ed" {
        isInside = false
      } else if isInside {
        displays[displays.count - 1] += line.replacingOccurrences(of: "\\e", with: "\\") + "\n"
      }
    }
    return displays
  }

  /// A line as it is shown: without macros, and `Fl Fl x` as `--x`.
  static func plain(_ line: String) -> String {
    guard line.hasPrefix(".") else { return line.replacingOccurrences(of: "\\&", with: "") }
    var result = ""
    var dashes = ""
    var joins = true
    // The name of the page's own program may be left out.
    let words = line.replacingOccurrences(of: "Nm qli", with: "Nm")
      .replacingOccurrences(of: "Nm", with: "Nm qli").dropFirst().split(separator: " ")
    for word in words.map(String.init) {
      if word == "Fl" {
        dashes += "-"
      } else if word == "Ns" {
        joins = true
      } else if !macros.contains(word) {
        joins = joins || [",", ".", ":", ";", ")"].contains(word)
        result += (joins ? "" : " ") + dashes + word
        dashes = ""
        joins = false
      }
    }
    return result
  }

  private static let macros: Set = [
    "Ar", "Cm", "Dv", "Em", "Ev", "Ic", "It", "Li", "Nm", "No", "Op", "Pa", "Ql", "Sx", "Sy", "Xr",
  ]
}

/// Reads the lists of a page, also those within others.
private struct ListReader {
  var items: [ManPage.Item] = []
  /// The lists that are open, outermost first, each with its last item.
  private var open: [[ManPage.Item]] = []

  mutating func read(_ line: String) {
    if line.hasPrefix(".Bl ") {
      open.append([])
    } else if line == ".El" {
      let closed = open.removeLast()
      if open.isEmpty {
        items += closed
      } else {
        open[open.count - 1][open[open.count - 1].count - 1].items += closed
      }
    } else if line == ".It" || line.hasPrefix(".It ") {
      open[open.count - 1].append(Self.item(line))
    } else if !open.isEmpty, let last = open[open.count - 1].indices.last {
      let text = ManPage.plain(line)
      let space = open[open.count - 1][last].text.isEmpty ? "" : " "
      open[open.count - 1][last].text += space + text
    }
  }

  /// The item that begins with a line such as `.It Li group , extension`.
  private static func item(_ line: String) -> ManPage.Item {
    let words = line.split(separator: " ").dropFirst().map(String.init)
    let macro = words.first ?? ""
    guard macro.count == 2, macro.first?.isUppercase == true else {
      return ManPage.Item(macro: "", names: [words.joined(separator: " ")])
    }
    let plain = ManPage.plain(line).components(separatedBy: " , ").joined(separator: ", ")
    return ManPage.Item(macro: macro, names: plain.components(separatedBy: ", "))
  }
}
