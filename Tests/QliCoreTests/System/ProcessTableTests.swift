import Foundation
import Testing

@testable import QliCore

#if os(Linux)
  /// What `/proc` says, asked of real processes.
  @Suite struct ProcessTableTests {
    /// A shell with these lines, which goes on until its standard input ends.
    private final class Shell {
      private let process = Process()
      private let input = Foundation.Pipe()
      private let output = Foundation.Pipe()
      let id: ProcessID

      init(_ script: String) throws {
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "exec 3<&0\n\(script)"]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        id = ProcessID(rawValue: process.processIdentifier)
      }

      deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
      }

      /// The next `count` numbers that it prints.
      func numbers(_ count: Int) -> [ProcessID] {
        var text = ""
        while text.filter(\.isNewline).count < count {
          let more = output.fileHandleForReading.availableData
          if more.isEmpty { break }
          text += String(decoding: more, as: UTF8.self)
        }
        return text.split(separator: "\n").compactMap { pid_t($0).map(ProcessID.init(rawValue:)) }
      }
    }

    /// Waits for what no process tells; a minute at most.
    private func eventually(_ condition: () -> Bool) -> Bool {
      for _ in 0..<12_000 {
        if condition() { return true }
        usleep(5_000)
      }
      return false
    }

    @Test func descendants() throws {
      let shell = try Shell("sh -c 'cat <&3 & echo $!; wait; :' & echo $!; cat <&3")
      let found = Set(shell.numbers(2))
      try #require(found.count == 2)
      // The last one is a child in the foreground, whose number isn't told.
      #expect(eventually { ProcessTable().descendants(of: shell.id).count == 3 })
      let table = ProcessTable()
      let children = table.children(of: shell.id)
      #expect(children.count == 2)
      #expect(Set(children).intersection(found).count == 1)
      #expect(found.isSubset(of: table.descendants(of: shell.id)))
      #expect(table.descendants(of: .current).contains(shell.id))
      #expect(table.children(of: .current).contains(shell.id))
      for process in found {
        #expect(process.descends(from: shell.id) && process.descends(from: .current))
        #expect(!shell.id.descends(from: process))
        #expect(table.descendants(of: process).allSatisfy(found.contains))
      }
    }

    /// One that was left behind is somebody else's.
    @Test func anOrphanIsNoDescendant() throws {
      let shell = try Shell("(sleep 60 <&3 >&- & echo $!); cat <&3")
      let orphan = try #require(shell.numbers(1).first)
      defer { orphan.sendQuietly(.kill) }
      #expect(eventually { !ProcessTable().descendants(of: shell.id).contains(orphan) })
      #expect(!orphan.descends(from: shell.id))
      #expect(orphan.parent != nil)
    }

    @Test func aZombieIsThereUntilItIsReaped() throws {
      let shell = try Shell("(exit 0) & echo $!; exec cat")
      let zombie = try #require(shell.numbers(1).first)
      #expect(eventually { zombie.isZombie })
      #expect(zombie.parent == shell.id)
      #expect(ProcessTable().children(of: shell.id) == [zombie])
      #expect(!shell.id.isZombie)
    }

    @Test func namesOfPrograms() throws {
      let shell = try Shell("exec cat")
      #expect(eventually { shell.id.programName == "cat" })
      // The name may hold what looks like the end of the name.
      let folder = try ScratchFolder()
      try folder.link("a) S 1 (b", to: "/bin/cat")
      let odd = try Shell("exec '\(folder["a) S 1 (b"])'")
      #expect(eventually { odd.id.programName == "a) S 1 (b" })
      #expect(odd.id.parent == .current)
    }

    @Test func whatIsGoneHasNothing() {
      // Above the largest number that the kernel gives.
      let gone = ProcessID(rawValue: 1 << 22 + 1)
      #expect(gone.parent == nil && gone.programName == nil && gone.group == nil)
      #expect(!gone.isZombie && !gone.descends(from: .current))
      #expect(ProcessTable().children(of: gone).isEmpty)
      #expect(throws: Errno.noSuchProcess) { try gone.send(.terminate) }
    }
  }
#endif
