/// Which endpoint a service gets, and that nobody else has it.
enum EndpointChoice {
  /// The endpoint of a service; nil where it has none.
  static func endpoint(
    of policy: ServicePolicy, _ folder: ServiceFolder, _ context: RunContext
  ) throws(Outcome) -> Endpoint? {
    guard let template = policy.endpoint else { return nil }
    let refusal = { (text: String, why: String, help: [String]) in
      Outcome.refused(.service(.endpoint(text, why, help: help)))
    }
    let expanded: EndpointTemplate.Expanded
    do throws(EndpointTemplate.ExpansionError) {
      expanded = try template.expanded(
        in: context.environment, instance: folder.id.instanceName)
    } catch {
      throw refusal(template.source, error.sentence, [])
    }
    switch expanded {
    case .fixed(let endpoint):
      try requireFree(endpoint, mayBeForeign: policy.endpointMayBeForeign)
      return endpoint
    case .automaticLocal:
      let path = automaticPath(folder, context)
      guard path.string.count <= SocketAddress.longestPath else {
        throw refusal(template.source, "'\(Visible.text(path))' is longer than a socket's path", [])
      }
      do throws(Errno) { try Directory.create(path.parent) } catch {
        throw refusal(template.source, "\(error)", [])
      }
      if let danger = KeptFile.danger(at: path, context.safety) {
        throw refusal(
          template.source, ErrorReport(danger, effect: "take its place").headline, [])
      }
      return .local(path)
    case .automaticTCP(let host):
      do throws(Errno) {
        return .tcp(host: host, port: try Socket.freePort(host: host))
      } catch {
        throw refusal(template.source, "\(error)", [])
      }
    }
  }

  /// A name of 128 random bits, that nobody can have taken before.
  private static func automaticPath(_ folder: ServiceFolder, _ context: RunContext) -> FilePath {
    var randomness = SystemRandomNumberGenerator()
    let name =
      hexadecimal(randomness.next()) + hexadecimal(randomness.next()) + ".sock"
    guard let runtime = context.environment.nonEmpty("XDG_RUNTIME_DIR"),
      FilePath(runtime).isAbsolute
    else { return folder.path.appending(name) }
    return FilePath(runtime).appending("qli").appending(name)
  }

  private static func hexadecimal(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }

  // MARK: - One that is set

  private static func requireFree(_ endpoint: Endpoint, mayBeForeign: Bool) throws(Outcome) {
    let refusal = { (why: String, help: [String]) in
      Outcome.refused(.service(.endpoint(endpoint.text, why, help: help)))
    }
    if case .local(let path) = endpoint {
      guard let status = try? FileStatus(notFollowing: path) else { return }
      guard status.kind == .socket else {
        throw refusal(
          "\(status.kind.name) is there", ["look at it: ls -l \(Wording.shellQuoted(path))"])
      }
    }
    switch state(of: endpoint) {
    case .noSuchFile: return
    case .connectionRefused:
      do throws(Errno) { try remove(endpoint) } catch {
        throw refusal("the socket that is there can't be removed: \(error)", [])
      }
    case nil:
      if mayBeForeign { return }
      let who = listener(at: endpoint)
      let program = who?.programName.map { " (\(Visible.text($0)))" } ?? ""
      let number = who.map { ": process \($0.rawValue)" } ?? ""
      throw refusal("somebody accepts connections there already\(number)\(program)", [])
    case let error?:
      throw refusal("somebody may be there: \(error)", [])
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
