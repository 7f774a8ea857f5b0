/// Names for paths that differ from run to run: `$HOME/x` in an expected text stands for the home's
/// real path. A literal dollar sign before such a name is written `$$`.
struct Substitutions: Sendable {
  /// Name (without the dollar sign) and path.
  let places: [(name: String, path: String)]

  /// Puts the real paths in for the names. A name counts only where it ends: `$HOMES` isn't `$HOME`.
  func expand(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let dollar = rest.firstIndex(of: "$") {
      result += rest[..<dollar]
      rest = rest[rest.index(after: dollar)...]
      if rest.first == "$", name(at: rest.dropFirst()) != nil {
        result += "$"
        let place = rest.dropFirst().prefix { isNamePart($0) }
        result += place
        rest = rest[place.endIndex...]
      } else if let place = name(at: rest) {
        result += place.path
        rest = rest.dropFirst(place.name.count)
      } else {
        result += "$"
      }
    }
    return result + rest
  }

  /// Puts the names in for the paths, for messages.
  func collapse(_ text: String) -> String {
    places.sorted { $0.path.utf8.count > $1.path.utf8.count }
      .reduce(text) {
        $0.split(separator: $1.path, omittingEmptySubsequences: false)
          .joined(separator: "$\($1.name)")
      }
  }

  private func name(at text: Substring) -> (name: String, path: String)? {
    let word = text.prefix { isNamePart($0) }
    return places.first { $0.name == word }
  }

  private func isNamePart(_ character: Character) -> Bool {
    character == "_" || (character.isASCII && (character.isLetter || character.isNumber))
  }
}
