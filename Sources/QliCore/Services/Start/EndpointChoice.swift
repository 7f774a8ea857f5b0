/// Which endpoint a service gets, and that nobody else has it.
enum EndpointChoice {
  /// The endpoint of a service; nil where it has none. A socket that nobody listens to any more is
  /// removed.
  static func endpoint(
    of policy: ServicePolicy, _ folder: ServiceFolder, _ context: RunContext
  ) throws(ServiceRefusal) -> Endpoint? {
    guard let template = policy.endpoint else { return nil }
    let refusal = { (why: String) in ServiceRefusal.endpoint(template.source, why, help: []) }
    switch try expanded(template, folder, context) {
    case .fixed(let endpoint):
      let use = try look(at: endpoint, policy, context)
      if use == .leftBehind {
        do throws(Errno) { try remove(endpoint) } catch {
          throw .endpoint(
            endpoint.text, "the socket that is there can't be removed: \(error)", help: [])
        }
      }
      return endpoint
    case .automaticLocal:
      let path = try automaticPath(folder, template, context)
      do throws(Errno) {
        try Directory.create(path.parent)
        // One that was made before may be open to more.
        let status = try FileStatus(notFollowing: path.parent)
        if status.permissions & 0o077 != 0, status.owner == Host.effectiveUserID {
          try Directory.close(path.parent)
        }
      } catch {
        throw refusal("\(error)")
      }
      return .local(path)
    case .automaticTCP(let host): return try freePort(host, template)
    }
  }

  /// The same, as far as it can be known without a change of anything; nil where it isn't chosen yet, or
  /// there is none.
  static func forecast(
    of policy: ServicePolicy, _ folder: ServiceFolder, _ context: RunContext
  ) throws(ServiceRefusal) -> Endpoint? {
    guard let template = policy.endpoint else { return nil }
    switch try expanded(template, folder, context) {
    case .fixed(let endpoint):
      _ = try look(at: endpoint, policy, context)
      return endpoint
    case .automaticLocal:
      _ = try automaticPath(folder, template, context)
      return nil
    case .automaticTCP: return nil
    }
  }

  /// What is at an endpoint that is set. Where others do it for the service they decide on its folder, too.
  private static func look(
    at endpoint: Endpoint, _ policy: ServicePolicy, _ context: RunContext
  ) throws(ServiceRefusal) -> Use {
    if case .local(let path) = endpoint, !policy.endpointMayBeForeign,
      let danger = folderDanger(path, context)
    {
      let report = ErrorReport(danger, effect: "take its place")
      throw .endpoint(endpoint.text, report.headline, help: report.help)
    }
    return try use(of: endpoint, mayBeForeign: policy.endpointMayBeForeign)
  }

  /// What lets somebody else replace what is in the folder of `path`; nil if nothing does.
  private static func folderDanger(_ path: FilePath, _ context: RunContext) -> UnsafePath? {
    do throws(PathError) { _ = try context.safety.walk(path.parent, for: .passage) } catch {
      if case .unsafe(let danger) = error { return danger }
    }
    return nil
  }

  /// Another port, where somebody has taken the one that was chosen before the service could; nil where
  /// it isn't qli's to choose.
  static func other(
    than endpoint: Endpoint, of policy: ServicePolicy, _ folder: ServiceFolder,
    _ context: RunContext
  ) -> Endpoint? {
    // What others do for the service isn't somebody else's.
    guard let template = policy.endpoint, !policy.endpointMayBeForeign, case .tcp = endpoint,
      case .automaticTCP(let host)? = try? expanded(template, folder, context),
      (try? use(of: endpoint, mayBeForeign: false)) == nil
    else { return nil }
    return try? freePort(host, template)
  }

  private static func expanded(
    _ template: EndpointTemplate, _ folder: ServiceFolder, _ context: RunContext
  ) throws(ServiceRefusal) -> EndpointTemplate.Expanded {
    do throws(EndpointTemplate.ExpansionError) {
      return try template.expanded(in: context.environment, instance: folder.id.instanceName)
    } catch {
      throw .endpoint(template.source, error.sentence, help: [])
    }
  }

