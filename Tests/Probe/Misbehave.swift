import Glibc

/// `hold-pipe TEXT --until FILE`: prints the text and a newline and exits 0, but leaves a helper
/// that holds stdout and stderr open until the file appears (as `op` can).
func holdPipe(_ words: Words) -> Never {
  let text = words.word("TEXT")
  guard words.next() == "--until" else { fail("hold-pipe: --until FILE is missing") }
  let program = "/proc/self/exe"
  let line = [program, "wait-for", words.word("FILE")]
  var arguments: [UnsafeMutablePointer<CChar>?] = line.map { strdup($0) } + [nil]
  var helper: pid_t = 0
  let code = posix_spawn(&helper, program, nil, nil, &arguments, CommandLine.unsafeArgv.environment)
  guard code == 0 else { fail("cannot start the helper: \(code)") }
  write(Array("\(text)\n".utf8), to: 1)
  exit(0)
}

/// `wait-for FILE`: ends with 0 when the file is there.
func waitFor(_ words: Words) -> Never {
  limitLifetime()
  let path = words.word("FILE")
  while !exists(path) { usleep(5_000) }
  exit(0)
}

/// `allocate-arguments COUNT BYTES -- PROGRAM ARGUMENTS…`: becomes the program, with COUNT more
/// arguments of BYTES times `x` each. A failed exec prints the error's name and ends with 98.
func allocateArguments(_ words: Words) -> Never {
  let count = Int(words.number("COUNT"))
  let long = String(repeating: "x", count: Int(words.number("BYTES")))
  guard words.next() == "--" else { fail("allocate-arguments: -- is missing") }
  var arguments = (words.index..<Int(CommandLine.argc)).map { CommandLine.unsafeArgv[$0] }
  arguments += (0..<count).map { _ in strdup(long) } + [nil]
  if let program = arguments[0] { execv(program, arguments) }
  let code = errno
  write(Array("probe: exec: \(String(cString: strerror(code)))\n".utf8), to: 2)
  exit(98)
}

/// `lock FILE [--ready FILE] --until FILE`: holds an exclusive flock(2) on the file.
func lock(_ words: Words) -> Never {
  limitLifetime()
  let path = words.word("FILE")
  let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
  guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else { failCall("cannot lock '\(path)'") }
  while let word = words.next() {
    switch word {
    case "--ready": append("\(getpid())\n", to: words.word("FILE"))
    case "--until": waitFor(words)
    default: fail("lock: unknown option '\(word)'")
    }
  }
  exit(0)
}

extension UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> {
  /// The environment, which the kernel puts behind argv and its terminating nil.
  var environment: Self { self + Int(CommandLine.argc) + 1 }
}
