/// A span of time, written `1h30m`: whole numbers with `ms`, `s`, `m` or `h`, in falling order.
struct RunDuration: Sendable, Equatable {
  /// Why a text is no such span.
  enum SyntaxError: Error, Equatable {
    /// A number without a unit, or none at all.
    case missingUnit
    /// What stands there is none of the units, or not in falling order.
    case badUnit(String)
    /// Nothing at all would be allowed.
    case zero
    /// More than a hundred years.
    case tooLong
  }

  /// The span in milliseconds; above zero.
  let milliseconds: Int64

  /// `count` seconds.
  static func seconds(_ count: Int64) -> RunDuration { RunDuration(milliseconds: count * 1000) }

  /// `count` milliseconds.
  static func milliseconds(_ count: Int64) -> RunDuration { RunDuration(milliseconds: count) }

  private init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// The longest span: a hundred years of 365 days.
  private static let limit: Int64 = 100 * 365 * 86_400_000

  /// The units in falling order, in milliseconds.
  private static let units: [(name: String, factor: Int64)] = [
    ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
  ]

  /// Reads `text`.
  init(_ text: String) throws(SyntaxError) {
    var rest = text.utf8[...]
    var total: Int64 = 0
    var nextUnit = 0
    guard !rest.isEmpty else { throw .missingUnit }
    while !rest.isEmpty {
      let digits = rest.prefix { VariableName.isDigit($0) }
      rest = rest.dropFirst(digits.count)
      let name = String(Substring(rest.prefix { !VariableName.isDigit($0) }))
      guard !digits.isEmpty, !name.isEmpty else { throw .missingUnit }
      rest = rest.dropFirst(name.utf8.count)
      guard let unit = Self.units[nextUnit...].firstIndex(where: { $0.name == name }) else {
        throw .badUnit(name)
      }
      nextUnit = unit + 1
      // More digits than the limit has are too many, whatever they are.
      guard digits.count <= 13, let number = Int64(Substring(digits)) else { throw .tooLong }
      let (part, overflow) = number.multipliedReportingOverflow(by: Self.units[unit].factor)
      guard !overflow, part <= Self.limit else { throw .tooLong }
      total += part
    }
    guard total > 0 else { throw .zero }
    guard total <= Self.limit else { throw .tooLong }
    milliseconds = total
  }
}

extension RunDuration: CustomStringConvertible {
  /// The span as a manifest writes it.
  var description: String {
    var rest = milliseconds
    var text = ""
    for unit in Self.units where rest >= unit.factor {
      text += "\(rest / unit.factor)\(unit.name)"
      rest %= unit.factor
    }
    return text
  }
}

extension RunDuration.SyntaxError: CustomStringConvertible {
  /// The error as a message has it behind the key's name.
  var description: String {
    switch self {
    case .missingUnit: "needs a number and a unit; write '90s', '10m' or '1h30m'"
    case .badUnit(let name):
      "has no unit '\(Visible.text(name))' there; write 'h', 'm', 's' and 'ms' in this order, "
        + "as in '1h30m'"
    case .zero: "must be more than zero"
    case .tooLong: "is longer than a hundred years"
    }
  }
}
