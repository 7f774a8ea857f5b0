import Glibc
import TestSupport
import Testing

@testable import QliCore

#if os(Linux)
  /// What `/proc` says, asked of real processes.
  @Suite struct ProcessTableTests {
    /// A shell with these lines, which goes on until its standard input ends.
    private final class Shell {
      let id: ProcessID
      private let output: OwnedDescriptor
      /// Its standard input lasts as long as this does.
      private let input: OwnedDescriptor

      init(_ script: String) throws {
        let input = try Pipe()
        let output = try Pipe()
        let spawn = Spawn(
          steps: [
            .duplicate(input.reading.number, as: .standardInput),
            .duplicate(output.writing.number, as: .standardOutput),
          ], signalMask: SignalSet())
        id = try spawn.start(
          "/bin/sh", arguments: CStringArray(["sh", "-c", ByteString("exec 3<&0\n\(script)")]),
          environment: CStringArray(["PATH=/usr/bin:/bin"])
        ).process
        self.output = output.intoReading()
        self.input = input.intoWriting()
      }

      deinit {
        id.sendQuietly(.kill)
        id.reap()
      }

      /// The next `count` numbers that it prints.
      func numbers(_ count: Int) throws -> [ProcessID] {
        var text = ""
        while text.filter(\.isNewline).count < count {
          var bytes = [UInt8](repeating: 0, count: 64)
          let length = try output.number.read(into: &bytes)
          if length == 0 { break }
          text += String(decoding: bytes[..<length], as: UTF8.self)
        }
        return text.split(separator: "\n").compactMap { pid_t($0).map(ProcessID.init(rawValue:)) }
      }
    }

    @Test func descendants() throws {
      let shell = try Shell("sh -c 'cat <&3 & echo $!; wait; :' & echo $!; cat <&3; :")
      let found = try Set(shell.numbers(2))
      try #require(found.count == 2)
      // The last one is a child in the foreground, whose number isn't told.
      try waitUntil("it has three") { ProcessTable().descendants(of: shell.id).count == 3 }
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
      let orphan = try #require(try shell.numbers(1).first)
      defer { orphan.sendQuietly(.kill) }
      try waitUntil("it has a new parent") {
        !ProcessTable().descendants(of: shell.id).contains(orphan)
      }
      #expect(!orphan.descends(from: shell.id))
      #expect(orphan.parent != nil)
    }

    @Test func aZombieIsThereUntilItIsReaped() throws {
      // It ends when its parent is a program that reaps nothing; a shell might.
      let shell = try Shell(
        "(while read name < /proc/$$/comm; [ $name != cat ]; do :; done) & echo $!; exec cat")
      let zombie = try #require(try shell.numbers(1).first)
      try waitUntil("it is a zombie") { zombie.isZombie }
      #expect(zombie.parent == shell.id)
      #expect(ProcessTable().children(of: shell.id) == [zombie])
      #expect(!shell.id.isZombie)
    }

    @Test func namesOfPrograms() throws {
      let shell = try Shell("exec cat")
      try waitUntil("it is cat") { shell.id.programName == "cat" }
      // The name may hold what looks like the end of the name.
      let folder = try ScratchFolder()
      try folder.link("a) S 1 (b", to: "/bin/cat")
      let odd = try Shell("exec '\(folder["a) S 1 (b"])'")
      try waitUntil("it has the odd name") { odd.id.programName == "a) S 1 (b" }
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
