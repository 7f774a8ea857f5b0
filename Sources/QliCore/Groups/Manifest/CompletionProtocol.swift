/// How an extension is asked what fits in the place of a word, where that is the way of a library.
enum CompletionProtocol: String, CaseIterable, Sendable {
  case argcomplete, click
}
