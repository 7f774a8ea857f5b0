import SeededNumbers
import Testing

@testable import QliCore

/// Whatever the bytes are, they are read or refused, and checking agrees with reading.
@Suite struct JSONRobustnessTests {
  /// A document with something of everything.
  private static let document = Array(
    ###"{"a\u00e9\ud83d\ude00é":[0,-1.5e+3,true,false,null,"\"\\\/\b\f\n\r\t日😀",{},[]],"b": {"c":1}}"###
      .utf8)

  /// The error of a document must lie in it.
  private func checkError(of document: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) {
    guard let error = error(ofJSON: document, sourceLocation: sourceLocation) else { return }
    #expect((0...document.count).contains(error.offset), sourceLocation: sourceLocation)
    let before = document[..<min(error.offset, document.count)]
    let lines = before.split(separator: 0x0A, omittingEmptySubsequences: false)
    #expect(error.line == lines.count, sourceLocation: sourceLocation)
    let scalars = String(validating: lines[lines.count - 1], as: UTF8.self)?.unicodeScalars.count
    #expect(scalars.map { $0 + 1 } == error.column, sourceLocation: sourceLocation)
    #expect(!error.message.isEmpty, sourceLocation: sourceLocation)
  }

  @Test func everyBytePair() {
    for first in 0...255 {
      checkError(of: [UInt8(first)])
      for second in 0...255 { checkError(of: [UInt8(first), UInt8(second)]) }
    }
  }

  @Test func everyTruncation() {
    #expect(error(ofJSON: Self.document) == nil)
    for count in Self.document.indices {
      #expect(error(ofJSON: Array(Self.document[..<count])) != nil)
      checkError(of: Array(Self.document[..<count]))
      checkError(of: Array(Self.document[count...]))
    }
  }

  @Test func everyChangeOfOneByte() {
    for index in Self.document.indices {
      for byte: UInt8 in 0...255 {
        var document = Self.document
        document[index] = byte
        checkError(of: document)
      }
    }
  }

  @Test func everyByteLeftOutOrDoubled() {
    for index in Self.document.indices {
      var document = Self.document
      document.remove(at: index)
      checkError(of: document)
      document = Self.document
      document.insert(document[index], at: index)
      checkError(of: document)
    }
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>) func randomBytes(seed: UInt64) {
    var random = SeededNumbers(seed: seed)
    // The bytes that mean something are frequent enough to get past the first one.
    let alphabet = Array("[]{}:,\"\\u0123dD8cCeE+-. \n\ttruefalsn".utf8) + [0xC3, 0xA9, 0xF0, 0xFF]
    for _ in 0..<2_000 {
      let count = Int.random(in: 0...40, using: &random)
      checkError(
        of: (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] })
      checkError(of: (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
    }
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>) func mutatedDocuments(seed: UInt64) {
    var generator = JSONGenerator(seed: seed)
    var accepted = 0
    for _ in 0..<1_000 {
      let document = generator.nextMutation()
      checkError(of: document)
      if error(ofJSON: document) == nil { accepted += 1 }
    }
    // Neither all of them broken, nor all of them valid: the test would show nothing.
    #expect(accepted > 50 && accepted < 950)
  }
}
