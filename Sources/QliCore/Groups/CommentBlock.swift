/// What a script says of itself: the comment at its top, behind the `#!` line.
///
/// It is read, and nothing is ever run for it. What comes from it is not made safe to show yet.
struct CommentBlock {
  /// How much of a file is looked at, in bytes.
  static let limit = 4096

  /// The comment, without its marks, a newline between the lines; never empty.
  let text: String
  /// Whether a line says that the extension completes its own arguments.
  let completes: Bool

  /// The comment at the top of the file `path`, or nil if there is none.
  init?(readingFrom path: FilePath) {
    // Whoever writes a FIFO there isn't waited for, and gets nothing.
    guard let file = try? OwnedDescriptor(opening: path, for: .reading),
      let status = try? file.number.status(), status.kind == .regular
    else { return nil }
    var head = [UInt8](repeating: 0, count: Self.limit)
    guard let count = try? file.number.read(into: &head) else { return nil }
    self.init(Array(head[..<count]), isCut: status.size > Int64(count))
  }

  /// - Parameter isCut: whether the file goes on behind `head`; its last line may be a part then.
  init?(_ head: [UInt8], isCut: Bool) {
    guard !head.contains(0) else { return nil }
    // In Swift CR LF is one character.
    var lines = String(decoding: head, as: UTF8.self)
      .split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    if isCut { lines.removeLast() }
    if lines.first?.hasPrefix("#!") == true { lines.removeFirst() }
    let rest = lines.drop { $0.allSatisfy { $0.isWhitespace } }
    guard let mark = Self.marks.first(where: { rest.first?.hasPrefix($0) == true }) else {
      return nil
    }
    var comment = rest.prefix { $0.hasPrefix(mark) }.map { Self.content(of: $0, mark) }
    let count = comment.count
    comment.removeAll { $0 == Self.completionLine }
    completes = comment.count < count
    let blank: (Substring) -> Bool = { $0.allSatisfy { $0.isWhitespace } }
    while let last = comment.last, blank(last) { comment.removeLast() }
    text = comment.drop(while: blank).joined(separator: "\n")
    if text.isEmpty, !completes { return nil }
  }

  /// What begins a comment in the languages of scripts.
  private static let marks = ["#", "//", "--", ";"]

  private static let completionLine = "qli: complete"

  /// A line without its mark, however often it stands there, and one space.
  private static func content(of line: Substring, _ mark: String) -> Substring {
    let rest = line.drop { mark.first == $0 }
    return rest.first == " " ? rest.dropFirst() : rest
  }

  /// The first sentence, on one line, without its full stop; nil if there is none.
  var summary: String? {
    let paragraph = text.split(separator: "\n", omittingEmptySubsequences: false)
      .prefix { !$0.allSatisfy { $0.isWhitespace } }.joined(separator: " ")
    var sentence = Substring(paragraph)
    var place = paragraph.startIndex
    while let stop = paragraph[place...].firstIndex(where: { ".!?".contains($0) }) {
      place = paragraph.index(after: stop)
      let next = paragraph[place...]
      guard next.first == " " else { continue }
      // An abbreviation goes on in lower case, as e.g. here.
      guard next.dropFirst().first?.isLowercase == false else { continue }
      sentence = paragraph[..<place]
      break
    }
    if sentence.last == "." { sentence.removeLast() }
    return sentence.isEmpty ? nil : String(sentence)
  }
}