  private static func freePort(
    _ host: String, _ template: EndpointTemplate
  ) throws(ServiceRefusal) -> Endpoint {
    do throws(Errno) {
      return .tcp(host: host, port: try Socket.freePort(host: host))
    } catch {
      throw .endpoint(template.source, "\(error)", help: [])
    }
  }

  /// A name of 128 random bits, that nobody can have taken before, in a folder where nobody else can take
  /// its place.
  private static func automaticPath(
    _ folder: ServiceFolder, _ template: EndpointTemplate, _ context: RunContext
  ) throws(ServiceRefusal) -> FilePath {
    var randomness = SystemRandomNumberGenerator()
    let name =
      hexadecimal(randomness.next()) + hexadecimal(randomness.next()) + ".sock"
    let place = XDGDirectories.runtimeFolder(in: context.environment) ?? folder.path
    let path = place.appending(name)
    guard path.string.count <= SocketAddress.longestPath else {
      throw .endpoint(
        template.source, "'\(Visible.text(path))' is longer than a socket's path", help: [])
    }
    if let danger = KeptFile.danger(at: path, context.safety) {
      let report = ErrorReport(danger, effect: "take its place")
      throw .endpoint(template.source, report.headline, help: report.help)
    }
    return path
  }

  private static func hexadecimal(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }

  // MARK: - One that is set

  /// What is there.
  private enum Use {
    case free
    /// A socket that nobody listens to.
    case leftBehind
    /// Somebody listens, who may.
    case foreign
  }

  private static func use(
    of endpoint: Endpoint, mayBeForeign: Bool
  ) throws(ServiceRefusal) -> Use {
    if case .local(let path) = endpoint {
      guard let status = try? FileStatus(notFollowing: path) else { return .free }
      guard status.kind == .socket else {
        throw .endpoint(
          endpoint.text, "\(status.kind.name) is there",
          help: ["look at it: ls -l \(Wording.shellQuoted(path))"])
      }
    }
    switch state(of: endpoint) {
    case .noSuchFile: return .free
    case .connectionRefused: return .leftBehind
    case nil:
      if mayBeForeign { return .foreign }
      let who = listener(at: endpoint)
      let program = who?.programName.map { " (\(Visible.text($0)))" } ?? ""
      let number = who.map { ": process \($0.rawValue)" } ?? ""
      throw .endpoint(
        endpoint.text, "somebody accepts connections there already\(number)\(program)", help: [])
    case let error?:
      throw .endpoint(endpoint.text, "somebody may be there: \(error)", help: [])
    }
  }

  /// Why nobody can connect to it; nil if one can. A full backlog is no reason.
  static func state(of endpoint: Endpoint) -> Errno? {
    do throws(Errno) {
      let connection = try Socket.connect(to: endpoint.address)
      // One to this machine is there at once, or refused at once.
      return Poll.isReady(.writing(connection.number)) ? connection.number.socketError() : nil
    } catch {
      return error == .wouldBlock ? nil : error
    }
  }

  /// Removes a socket that nobody listens to. The lock says that it isn't one of this service's.
  private static func remove(_ endpoint: Endpoint) throws(Errno) {
    guard case .local(let path) = endpoint else { return }
    do throws(Errno) {
      let status = try FileStatus(notFollowing: path)
      guard status.owner == Host.effectiveUserID else { throw Errno.notPermitted }
      try FileReplacement.remove(path)
    } catch .noSuchFile {}
  }

  private static func listener(at endpoint: Endpoint) -> ProcessID? {
    switch endpoint {
    case .local:
      guard let connection = try? Socket.connect(to: endpoint.address) else { return nil }
      return connection.number.peerProcess
    case .tcp(let host, let port):
      var all: [ProcessID] = []
      ProcessTable.forEachProcess { all.append($0) }
      return ListeningSocket.owner(
        of: ListeningSocket.inodes(host: host, port: port), among: all)
    }
  }
}
