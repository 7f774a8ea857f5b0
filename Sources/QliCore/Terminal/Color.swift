/// A colour that every terminal has (ECMA-48), as a manifest calls it.
enum Color: String, CaseIterable, Sendable {
  case red, green, yellow, blue, magenta, cyan

  /// Its number in SGR.
  var code: Int {
    switch self {
    case .red: 31
    case .green: 32
    case .yellow: 33
    case .blue: 34
    case .magenta: 35
    case .cyan: 36
    }
  }
}
