import Foundation
import TestSupport
import Testing

/// A standard output in which nobody waits (O_NONBLOCK), as some programs hand it on.
@Suite struct CaptureNonBlockingTests {
  @Test func aResultArrivesWholeInASlowPipe() throws {
    let home = try TestHome()
    try home.group("g")
    try home.extension("g", "x", sh: "head -c 300000 /dev/zero | tr '\\\\0' x")
    let pipe = try home.fifo("result")
    let reader = open(pipe.path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    defer { close(reader) }
    // The flag belongs to the open file, which qli inherits.
    try home.file(
      "slow",
      """
      import os, sys
      os.set_blocking(1, False)
      os.execv(sys.argv[1], sys.argv[1:])
      """)
    let running = try home.qli("run", "--json", "g", "x")
      .wrapped("/usr/bin/env", "python3", home.path("slow")).stdout(.file(pipe.path)).start()
    var bytes: [UInt8] = []
    try waitUntil("the result is there") {
      var chunk = [UInt8](repeating: 0, count: 4096)
      let count = read(reader, &chunk, chunk.count)
      if count > 0 { bytes += chunk[..<count] }
      return bytes.last == UInt8(ascii: "\n")
    }
    try running.expect(code: 0)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    #expect((object["stdout"] as? String)?.utf8.count == 300_000)
  }
}
