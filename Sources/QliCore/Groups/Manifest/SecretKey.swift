/// A key of each of a manifest's `[[secrets]]`.
enum SecretKey: UInt8, DocumentKey {
  case variable, provider, reference, keepsCredentials

  var entry: KeyEntry {
    switch self {
    case .variable:
      KeyEntry(
        name: "env", example: "\"API_TOKEN\"", summary: "the name of the variable",
        isRequired: true)
    case .provider:
      KeyEntry(
        name: "provider", example: "\"one_password\"",
        summary: "\"one_password\", \"env\", \"file\" or a source plugin", isRequired: true)
    case .reference:
      KeyEntry(
        name: "ref", example: "\"op://vault/item/field\"",
        summary: "with \"env\" a variable, with \"file\" a path", isRequired: true)
    case .keepsCredentials:
      KeyEntry(
        name: "keep_credentials", example: "false",
        summary: "true: the extension gets the store's own keys, too")
    }
  }
}
