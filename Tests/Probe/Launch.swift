import Glibc

/// The descriptor on which `launch` reports a failed exec. It closes by itself on success.
private let statusDescriptor: Int32 = 3
/// The descriptor of the terminal that `--terminal` makes the controlling one.
private let terminalDescriptor: Int32 = 4

/// `launch [--session] [--group] [--terminal] [--ignore SIGNAL] [--block SIGNAL] [--chdir DIR]
/// [--rmdir DIR] [--umask OCTAL] [--limit NAME N] [--open FD PATH] [--close FD] -- PROGRAM
/// ARGUMENTS…`
///
/// Becomes the program, with the same process id. All descriptors above 2 are closed, but those
/// of `--open`. If it fails, the error number is written to descriptor 3 in decimal.
func launch(_ words: Words) -> Never {
  var blocked = sigset_t()
  sigemptyset(&blocked)
  var closing: [Int32] = []
  var opening: [(descriptor: Int32, path: String)] = []
  var limits: [(name: String, value: UInt)] = []

  options: while true {
    switch words.word("--") {
    case "--": break options
    case "--session": check(setsid(), "setsid")
    case "--group": check(setpgid(0, 0), "setpgid")
    case "--terminal": check(ioctl(terminalDescriptor, UInt(TIOCSCTTY), 0 as CInt), "TIOCSCTTY")
    case "--ignore": signal(words.signal(), SIG_IGN)
    case "--block": sigaddset(&blocked, words.signal())
    case "--chdir": check(chdir(words.word("DIR")), "chdir")
    case "--rmdir": check(rmdir(words.word("DIR")), "rmdir")
    case "--umask": umask(mode_t(words.word("OCTAL"), radix: 8) ?? 0o22)
    case "--limit":
      limits.append((name: words.word("NAME"), value: UInt(words.word("VALUE")) ?? .max))
    case "--open":
      opening.append((descriptor: words.number("FD"), path: words.word("PATH")))
    case "--close": closing.append(words.number("FD"))
    case let other: fail("launch: unknown option '\(other)'")
    }
  }

  for descriptor in openDescriptors() where descriptor > 2 {
    check(fcntl(descriptor, F_SETFD, FD_CLOEXEC), "FD_CLOEXEC")
  }
  for file in opening { openInheritable(file.path, as: file.descriptor) }
  for limit in limits { set(limit.name, to: limit.value) }
  for descriptor in closing { close(descriptor) }
  check(sigprocmask(SIG_SETMASK, &blocked, nil), "sigprocmask")

  let arguments = CommandLine.unsafeArgv + words.index
  if let program = arguments[0] { execv(program, arguments) }
  report(errno)
}

/// Ends with the error number written to the status descriptor.
private func report(_ code: Int32) -> Never {
  write(Array("\(code)".utf8), to: statusDescriptor)
  _exit(127)
}

private func check(_ result: Int32, _ what: String) {
  guard result < 0 else { return }
  let code = errno
  write(Array("probe launch: \(what): \(String(cString: strerror(code)))\n".utf8), to: 2)
  report(code)
}

private func openInheritable(_ path: String, as descriptor: Int32) {
  let opened = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY)
  check(opened, "open '\(path)'")
  if opened == descriptor {
    check(fcntl(descriptor, F_SETFD, 0), "F_SETFD")
  } else {
    check(dup2(opened, descriptor), "dup2")
  }
}

private func set(_ name: String, to value: UInt) {
  let resource: __rlimit_resource
  switch name {
  case "file-size": resource = RLIMIT_FSIZE
  case "stack": resource = RLIMIT_STACK
  case "descriptors": resource = RLIMIT_NOFILE
  case "core": resource = RLIMIT_CORE
  case "processes": resource = __RLIMIT_NPROC
  default: fail("launch: no limit '\(name)'")
  }
  // Only the soft limit, so that a test as an ordinary user could raise it again.
  var limit = rlimit()
  check(getrlimit(__rlimit_resource_t(resource.rawValue), &limit), "getrlimit")
  limit.rlim_cur = min(value, limit.rlim_max)
  check(setrlimit(__rlimit_resource_t(resource.rawValue), &limit), "setrlimit")
}
