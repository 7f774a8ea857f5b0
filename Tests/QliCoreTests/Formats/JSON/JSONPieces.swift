import Testing

@testable import QliCore

/// All that is written in rooms of `size` bytes, one after the other.
func pieces(_ size: Int, _ write: (inout ByteRoom) -> Bool) -> [UInt8] {
  guard let memory = try? LargeMemory(count: size) else {
    Issue.record("no memory")
    return []
  }
  var result: [UInt8] = []
  var isDone = false
  while !isDone {
    var room = memory.room
    isDone = write(&room)
    result += memory.bytes(size - room.count)
  }
  return result
}

/// Texts in which what is special lies at every place of a word: each part of them behind and in front
/// of so many plain characters.
func texts(of parts: [[UInt8]]) -> [[UInt8]] {
  let plain = Array("abcdefghijklmnopqrst".utf8)
  return parts.flatMap { part in
    (0...10).flatMap { before in
      [0, 1, 6, 7, 8, 9, 20].map { after in plain[..<before] + part + plain[..<after] }
    }
  }
}

/// What belongs into a text and what doesn't: escapes, scalars of every length with the first and the
/// last of each range, and what isn't UTF-8.
let specialParts: [[UInt8]] = {
  let scalars = [
    "", "\n", "\t", "\r", "\"", "\\", "\u{0}", "\u{1f}", " ", "\u{7f}", "\u{80}", "\u{9f}",
    "\u{a0}",
    "\u{7ff}", "\u{800}", "\u{fff}", "\u{1000}", "\u{d7ff}", "\u{e000}", "\u{ffff}", "\u{10000}",
    "\u{3ffff}", "\u{40000}", "\u{10ffff}",
  ].map { Array($0.utf8) }
  let invalid: [[UInt8]] = [
    [0x80], [0xbf], [0xc0, 0x80], [0xc1, 0xbf], [0xc2], [0xdf], [0xe0, 0x80, 0x80],
    [0xe0, 0x9f, 0xbf],
    [0xe0, 0xa0], [0xe2, 0x82], [0xe2], [0xed, 0xa0, 0x80], [0xed, 0xbf, 0xbf], [0xed, 0x9f],
    [0xf0],
    [0xf0, 0x8f, 0xbf, 0xbf], [0xf0, 0x90], [0xf0, 0x9f, 0x98], [0xf1, 0x80, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
    [0xf4, 0x8f, 0xbf], [0xf5, 0x80, 0x80, 0x80], [0xff], [0xfe, 0xfe],
  ]
  return scalars + invalid
}()
