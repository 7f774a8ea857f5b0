/// Held for milliseconds by whoever counts services, so that no two count the same last place.
enum ServiceGate {
  /// Does `body` while nobody else counts.
  static func pass<Value>(
    _ context: RunContext, _ loop: EventLoop, _ body: () throws(Outcome) -> Value
  ) throws(Outcome) -> Value {
    let refused = { (error: ServiceRefusal) in Outcome.refused(.service(error)) }
    guard let path = ServiceFolder.gate(in: context.environment) else {
      throw refused(.noStateFolder)
    }
    let gate: Gate
    do throws(Gate.Failure) {
      gate = try Gate(path, context.safety, loop)
    } catch {
      switch error {
      case .path(let error): throw refused(ServiceRefusal(path, error))
      case .system(let error): throw refused(.folder(path, error))
      case .held: throw refused(.busy(path))
      case .interrupted(let signal): throw .interrupted(signal, end: nil)
      }
    }
    defer { withExtendedLifetime(gate) {} }
    return try body()
  }
}
