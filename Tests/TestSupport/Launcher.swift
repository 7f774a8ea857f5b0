import Glibc

/// Starts a program through `Probe launch`, which sets up what `posix_spawn` cannot. The child has
/// default signal dispositions, an empty mask and only the descriptors that it was given.
struct Launcher {
  /// Where `Probe launch` expects the terminal.
  static let terminalNumber: Int32 = 4
  /// Where `Probe launch` reports a failure.
  private static let statusNumber: Int32 = 3

  /// Options of `Probe launch`.
  var options: [String] = []
  /// Starts it in a process group of its own.
  var ownGroup = false
  private var given: [(descriptor: Descriptor, number: Int32)] = []
  private var joins: [(number: Int32, other: Int32)] = []
  private var closed: [Int32] = []

  /// Makes a descriptor the child's one of this number.
  mutating func give(_ descriptor: Descriptor, as number: Int32) {
    given.append((descriptor: descriptor, number: number))
  }

  /// Makes one of the child's descriptors the same as another.
  mutating func join(_ number: Int32, to other: Int32) {
    joins.append((number: number, other: other))
  }

  /// Leaves the child without this descriptor.
  mutating func close(_ number: Int32) { closed.append(number) }

  /// Starts the program and returns its process id, once the program has replaced the launcher.
  func start(_ words: [[UInt8]], environment: [[UInt8]]) throws -> pid_t {
    let status = try Descriptor.pipe()
    let all = options + closed.flatMap { ["--close", "\($0)"] } + ["--"]
    let line = (["Probe", "launch"] + all).map(\.byteText) + words
    let process = try spawn(line, environment, status.write)
    status.write.close()

    // Closed by the exec; else it tells why that failed.
    var answer: [UInt8] = []
    var pause = pollfd(fd: status.read.raw, events: Int16(POLLIN), revents: 0)
    while poll(&pause, 1, Int32(Deadline.seconds * 1000)) != 0 {
      guard let bytes = status.read.readAvailable() else { break }
      answer += bytes
    }
    guard answer.isEmpty else {
      waitpid(process, nil, 0)
      let name = String(decoding: words.first ?? [], as: UTF8.self)
      let code = Int32(String(decoding: answer, as: UTF8.self)) ?? 0
      throw HarnessError.call("cannot start '\(name)'", code)
    }
    return process
  }

  private func spawn(_ line: [[UInt8]], _ environment: [[UInt8]], _ status: Descriptor) throws
    -> pid_t
  {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for number in closed {
      // The launcher closes it again; the runtime that starts it wants all three.
      posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0)
    }
    for (descriptor, number) in given + [(descriptor: status, number: Self.statusNumber)] {
      posix_spawn_file_actions_adddup2(&actions, descriptor.raw, number)
    }
    for (number, other) in joins { posix_spawn_file_actions_adddup2(&actions, other, number) }

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags =
      POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | (ownGroup ? POSIX_SPAWN_SETPGROUP : 0)
    posix_spawnattr_setflags(&attributes, Int16(flags))

    var process: pid_t = 0
    let code = withCStrings(line) { line in
      withCStrings(environment) { environment in
        SpawnLock.hold {
          posix_spawn(&process, Products.probe, &actions, &attributes, line, environment)
        }
      }
    }
    guard code == 0 else { throw HarnessError.call("cannot start '\(Products.probe)'", code) }
    return process
  }

  private func withCStrings<Result>(
    _ strings: [[UInt8]], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    let pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
      .allocate(capacity: strings.count + 1)
    for (index, string) in strings.enumerated() {
      let copy = UnsafeMutablePointer<CChar>.allocate(capacity: string.count + 1)
      for (offset, byte) in string.enumerated() { copy[offset] = CChar(bitPattern: byte) }
      copy[string.count] = 0
      pointers[index] = copy
    }
    pointers[strings.count] = nil
    defer {
      for index in strings.indices { pointers[index]?.deallocate() }
      pointers.deallocate()
    }
    return body(pointers)
  }
}
