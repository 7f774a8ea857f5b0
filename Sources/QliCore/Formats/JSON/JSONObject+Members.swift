extension JSONObject {
  /// The string called `name`, if it is there and is one.
  func text(_ name: String) -> String? {
    if case .string(let text) = self[name] { text } else { nil }
  }

  /// The whole number called `name`, if it is there and is one.
  func integer(_ name: String) -> Int64? {
    if case .number(let number) = self[name] { number.int64 } else { nil }
  }

  /// The strings of the array called `name`, if it is there and holds nothing else.
  func texts(_ name: String) -> [String]? {
    guard case .array(let values) = self[name] else { return nil }
    var texts: [String] = []
    for value in values {
      guard case .string(let text) = value else { return nil }
      texts.append(text)
    }
    return texts
  }
}
