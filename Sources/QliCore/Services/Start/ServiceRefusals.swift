/// What speaks against the start of a service, as it is found.
struct ServiceRefusals {
  private(set) var found: [ServiceRefusal] = []

  /// Whether nothing does.
  var isEmpty: Bool { found.isEmpty }

  /// All as one; nil where nothing does.
  var all: ServiceRefusal? { ServiceRefusal.all(of: found) }

  mutating func add(_ refusal: ServiceRefusal) { found.append(refusal) }

  /// What `body` makes; nil where it throws, which is kept.
  @discardableResult
  mutating func collect<Value>(_ body: () throws(ServiceRefusal) -> Value) -> Value? {
    do throws(ServiceRefusal) { return try body() } catch {
      found.append(error)
      return nil
    }
  }
}
