import Glibc

/// `respawn [--ready FILE]`: replaces itself by a copy, as fast as it can, and ignores SIGTERM. Ends
/// after two minutes, so that none outlives a test that was broken off.
func respawn(_ words: Words) -> Never {
  signal(SIGTERM, SIG_IGN)
  if words.next() == "--ready" { append("\(getpid())\n", to: words.word("FILE")) }
  let end = time(nil) + 120
  let fork = plainFork()
  while time(nil) < end {
    if fork() != 0 { _exit(0) }
  }
  _exit(0)
}

/// `flood PID SIGNAL [--ready FILE] [--until FILE]`: sends the signal again and again, as fast as it
/// can, until the process is gone or the file is there.
func flood(_ words: Words) -> Never {
  limitLifetime()
  let process = words.number("PID")
  let number = words.signal()
  var until: String?
  while let word = words.next() {
    switch word {
    case "--ready": append("\(getpid())\n", to: words.word("FILE"))
    case "--until": until = words.word("FILE")
    default: fail("flood: unknown option '\(word)'")
    }
  }
  while until.map({ !exists($0) }) ?? true {
    for _ in 0..<1_000 { if kill(process, number) != 0 { exit(0) } }
  }
  exit(0)
}

/// fork(2), which Swift hides. Sound in a program with one thread that allocates nothing afterwards.
private func plainFork() -> @convention(c) () -> pid_t {
  guard let symbol = dlsym(nil, "fork") else { fail("no fork") }
  return unsafeBitCast(symbol, to: (@convention(c) () -> pid_t).self)
}
