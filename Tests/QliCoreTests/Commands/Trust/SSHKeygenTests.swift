import Glibc
import Testing

@testable import QliCore

/// Which ssh-keygen(1) is asked.
@Suite(.enabled(if: geteuid() == 0)) struct SSHKeygenTests {
  let scratch: ScratchFolder

  init() throws {
    scratch = try ScratchFolder()
    for name in ["first", "second"] { try scratch.makeFolder(name) }
  }

  private func find() throws -> FilePath {
    try SSHKeygen.find(in: [scratch["first"], scratch["second"]])
  }

  @Test func theFirstOfRootsPlaces() throws {
    #expect {
      try find()
    } throws: { error in
      guard case .noProgram(let places) = error as? SignatureError else { return false }
      return places.count == 2
    }
    try scratch.writeProgram("second/ssh-keygen", "")
    #expect(try find() == scratch["second/ssh-keygen"])
    try scratch.writeProgram("first/ssh-keygen", "")
    #expect(try find() == scratch["first/ssh-keygen"])
  }

  /// One that somebody else could change isn't passed over.
  @Test func onlyRoots() throws {
    for name in ["first", "second"] { try scratch.writeProgram("\(name)/ssh-keygen", "") }
    let program = scratch["first/ssh-keygen"].description
    try #require(chown(program, 4242, 0) == 0)
    #expect(throws: SignatureError.self) { try find() }
    try #require(chown(program, 0, 0) == 0 && chmod(program, 0o757) == 0)
    #expect(throws: SignatureError.self) { try find() }
    try #require(chmod(program, 0o755) == 0)
    try scratch.makeFolder("first", mode: 0o777)
    #expect(throws: SignatureError.self) { try find() }
  }
}
