/// What a source plugin can be asked, once it is initialized.
enum SourceRequest: Equatable {
  /// Whether it can answer now.
  case isAvailable
  /// The value of a reference.
  case get(String)
  /// The references that it has.
  case list
  /// Whether a reference is one that it understands.
  case validate(String)

  /// The method's name in a frame.
  var method: StaticString {
    switch self {
    case .isAvailable: "secret_source.is_available"
    case .get: "secret_source.get"
    case .list: "secret_source.list"
    case .validate: "secret_source.validate"
    }
  }

  /// What it is about, if it is about one secret.
  var reference: String? {
    switch self {
    case .isAvailable, .list: nil
    case .get(let reference), .validate(let reference): reference
    }
  }
}
