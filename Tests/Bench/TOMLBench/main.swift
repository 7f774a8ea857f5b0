import Foundation
import QliCore

/// Parses the file of the first argument as often as the second says; prints the best time in
/// milliseconds. Exits with 1 where the file can't be read or parsed.
func bench(_ arguments: [String]) -> Int32 {
  guard arguments.count == 3, let count = Int(arguments[2]), count > 0 else {
    print("usage: TOMLBench FILE COUNT")
    return 2
  }
  guard let data = FileManager.default.contents(atPath: arguments[1]) else {
    print("cannot read '\(arguments[1])'")
    return 1
  }
  let bytes = [UInt8](data)
  var best = Duration.seconds(1_000_000)
  do throws(TOMLError) {
    for _ in 0..<count {
      let start = ContinuousClock.now
      let table = try TOML.parse(bytes)
      let time = ContinuousClock.now - start
      // Keeps the tree in use until the clock has stopped; freeing it isn't parsing.
      guard table.entries.count >= 0 else { return 1 }
      best = min(best, time)
    }
  } catch {
    print("\(error.position.line):\(error.position.column): \(error.message)")
    return 1
  }
  print(Double(best.components.attoseconds / 1_000_000_000) / 1_000_000)
  return 0
}

exit(bench(CommandLine.arguments))
