/// Where a group's records go: a path, in whose file name the day or the month of a record may stand.
struct LogTemplate: Sendable, Equatable {
  /// What is in one file, as a placeholder says it.
  enum Period: String, CaseIterable {
    case day = "{date}"
    case month = "{month}"
  }

  /// Why a text is none.
  enum SyntaxError: Error, Equatable {
    case path(PathTemplate.SyntaxError)
    /// More than one placeholder.
    case severalPeriods
    /// A placeholder in the name of a folder.
    case periodOfFolder(Period)
  }

  let path: PathTemplate
  /// Nil where one file holds all.
  let period: Period?

  /// Takes `source`, and checks all that can be checked without variables.
  init(_ source: String) throws(SyntaxError) {
    path = try converting({ SyntaxError.path($0) }) { () throws(PathTemplate.SyntaxError) in
      try PathTemplate(source)
    }
    var found: (period: Period, end: Substring.UTF8View.Index)?
    // Mostly there is none.
    if source.utf8.contains(UInt8(ascii: "{")) {
      for period in Period.allCases {
        var rest = source.utf8[...]
        while !rest.isEmpty {
          if rest.starts(with: period.rawValue.utf8) {
            guard found == nil else { throw .severalPeriods }
            found = (period, rest.index(rest.startIndex, offsetBy: period.rawValue.utf8.count))
          }
          rest = rest.dropFirst()
        }
      }
    }
    period = found?.period
    if let found, source.utf8[found.end...].contains(.slash) { throw .periodOfFolder(found.period) }
  }
}

extension LogTemplate.SyntaxError: CustomStringConvertible {
  /// The error as a message has it behind the key's name.
  var description: String {
    switch self {
    case .path(let error): "\(error)"
    case .severalPeriods: "has more than one of '{date}' and '{month}'; write one of them, once"
    case .periodOfFolder(let period):
      "has '\(period.rawValue)' in a folder's name; write it in the file's, behind the last '/'"
    }
  }
}
