/// A key of a sidecar's table `[lifetime]`; the example is the default.
enum LifetimeKey: UInt8, DocumentKey {
  case requestTimeout, idleTimeout, shutdownGrace, restartWindow, restartCap

  var entry: KeyEntry {
    switch self {
    case .requestTimeout: KeyEntry(name: "request_timeout", example: "\"30s\"")
    case .idleTimeout: KeyEntry(name: "idle_timeout", example: "\"60s\"")
    case .shutdownGrace: KeyEntry(name: "shutdown_grace", example: "\"10s\"")
    case .restartWindow: KeyEntry(name: "restart_window", example: "\"60s\"")
    case .restartCap: KeyEntry(name: "restart_cap", example: "3")
    }
  }
}

extension LifetimeKey {
  func value(isOfGroup: Bool) -> KeyValue {
    switch self {
    case .requestTimeout, .idleTimeout, .shutdownGrace, .restartWindow: .duration
    case .restartCap: .integer(SidecarReader.restartCaps)
    }
  }
}
