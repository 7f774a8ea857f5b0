import Glibc

/// `trap SIGNAL… [--ready FILE] [--log FILE] [--exit N] [--count N] [--until FILE] [--die]
/// [--senders]`
///
/// Takes the signals, says so with its pid as a line in the ready file, appends the name of each
/// that comes to the log, a line each, and ends after the count'th (1 unless stated) with the
/// status of `--exit` (0), or with `--die` of that same signal. `--until` makes it stay (and go on
/// logging) until that file appears, as a program that cleans up. With `--senders` a log line also
/// tells who sent it: `SIGINT code=0 pid=123`.
func trap(_ words: Words) -> Never {
  limitLifetime()
  var set = sigset_t()
  sigemptyset(&set)
  var ready: String?
  var log: String?
  var until: String?
  var status: Int32 = 0
  var count: Int32 = 1
  var dies = false
  var tellsSenders = false
  while let word = words.next() {
    switch word {
    case "--ready": ready = words.word("FILE")
    case "--log": log = words.word("FILE")
    case "--until": until = words.word("FILE")
    case "--exit": status = words.number("STATUS")
    case "--count": count = words.number("COUNT")
    case "--die": dies = true
    case "--senders": tellsSenders = true
    default:
      guard let number = signalNumber(word) else { fail("trap: no signal '\(word)'") }
      // A handler, so that an inherited "ignore" no longer holds; it never runs.
      signal(number) { _ in }
      sigaddset(&set, number)
    }
  }
  sigprocmask(SIG_BLOCK, &set, nil)
  if let ready { append("\(getpid())\n", to: ready) }

  var taken: Int32 = 0
  var last: Int32 = 0
  while taken < count || until.map({ !exists($0) }) == true {
    var info = siginfo_t()
    var pause = timespec(tv_sec: 0, tv_nsec: 10_000_000)
    let number = taken < count ? sigwaitinfo(&set, &info) : sigtimedwait(&set, &info, &pause)
    guard number > 0 else { continue }
    taken += 1
    last = number
    let sender = tellsSenders ? " code=\(info.si_code) pid=\(info._sifields._kill.si_pid)" : ""
    if let log { append("\(signalName(number))\(sender)\n", to: log) }
  }
  if dies { die(of: last) }
  exit(status)
}

/// `kill-self SIGNAL`: dies of the signal, whatever was ignored or blocked, without a core file. A
/// stop signal only stops; then it ends with 0.
func killSelf(_ words: Words) -> Never { die(of: words.signal()) }

private func die(of number: Int32) -> Never {
  var none = rlimit(rlim_cur: 0, rlim_max: 0)
  setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
  signal(number, SIG_DFL)
  var set = sigset_t()
  sigemptyset(&set)
  sigaddset(&set, number)
  sigprocmask(SIG_UNBLOCK, &set, nil)
  kill(getpid(), number)
  exit(0)
}

/// `signal-parent [--queue] SIGNAL`, `signal-pid PID [--queue] SIGNAL`, `signal-group SIGNAL`:
/// sends it with kill(2), or with sigqueue(3).
func signalProcess(_ process: pid_t, _ words: Words) -> Never {
  let word = words.word("SIGNAL")
  let queues = word == "--queue"
  guard let number = queues ? words.signal() : signalNumber(word) else {
    fail("no signal '\(word)'")
  }
  let result = queues ? sigqueue(process, number, sigval()) : kill(process, number)
  guard result == 0 else { failCall("cannot signal \(process)") }
  exit(0)
}
