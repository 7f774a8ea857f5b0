import Foundation
import QliCore

/// Hashes as many bytes as the first argument says, as often as the second says; prints the best
/// time in milliseconds and the checksum. What is hashed is what `Scripts/bench-sha256.c` hashes.
func bench(_ arguments: [String]) -> Int32 {
  guard arguments.count == 3, let size = Int(arguments[1]), let count = Int(arguments[2]),
    size >= 0, count > 0
  else {
    print("usage: SHA256Bench SIZE COUNT")
    return 2
  }
  let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
    for index in 0..<size { buffer[index] = UInt8(truncatingIfNeeded: index &* 31 &+ index >> 8) }
    initialized = size
  }
  var best = Duration.seconds(1_000_000)
  var digest = SHA256.digest(of: [])
  for _ in 0..<count {
    let start = ContinuousClock.now
    digest = SHA256.digest(of: bytes)
    best = min(best, ContinuousClock.now - start)
  }
  let nanoseconds =
    best.components.seconds * 1_000_000_000 + best.components.attoseconds / 1_000_000_000
  print(Double(nanoseconds) / 1_000_000, digest)
  return 0
}

exit(bench(CommandLine.arguments))
