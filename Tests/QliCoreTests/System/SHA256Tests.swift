import Foundation
import Testing

@testable import QliCore

@Suite struct SHA256Tests {
  private func digest(_ text: String) -> String { "\(SHA256.digest(of: Array(text.utf8)))" }

  /// The examples of FIPS 180-2 and of NIST's CAVP.
  @Test func vectorsOfTheStandard() {
    #expect(
      digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    #expect(
      digest(
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
          + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu")
        == "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1")
    // SHA256ShortMsg.rsp, of 8, 32 and 512 bits.
    #expect(
      "\(SHA256.digest(of: [0xd3]))"
        == "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1")
    #expect(
      "\(SHA256.digest(of: [0x74, 0xba, 0x25, 0x21]))"
        == "b16aa56be3880d18cd41e68384cf1ec8c17680c45a02b1575dc1518923ae8b0e")
    #expect(
      "\(SHA256.digest(of: [UInt8](repeating: 0, count: 64)))"
        == "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b")
  }

  @Test func aMillionTimesTheLetterA() {
    let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    #expect(
      "\(SHA256.digest(of: bytes))"
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  /// In pieces of any length it is the same as in one.
  @Test func theSizeOfThePiecesDoesNotMatter() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
    let whole = SHA256.digest(of: bytes)
    for size in [1, 3, 55, 56, 63, 64, 65, 127, 128, 200, 999, 1000] {
      var hash = SHA256()
      var rest = bytes[...]
      while !rest.isEmpty {
        rest.prefix(size).withUnsafeBytes { hash.update($0) }
        // A look at it in between changes nothing.
        _ = hash.finished()
        rest = rest.dropFirst(size)
      }
      #expect(hash.finished() == whole, "pieces of \(size)")
    }
  }

  /// The processor's own instructions, where it has them, and the code that does without.
  @Test(arguments: 0..<4) func theProcessorAndThePortableCodeAgree(round: Int) {
    let sizes = Array(0...260) + (0..<40).map { _ in Int.random(in: 261...20_000) }
    for size in sizes {
      let bytes = (0..<size).map { _ in UInt8.random(in: 0...255) }
      let cut = Int.random(in: 0...size)
      var (fast, portable) = (SHA256(), SHA256(usesInstructions: false))
      for part in [bytes[..<cut], bytes[cut...]] {
        part.withUnsafeBytes {
          fast.update($0)
          portable.update($0)
        }
      }
      #expect(fast.finished() == portable.finished(), "\(bytes) cut at \(cut)")
      #expect(SHA256.digest(of: bytes) == portable.finished(), "\(bytes)")
    }
  }

  @Test func thePortableCodeAgainstTheStandard() {
    var hash = SHA256(usesInstructions: false)
    Array("abc".utf8).withUnsafeBytes { hash.update($0) }
    #expect(
      "\(hash.finished())" == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  /// Random files whose sizes lie around the borders of blocks, of the padding and of the buffer.
  @Test func filesAgainstSha256sum() throws {
    let folder = try ScratchFolder()
    var names: [String] = []
    let sizes =
      [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129, 4095, 4096, 4097]
      + [131_071, 131_072, 131_073, 131_136, 300_001]
    for size in sizes {
      let bytes = (0..<size).map { _ in UInt8.random(in: 0...255) }
      try Data(bytes).write(to: URL(fileURLWithPath: "\(folder["size-\(size)"])"))
      names.append("size-\(size)")
    }
    let expected = try sums(of: names, in: folder)
    for name in names {
      let file = try OwnedDescriptor(opening: folder[name], for: .reading)
      let digest = try SHA256.digest(of: file.number)
      #expect("\(digest)  \(name)" == expected[name].map { "\($0)  \(name)" })
    }
    #expect(expected.count == sizes.count)
  }

  /// What sha256sum(1) says of each file.
  private func sums(of names: [String], in folder: ScratchFolder) throws -> [String: String] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["sha256sum"] + names
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    let output = Foundation.Pipe()
    process.standardOutput = output
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
    return lines.reduce(into: [:]) { sums, line in
      let words = line.split(separator: " ")
      sums[String(words[1])] = String(words[0])
    }
  }

  @Test func theTextFormOfADigest() {
    let text = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    let digest = SHA256.Digest(text)
    #expect(digest == SHA256.digest(of: []))
    #expect(digest == SHA256.Digest(text.uppercased()))
    #expect(digest?.description == text)
    for wrong in [
      "", "e3", String(text.dropLast()), text + "0", String(text.dropLast()) + "g",
      " " + text.dropLast(), String(text.dropLast(2)) + "é",
    ] {
      #expect(SHA256.Digest(wrong) == nil, "\(wrong)")
    }
  }
}
