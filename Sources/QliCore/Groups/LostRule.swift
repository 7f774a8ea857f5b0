/// A rule whose name was mistyped, so that the extension that it is for would run without it.
enum LostRule {
  /// Refuses the extension `name` where the rules of one that isn't there were most likely meant for it.
  static func refuse(
    for name: ExtensionName, of group: Group, _ finder: ExtensionFinder
  ) throws(LookupError) {
    let manifest = group.manifest
    // Also one that has rules of its own may miss others.
    for rule in manifest.extensions where rule.name != name && isMisspelled(rule.name, for: name) {
      do throws(LookupError) {
        _ = try finder.extension(rule.name.text, of: group)
      } catch .extensionNotFound {
        throw .lostRule(
          rule.name, for: name, group: group.name,
          manifest: group.directory.appending(Manifest.fileName))
      } catch {
        // It is there, whatever else is wrong with it.
      }
    }
  }

  /// Names shorter than this, and parts of names, are too much alike to tell a typing mistake, in bytes.
  private static let shortest = (name: 5, part: 3)

  /// Whether `rule` is `name` with one typing mistake: a letter too many or too few, another one, two that have
  /// changed places, or nothing but its separators or the case. A number, a plural or a short part of a name, such
  /// as in `web-a` and `web-b`, tells two extensions apart.
  static func isMisspelled(_ rule: ExtensionName, for name: ExtensionName) -> Bool {
    // A name begins with a letter or a digit, so that most need no closer look.
    if rule.text.utf8.first?.lowercased == name.text.utf8.first?.lowercased,
      letters(of: rule) == letters(of: name)
    {
      return true
    }
    let lengths = (rule.text.utf8.count, name.text.utf8.count)
    let shorter = min(lengths.0, lengths.1)
    guard shorter >= shortest.name, max(lengths.0, lengths.1) - shorter <= 1 else { return false }
    let (left, right) = (Array(rule.text.utf8), Array(name.text.utf8))
    var front = 0
    while front < shorter, left[front] == right[front] { front += 1 }
    var back = 0
    while back < shorter - front, left[lengths.0 - 1 - back] == right[lengths.1 - 1 - back] {
      back += 1
    }
    let one = left[front..<(lengths.0 - back)]
    let other = right[front..<(lengths.1 - back)]
    let isSwapped = one.count == 2 && other.count == 2 && one.elementsEqual(other.reversed())
    guard one.count + other.count == 1 || one.count == 1 && other.count == 1 || isSwapped else {
      return false
    }
    let changed = one + other
    if changed.contains(where: { $0.isDecimalDigit }) || changed.contains(where: isSeparator) {
      return false
    }
    if back == 0, changed.elementsEqual("s".utf8) { return false }
    return [left, right].allSatisfy { part(of: $0, around: front).count >= shortest.part }
  }

  /// What is left of a name without its separators, in lower case.
  private static func letters(of name: ExtensionName) -> [UInt8] {
    name.text.utf8.compactMap { isSeparator($0) ? nil : $0.lowercased }
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == .minus || byte == .underscore || byte == .dot || byte == .plus
  }

  /// The part between two separators that the byte at `index`, or the end, is of.
  private static func part(of name: [UInt8], around index: Int) -> ArraySlice<UInt8> {
    let front = name[..<index].reversed().prefix { !isSeparator($0) }.count
    let back = name[index...].prefix { !isSeparator($0) }.count
    return name[(index - front)..<(index + back)]
  }
}
