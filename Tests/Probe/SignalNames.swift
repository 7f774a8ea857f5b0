import Glibc

/// The signals that tests use, by number.
private let names: [(number: Int32, name: String)] = [
  (SIGHUP, "HUP"), (SIGINT, "INT"), (SIGQUIT, "QUIT"), (SIGILL, "ILL"), (SIGTRAP, "TRAP"),
  (SIGABRT, "ABRT"), (SIGBUS, "BUS"), (SIGFPE, "FPE"), (SIGKILL, "KILL"), (SIGUSR1, "USR1"),
  (SIGSEGV, "SEGV"), (SIGUSR2, "USR2"), (SIGPIPE, "PIPE"), (SIGALRM, "ALRM"), (SIGTERM, "TERM"),
  (SIGCHLD, "CHLD"), (SIGCONT, "CONT"), (SIGSTOP, "STOP"), (SIGTSTP, "TSTP"), (SIGTTIN, "TTIN"),
  (SIGTTOU, "TTOU"), (SIGURG, "URG"), (SIGXCPU, "XCPU"), (SIGXFSZ, "XFSZ"),
  (SIGVTALRM, "VTALRM"), (SIGPROF, "PROF"), (SIGWINCH, "WINCH"), (SIGIO, "IO"), (SIGSYS, "SYS"),
]

/// The signal of a text such as `2`, `INT` or `SIGINT`.
func signalNumber(_ text: String) -> Int32? {
  if let number = Int32(text) { return number }
  let bare = text.hasPrefix("SIG") ? String(text.dropFirst(3)) : text
  return names.first { $0.name == bare }?.number
}

/// The name with its prefix (`SIGINT`), or `SIG34` for one that has none.
func signalName(_ number: Int32) -> String {
  "SIG" + (names.first { $0.number == number }?.name ?? String(number))
}
