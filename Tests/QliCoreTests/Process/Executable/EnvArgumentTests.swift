import Testing

@testable import QliCore

@Suite struct EnvArgumentTests {
  private func program(_ argument: String) -> String {
    switch EnvArgument(ByteString(argument)).program {
    case .name(let name): "name \(name)"
    case .path(let path): "path \(path)"
    case .unknown: "unknown"
    }
  }

  @Test(
    arguments: [
      ("sh", "sh"), ("sh -e", "sh -e"), ("sh\r", "sh\r"), ("-S sh -e", "sh"), ("-S\tsh\r", "sh"),
      ("-Ssh", "sh"), ("-Ssh -e", "sh"), ("-vS sh -e", "sh"), ("-vSsh", "sh"), ("-v -S", nil),
      ("--split-string=sh -e", "sh"), ("--split-string= sh", "sh"), ("-S A=1 sh", "sh"),
      ("-S A=1 B= sh C=2", "sh"), ("-S A=${HOME} sh", "sh"), ("-S -- sh", "sh"),
      ("-S -- A=1 sh", "sh"), ("-S -u A sh", "sh"), ("-S -uA sh", "sh"), ("-S --unset=A sh", "sh"),
      ("-S --unset A sh", "sh"), ("-S -C / sh", "sh"), ("-S -a x sh", "sh"), ("-S -S sh", "sh"),
      ("-S --debug --ignore-signal=INT sh", "sh"), ("-S sh ${A} 'x", "sh"), ("-S sh #", "sh"),
    ] as [(String, String?)])
  func names(_ argument: String, _ name: String?) {
    #expect(program(argument) == name.map { "name \($0)" } ?? "unknown")
  }

  @Test(arguments: [
    ("/bin/sh", "/bin/sh"), ("./sh", "./sh"), ("/a b/sh -e", "/a b/sh -e"),
    ("-S /bin/sh -u", "/bin/sh"), ("-S/bin/sh", "/bin/sh"), ("-vS/bin/sh -u", "/bin/sh"),
    ("--split-string=/bin/sh", "/bin/sh"), ("-S A=1 /bin/sh", "/bin/sh"), ("-S bin/sh", "bin/sh"),
    // Where it lies nothing of this changes.
    ("-S -i /bin/sh", "/bin/sh"), ("-S - /bin/sh", "/bin/sh"), ("-S PATH=/x /bin/sh", "/bin/sh"),
    ("-iS /bin/sh", "/bin/sh"), ("-S -C /tmp /bin/sh", "/bin/sh"),
  ])
  func paths(_ argument: String, _ path: String) {
    #expect(program(argument) == "path \(path)")
  }

  @Test(arguments: [
    // The script itself, or nothing.
    "", "-S", "-S A=1", "A=b", "A=1 sh", "-i", "-u A", "-", "-S -u",
    // Another PATH, or another folder.
    "-S -i sh", "-iS sh", "-S - sh", "-S -u PATH sh", "-S -uPATH sh", "-S --unset=PATH sh",
    "-S PATH=/x sh", "-S --ignore-environment sh", "-S -C /tmp bin/sh", "-S --chdir=/ ./sh",
    // What is quoted or escaped, variables and comments.
    "-S 'sh'", "-S \"a b\" sh", "-S A=\"x y\" sh", "-S A='x y z' sh", "-S s\\_h", "-S ${A}",
    "-S /bin/$A", "-S # sh", "-S A=1 #x sh",
    // Options that aren't known.
    "-i sh", "-x sh", "-S -P /x sh", "-S -0 sh", "--spl=sh", "--split-string sh", "--help",
    "-S --debug=1 sh",
  ])
  func whatIsUnknown(_ argument: String) { #expect(program(argument) == "unknown") }

  @Test func bytesThatAreNoText() throws {
    let path = try #require(ByteString([0x2f, 0xff] as [UInt8]))
    #expect(EnvArgument(path).program == .path(FilePath(path)))
    #expect(EnvArgument(try #require(ByteString([0xff] as [UInt8]))).program == .unknown)
  }
}
