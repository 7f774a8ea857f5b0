/// What `--output` makes of a captured run's standard output.
enum OutputShape: String, CaseIterable {
  /// The text without the white space around it.
  case text
  /// The JSON value that it has to be.
  case json
  /// Its lines that aren't empty, without the white space around each.
  case lines
}
