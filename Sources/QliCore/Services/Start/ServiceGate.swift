/// Held for milliseconds by whoever counts services, so that no two count the same last place.
enum ServiceGate {
  /// How long it is waited for, in seconds.
  private static let limit = 10.0

  /// Does `body` while nobody else counts.
  static func pass<Value>(
    _ context: RunContext, _ loop: EventLoop, _ body: () throws(Outcome) -> Value
  ) throws(Outcome) -> Value {
    let refused = { (error: ServiceRefusal) in Outcome.refused(.service(error)) }
    guard let path = ServiceFolder.gate(in: context.environment) else {
      throw refused(.noStateFolder)
    }
    let file = try converting({ refused(ServiceRefusal(path, $0)) }) { () throws(PathError) in
      let file = try KeptFile(opening: path, context.safety)
      _ = try file.status()
      return file
    }
    // Released where it is closed, at the end.
    defer { withExtendedLifetime(file) {} }
    let number = file.number
    let end = loop.clock.monotonicTime().advanced(bySeconds: limit)
    let result = try converting({ refused(.folder(path, $0)) }) { () throws(Errno) in
      try LockWait.take(until: end, loop) { () throws(Errno) in try number.tryDescriptionLock() }
    }
    switch result {
    case .taken: return try body()
    case .held: throw refused(.busy(path))
    case .interrupted(let signal): throw .interrupted(signal, end: nil)
    }
  }
}
