/// Makes documents out of others: some stay valid, most go wrong at one place.
public struct Mutator {
  private var generator: SeededNumbers
  private var corpus: [[UInt8]]
  private let tokens: [[UInt8]]
  /// How many of the corpus were written by hand.
  private let first: Int
  private static let corpusLimit = 500

  /// - Parameter documents: where it starts from.
  /// - Parameter tokens: what it puts in.
  public init(seed: UInt64, documents: [[UInt8]], tokens: [[UInt8]]) {
    generator = SeededNumbers(seed: seed)
    corpus = documents
    self.tokens = tokens
    first = documents.count
  }

  /// The next document.
  public mutating func nextDocument() -> [UInt8] {
    var document = pick(corpus)
    for _ in 0..<Int.random(in: 1...6, using: &generator) { mutate(&document) }
    return document
  }

  /// Lets later documents grow out of one that the parser accepts.
  public mutating func keep(_ document: [UInt8]) {
    guard document.count < 5_000 else { return }
    if corpus.count < Self.corpusLimit {
      corpus.append(document)
    } else {
      // The documents written by hand stay.
      corpus[Int.random(in: first..<corpus.count, using: &generator)] = document
    }
  }

  private mutating func mutate(_ document: inout [UInt8]) {
    let start = Int.random(in: 0...document.count, using: &generator)
    let end = min(document.count, start + Int.random(in: 0...12, using: &generator))
    switch Int.random(in: 0..<9, using: &generator) {
    case 0: document.removeSubrange(start..<end)
    case 1: document.insert(contentsOf: document[start..<end], at: start)
    case 2: document.insert(UInt8.random(in: 0...255, using: &generator), at: start)
    case 3 where start < document.count:
      document[start] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 4: document.removeSubrange(start...)
    case 5: splice(into: &document, at: start)
    case 6: copyLine(in: &document)
    case 7:
      let token = pick(tokens)
      let count = Int.random(in: 0..<20, using: &generator) == 0 ? 200 : 1
      document.insert(contentsOf: [[UInt8]](repeating: token, count: count).joined(), at: start)
    default: document.replaceSubrange(start..<end, with: pick(tokens))
    }
  }

  private mutating func splice(into document: inout [UInt8], at start: Int) {
    let other = pick(corpus)
    let from = Int.random(in: 0...other.count, using: &generator)
    document.insert(contentsOf: other[from..<min(other.count, from + 40)], at: start)
  }

  /// Puts a copy of one line elsewhere: the way to keys and tables that are defined twice.
  private mutating func copyLine(in document: inout [UInt8]) {
    var lines = document.split(separator: 0x0A, omittingEmptySubsequences: false)
    let line = pick(lines)
    lines.insert(line, at: Int.random(in: 0...lines.count, using: &generator))
    document = Array(lines.joined(separator: [0x0A]))
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &generator)]
  }
}
