import SeededNumbers
import TestSupport
import Testing

@testable import QliCore

/// Real claims, with real locks, against a model that knows only paths and who is inside of whom.
@Suite struct ClaimModelTests {
  /// 500 of them, in a process of their own: what others start at the same time would have the locks, too,
  /// until it executes its program.
  @Test func randomTrees() async {
    await #expect(processExitsWith: .success) {
      for seed in 0..<20 { try ClaimModel().randomTrees(UInt64(seed)) }
    }
  }
}

private struct ClaimModel {
  /// A claim that is held.
  private struct Held {
    let claim: Claim
    let id: String
    /// Those around it, the outermost first.
    let chain: [String]
    let paths: [FilePath]
  }

  private static let places: [FilePath] = [
    "/", "/a", "/a/b", "/a/b/c", "/a/bc", "/a/d", "/e", "/e/f", "/e/f/g",
  ]

  private func meets(_ one: [FilePath], _ other: [FilePath]) -> Bool {
    one.contains { path in
      other.contains { $0 == path || $0.isInside(path) || path.isInside($0) }
    }
  }

  private func isWithin(_ paths: [FilePath], _ outer: [FilePath]) -> Bool {
    paths.allSatisfy { path in outer.contains { path == $0 || path.isInside($0) } }
  }

  /// What the rules say: within the nearest run around it that lives, and met by none that isn't one.
  private func model(_ paths: [FilePath], _ chain: [String], _ held: [Held]) -> Bool {
    let around = chain.compactMap { id in held.first { $0.id == id } }
    if let parent = around.last, !isWithin(paths, parent.paths) { return false }
    return !held.contains { !chain.contains($0.id) && meets($0.paths, paths) }
  }

  func randomTrees(_ seed: UInt64) throws {
    var randomness = SeededNumbers(seed: seed)
    let folder = try TemporaryFolder()
    let loop = try EventLoop(withoutSignals: .system)
    let (group, name) = (try #require(ExtensionName("g")), try #require(ExtensionName("x")))
    for _ in 0..<25 {
      var held: [Held] = []
      var ended: [String] = []
      for _ in 0..<24 {
        if !held.isEmpty, randomness.next() % 3 == 0 {
          let index = Int(randomness.next() % UInt64(held.count))
          held[index].claim.release()
          ended.append(held.remove(at: index).id)
          continue
        }
        // Inside of one that is held, and maybe of one that has ended by now.
        var chain: [String] = []
        if let parent = held.randomElement(using: &randomness), randomness.next() % 4 != 0 {
          chain = parent.chain + [parent.id]
          if let former = ended.last, randomness.next() % 4 == 0 { chain.append(former) }
        }
        let count = Int(randomness.next() % 2) + 1
        let paths = (0..<count).compactMap { _ in Self.places.randomElement(using: &randomness) }
        let environment = Environment([
          ByteString("XDG_STATE_HOME=\(folder.path)"),
          "QLI_DEPTH=1", ByteString("QLI_CLAIM=\(chain.joined(separator: " "))"),
        ])
        let runID = RunID(time: Clock.system.wallTime(), randomness: &randomness)
        let request = Claim.Request(
          runID: runID, group: group, extension: name, asked: paths, paths: paths)
        let claim = try? Claim(request, environment, PathSafety(), loop)
        #expect((claim != nil) == model(paths, chain, held))
        if let claim {
          let living = chain.filter { id in held.contains { $0.id == id } }
          #expect(claim.note.ancestors == living)
          held.append(Held(claim: claim, id: runID.text, chain: living, paths: paths))
        }
        let notes = ClaimFolder(environment)?.readableNotes() ?? []
        #expect(Set(notes.map(\.runID)) == Set(held.map(\.id)))
      }
      for one in held { one.claim.release() }
    }
    let left = try Directory.names(in: FilePath("\(folder.path)/qli/claims"))
    #expect(left == ["gate"])
  }
}
