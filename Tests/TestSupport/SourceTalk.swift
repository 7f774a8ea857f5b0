public import Testing

/// Talks to a source plugin as its host would, without qli.
public enum SourceTalk {
  /// The plugins that come with qli.
  public static let folder = Checkout.path("examples/sources")

  /// The lines of requests, numbered from 1; the first one is init, with this configuration.
  public static func requests(config: String = "{}", _ calls: (method: String, params: String)...)
    -> String
  {
    let start = #"{"source_name":"test","config":\#(config),"protocol_version":"1.0"}"#
    return ([(method: "init", params: start)] + calls).enumerated().map { index, call in
      line(index + 1, call.method, call.params)
    }.joined()
  }

  /// One request, with its newline.
  public static func line(_ id: Int, _ method: String, _ params: String) -> String {
    let method = "secret_source.\(method)"
    return #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"# + "\n"
  }

  /// The call that asks for something about a reference.
  public static func call(_ method: String, _ reference: String) -> (method: String, params: String)
  {
    (method: method, params: #"{"reference":"\#(reference)"}"#)
  }

  /// The reply as the plugins print it, with its newline.
  public static func reply(_ id: Int, _ member: String) -> String {
    #"{"jsonrpc": "2.0", "id": \#(id), \#(member)}"# + "\n"
  }

  /// The reply with these members as its result.
  public static func reply(_ id: Int, result: String) -> String {
    reply(id, "\"result\": {\(result)}")
  }

  /// The reply with these members as its error.
  public static func reply(_ id: Int, error: String) -> String {
    reply(id, "\"error\": {\(error)}")
  }

  /// The reply with the value that was asked for.
  public static func reply(_ id: Int, value: String) -> String {
    reply(id, result: "\"value\": \"\(value)\"")
  }

  /// The reply that refuses a reference.
  public static func reply(_ id: Int, bad reference: String, _ reason: String) -> String {
    reply(
      id, error: #""kind": "bad-reference", "reference": "\#(reference)", "reason": "\#(reason)""#)
  }
}

extension TestHome {
  /// Sends `signal` to a plugin that has said `greeting`, and waits for its `tool` since it was asked
  /// for `reference`: both end, and it says nothing more.
  public func expectEnd(
    by signal: Int32, of plugin: QliRun, asking reference: String, with tool: String,
    _ greeting: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try pathExecutable(tool, sh: "echo >started; sleep 1000 & wait")
    let processes = HomeProcesses(self)
    let running = try plugin.stdin(.pipe).start()
    running.write(SourceTalk.requests(SourceTalk.call("get", reference)))
    try waitForFile("started")
    try running.signal(signal)
    try running.expect(stdout: greeting, sourceLocation: sourceLocation)
    try processes.waitUntilGone()
  }
}
