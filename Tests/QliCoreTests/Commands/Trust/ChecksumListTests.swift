import Testing

@testable import QliCore

/// Lists as sha256sum(1) prints them.
@Suite struct ChecksumListTests {
  private static let sum = String(repeating: "0f", count: 32)

  private func names(_ text: String) throws -> [ByteString] {
    try ChecksumList(Array(text.utf8)).entries.map(\.name)
  }

  @Test func itsLines() throws {
    let sum = Self.sum
    #expect(try names("") == [])
    #expect(try names("\(sum)  a\n\(sum) *b c\n\(sum)  ./d/e\n") == ["a", "b c", "d/e"])
    #expect(try names("\(sum)  last without a newline") == ["last without a newline"])
    #expect(try names("\(sum)   x\n\(sum)  *y\n") == [" x", "*y"])
    #expect(try names("\(sum.uppercased())  x") == ["x"])
    #expect(try names("\\\(sum)  a\\\\b\\nc\\rd\n") == ["a\\b\nc\rd"])
    // Without the mark in front a backslash is one.
    #expect(try names("\(sum)  a\\nb\n") == ["a\\nb"])
  }

  @Test func itsGroup() throws {
    let list = try ChecksumList(Array("# qli-group g\n\(Self.sum)  x\n".utf8))
    #expect(list.group == "g")
    #expect(list.entries.map(\.name) == ["x"])
    #expect(try ChecksumList(Array("\(Self.sum)  x\n".utf8)).group == nil)
    #expect(try ChecksumList(Array("# qli-group \n".utf8)).group == "")
    #expect {
      try ChecksumList(Array("# qli-group g\nx\n".utf8))
    } throws: {
      ($0 as? ChecksumList.Problem)?.line == 2
    }
  }

  @Test(arguments: [
    "x", "\(sum)", "\(sum) ", "\(sum) x", "\(sum)\tx", "\(sum) -x", "\(sum)0  x", " \(sum)  x",
    "\\\(sum)  x\\", "\\\(sum)  x\\t", "\(sum)  ", "\(sum)  /x", "\(sum)  a//b", "\(sum)  a/../b",
    "\(sum)  ..", "\(sum)  a/", "\(sum)  .", "\(sum)  a\0b", "\(sum)  x\n\n",
    "\(sum)  x\n\(sum)  ./x",
    "# comment", "\(sum)  x\n# qli-group g", "#qli-group g", "\(sum)  x\r\n\(sum)  y\r\n",
  ]) func whatIsNoLine(_ text: String) {
    #expect(throws: ChecksumList.Problem.self) { try ChecksumList(Array(text.utf8)) }
  }

  @Test func theProblemHasItsLine() {
    #expect { try ChecksumList(Array("\(Self.sum)  x\nnonsense\n".utf8)) } throws: {
      ($0 as? ChecksumList.Problem)?.line == 2
    }
  }
}
