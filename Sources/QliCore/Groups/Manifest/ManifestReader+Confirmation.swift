/// The keys `confirm` and `reason`: what a person has to say before a run.
extension ManifestReader {
  mutating func readConfirmation(_ entry: TOMLEntry, to policy: inout Policy) {
    guard let confirmation = confirmation(entry) else { return }
    refuseWeakening(
      entry, where: confirmation.isWeaker(than: policy.confirmation), "confirmation")
    policy.confirmation = confirmation
  }

  private mutating func confirmation(_ entry: TOMLEntry) -> Confirmation? {
    switch entry.value.kind {
    case .boolean(let isOn): return isOn ? .yes : Confirmation.none
    // Whoever writes that means the boolean.
    case .string(let word) where Self.boolean(word) != nil:
      reportQuoted(entry, word)
      return nil
    case .string(let word):
      guard isTypable(word) else {
        report(
          entry.value,
          "'confirm' must be a word that can be typed: "
            + "on one line, without spaces around it, and not empty")
        return nil
      }
      return .word(word)
    default:
      reportType(entry, expected: "true, false or the word to type")
      return nil
    }
  }

  mutating func readReason(_ entry: TOMLEntry, to rule: inout ReasonRule) {
    switch entry.value.kind {
    case .boolean(let isOn):
      let isWeaker = isOn ? !rule.patterns.isEmpty : rule.isRequired
      refuseWeakening(entry, where: isWeaker, isOn ? "pattern of reasons" : "'reason'")
      rule.isRequired = isOn
    case .string(let word) where Self.boolean(word) != nil: reportQuoted(entry, word)
    case .string(let pattern):
      guard isTypable(pattern) else {
        report(
          entry.value,
          "'reason' must be a pattern on one line, without spaces around it, and not empty")
        return
      }
      rule.isRequired = true
      rule.patterns.append(pattern)
    default: reportType(entry, expected: "true, false or a pattern such as \"INC-*\"")
    }
  }

  mutating func readReasonHint(_ entry: TOMLEntry, to rule: inout ReasonRule) {
    guard let hint = oneLine(entry) else { return }
    if Visible.isBlank(hint) {
      report(entry.value, "'reason_hint' has no character that a person can see")
    }
    rule.hint = hint
  }

  /// What somebody means who writes a boolean as another format has it.
  private static func boolean(_ word: String) -> Bool? {
    switch word.lowercased() {
    case "true", "yes", "on": true
    case "false", "no", "off": false
    default: nil
    }
  }

  private mutating func reportQuoted(_ entry: TOMLEntry, _ word: String) {
    let meant = Self.boolean(word) == true
    report(
      entry.value, "'\(entry.key)' is the word '\(word)' here; write \(meant) without quotes")
  }

  /// Whether a person can answer `text` on a terminal: what is around an answer is not part of it.
  private func isTypable(_ text: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last else { return false }
    return first != UInt8(ascii: " ") && last != UInt8(ascii: " ")
      && Visible.text(text) == text
  }
}
