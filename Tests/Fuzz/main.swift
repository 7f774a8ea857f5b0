import Foundation
import QliCore
import SeededNumbers

/// Feeds mutated documents to the parser for a time.
///
/// A crash or a hang ends the program by a signal; the document is then in the file that the
/// first line of the output names.
func fuzz(seconds: Double, seed: UInt64) -> Int32 {
  let path = FileManager.default.temporaryDirectory.path + "/toml-fuzz-\(getpid()).toml"
  let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
  guard descriptor >= 0 else {
    print("cannot create '\(path)'")
    return 1
  }
  print("seed \(seed), each document is first written to \(path)")
  fflush(nil)
  var mutator = Mutator(
    seed: seed, documents: Corpus.documents.map { Array($0.utf8) }, tokens: Corpus.tokens)
  var count = 0
  var accepted = 0
  let end = ContinuousClock.now + .seconds(seconds)
  while ContinuousClock.now < end {
    let document = mutator.nextDocument()
    guard ftruncate(descriptor, 0) == 0,
      pwrite(descriptor, document, document.count, 0) == document.count
    else {
      print("cannot write '\(path)'")
      return 1
    }
    // A hang ends by SIGALRM.
    alarm(20)
    let outcome = Outcome(document)
    let complaint =
      outcome == Outcome(document)
      ? outcome.complaint(about: document) : "the second reading differs"
    alarm(0)
    if let complaint {
      print("failed after \(count) documents: \(complaint)\n\(path)")
      return 1
    }
    count += 1
    if case .accepted = outcome {
      accepted += 1
      mutator.keep(document)
    }
  }
  unlink(path)
  print("\(count) documents, \(accepted) of them accepted: no crash, no contradiction")
  return 0
}

/// Prints what the parser makes of each document of a batch on standard input, a line each.
///
/// Each document comes after its length in bytes and a newline.
func printOutcomes() -> Int32 {
  let input = FileHandle.standardInput.readDataToEndOfFile()
  var rest = [UInt8](input)[...]
  while let newline = rest.firstIndex(of: 0x0A) {
    guard let length = Int(String(decoding: rest[..<newline], as: UTF8.self)) else { return 1 }
    let document = Array(rest[(newline + 1)...].prefix(length))
    rest = rest[(newline + 1)...].dropFirst(length)
    switch Outcome(document) {
    case .accepted(let rendering):
      print("accepted", rendering.split(separator: "\n").joined(separator: "\u{1E}"))
    case .refused(let error):
      print("refused", "\(error.position.line):\(error.position.column): \(error.message)")
    }
  }
  return 0
}

let arguments = CommandLine.arguments
if arguments.count == 2 && arguments[1] == "--outcomes" {
  exit(printOutcomes())
}
guard let seconds = Double(arguments.dropFirst().first ?? "") else {
  print("usage: TOMLFuzz SECONDS [SEED]")
  exit(2)
}
let seed = arguments.count > 2 ? UInt64(arguments[2]) : UInt64.random(in: 1...UInt64.max)
exit(fuzz(seconds: seconds, seed: seed ?? 1))
