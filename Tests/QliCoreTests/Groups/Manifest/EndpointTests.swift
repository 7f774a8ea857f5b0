import Testing

@testable import QliCore

/// Endpoints, and what a manifest's become.
@Suite struct EndpointTests {
  @Test(arguments: [
    ("unix:/run/x.sock", Endpoint.local("/run/x.sock")), ("unix:/a:b", .local("/a:b")),
    ("tcp:127.0.0.1:5173", .tcp(host: "127.0.0.1", port: 5173)),
    ("tcp:0.0.0.0:1", .tcp(host: "0.0.0.0", port: 1)),
    ("tcp:255.255.255.255:65535", .tcp(host: "255.255.255.255", port: 65535)),
    ("tcp:[::1]:80", .tcp(host: "::1", port: 80)), ("tcp:[::]:80", .tcp(host: "::", port: 80)),
    ("tcp:[fe80::1:2]:80", .tcp(host: "fe80::1:2", port: 80)),
    ("tcp:[1:2:3:4:5:6:7:8]:80", .tcp(host: "1:2:3:4:5:6:7:8", port: 80)),
    ("tcp:[1:2:3:4:5:6:7::]:80", .tcp(host: "1:2:3:4:5:6:7::", port: 80)),
    ("tcp:[::ffff:127.0.0.1]:80", .tcp(host: "::ffff:127.0.0.1", port: 80)),
    ("tcp:[ABCD::]:80", .tcp(host: "ABCD::", port: 80)),
  ])
  func endpoints(_ text: String, _ endpoint: Endpoint) {
    #expect(Endpoint(text) == endpoint)
    #expect(endpoint.text == text)
    #expect(endpoint.string.equals(text))
  }

  @Test(arguments: [
    "", "unix", "unix:", "unix:x", "unix:auto", "UNIX:/x", "/x", "tcp:", "tcp:80", "tcp::80",
    "tcp:127.0.0.1", "tcp:127.0.0.1:", "tcp:127.0.0.1:0", "tcp:127.0.0.1:080",
    "tcp:127.0.0.1:65536", "tcp:127.0.0.1:100000", "tcp:127.0.0.1:+80", "tcp:127.0.0.1:auto",
    "tcp:127.0.0.1:80 ", "tcp:localhost:80", "tcp:127.1:80", "tcp:127.0.0.01:80",
    "tcp:256.0.0.1:80", "tcp:1.2.3.4.5:80", "tcp:127.0.0.:80", "tcp:[127.0.0.1]:80", "tcp:::1:80",
    "tcp:[]:80", "tcp:[:]:80", "tcp:[:::]:80", "tcp:[1::2::3]:80", "tcp:[1:2:3:4:5:6:7]:80",
    "tcp:[1:2:3:4:5:6:7:8:9]:80", "tcp:[1:2:3:4:5:6:7:8::]:80", "tcp:[1:2:3:4:5:6:7:]:80",
    "tcp:[:1:2:3:4:5:6:7]:80", "tcp:[12345::]:80", "tcp:[g::]:80", "tcp:[fe80::1%eth0]:80",
    "tcp:[::1.2.3]:80", "tcp:[1.2.3.4::]:80", "tcp:[1:2:3:4:5:6:7:1.2.3.4]:80", "tcp:[::1]80",
    "tcp:[::1]",
  ])
  func whatIsNoEndpoint(_ text: String) {
    #expect(Endpoint(text) == nil)
  }

  @Test func aPathIsBytes() throws {
    let string = try #require(ByteString("unix:/".utf8 + [0xff]))
    let endpoint = try #require(Endpoint(string))
    #expect(endpoint.string == string)
    #expect(endpoint.text == "unix:/\u{fffd}")
  }

  @Test func theLongestPath() {
    let path = "/" + String(repeating: "x", count: 106)
    #expect(Endpoint("unix:\(path)") == .local(FilePath(path)))
    #expect(Endpoint("unix:\(path)x") == nil)
  }
}

@Suite struct EndpointTemplateTests {
  /// What `source` becomes: the endpoint, or the error.
  private func expanded(
    _ source: String, instance: String = "shared", _ entries: ByteString...
  ) throws -> String {
    let template = try EndpointTemplate(source)
    do throws(EndpointTemplate.ExpansionError) {
      switch try template.expanded(in: Environment(entries), instance: instance) {
      case .fixed(let endpoint): return endpoint.text
      case .automaticLocal: return "a path"
      case .automaticTCP(let host): return "a port of \(host)"
      }
    } catch {
      return error.sentence
    }
  }

  @Test func whatStaysAsItIs() throws {
    for source in ["unix:/run/x.sock", "unix:/auto", "tcp:127.0.0.1:5173", "tcp:[::1]:80"] {
      #expect(try expanded(source) == source)
    }
  }

  @Test func whatIsChosenLater() throws {
    #expect(try expanded("unix:auto") == "a path")
    #expect(try expanded("tcp:127.0.0.1:auto") == "a port of 127.0.0.1")
    #expect(try expanded("tcp:[::1]:auto") == "a port of ::1")
  }

  @Test func variablesAndTheHome() throws {
    #expect(try expanded("unix:$A/x", "A=/run") == "unix:/run/x")
    #expect(try expanded("unix:${A}x", "A=/run/") == "unix:/run/x")
    #expect(try expanded("unix:~/x", "HOME=/h") == "unix:/h/x")
    #expect(try expanded("unix:$XDG_STATE_HOME/x", "HOME=/h") == "unix:/h/.local/state/x")
    #expect(try expanded("unix:$A/x") == "the variable 'A' isn't set")
    #expect(try expanded("unix:$A/x", "A=run") == "'run/x' isn't an absolute path")
    // The value is a path, and never more.
    #expect(try expanded("unix:$A", "A=auto") == "'auto' isn't an absolute path")
  }

  @Test func theNameOfTheInstance() throws {
    #expect(try expanded("unix:/run/{instance}.sock") == "unix:/run/shared.sock")
    #expect(try expanded("unix:/{instance}/{instance}", instance: "a-1") == "unix:/a-1/a-1")
    #expect(try expanded("unix:/{instance}{instance}", instance: "a") == "unix:/aa")
    #expect(try expanded("unix:$A{instance}", instance: "a", "A=/x") == "unix:/xa")
    #expect(try expanded("unix:${A}{instance}é", instance: "a", "A=/x") == "unix:/xaé")
    #expect(try expanded("unix:~/{instance}", instance: "a", "HOME=/h") == "unix:/h/a")
    // In a value it is nothing but text.
    #expect(
      try expanded("unix:$A/{instance}", instance: "a", "A=/{instance}") == "unix:/{instance}/a")
  }

  @Test func aPathThatIsTooLong() throws {
    let long = String(repeating: "x", count: 106)
    #expect(try expanded("unix:/\(long)") == "unix:/\(long)")
    #expect(try expanded("unix:$A", ByteString("A=/\(long)")) == "unix:/\(long)")
    #expect(
      try expanded("unix:$A", ByteString("A=/\(long)x"))
        == "the path '/\(long)x' has 108 bytes; a socket's has 107 at most")
    let almost = String(repeating: "x", count: 105)
    #expect(try expanded("unix:/{instance}\(almost)", instance: "a") == "unix:/a\(almost)")
    #expect(
      try expanded("unix:/{instance}\(almost)", instance: "ab")
        == "the path '/ab\(almost)' has 108 bytes; a socket's has 107 at most")
    // Bytes, not letters.
    #expect(throws: EndpointTemplate.SyntaxError.tooLong(109)) {
      try EndpointTemplate("unix:/" + String(repeating: "é", count: 54))
    }
    #expect(throws: EndpointTemplate.SyntaxError.tooLong(108)) {
      try EndpointTemplate("unix:/\(long)x")
    }
  }

  @Test(arguments: [
    ("", EndpointTemplate.SyntaxError.unknownKind), ("/x", .unknownKind), ("auto", .unknownKind),
    ("Unix:/x", .unknownKind), ("http://127.0.0.1:80", .unknownKind), ("unix", .unknownKind),
    ("unix:", .path(.empty)), ("unix:x", .path(.relative)), ("unix:AUTO", .path(.relative)),
    ("unix:~bob/x", .path(.otherUser)), ("unix:/$", .path(.badVariable)),
    ("unix:/\u{0}", .path(.holdsNUL)), ("unix:${{instance}}", .path(.badVariable)),
    ("unix:{instance}/x", .path(.relative)), ("unix:/{instanc}", .badPlaceholder),
    ("unix:/{Instance}", .badPlaceholder), ("unix:/{", .badPlaceholder),
    ("unix:/{ instance }", .badPlaceholder), ("unix:/{{instance}}", .badPlaceholder),
    ("tcp:", .missingPort), ("tcp:127.0.0.1", .missingPort), ("tcp:[::1]", .missingPort),
    ("tcp:80", .missingPort), ("tcp:localhost:80", .badHost("localhost")),
    ("tcp::80", .badHost("")), ("tcp:::1:80", .badHost("::1")), ("tcp:auto:80", .badHost("auto")),
    ("tcp:{instance}:80", .badHost("{instance}")), ("tcp:127.0.0.1:", .badPort("")),
    ("tcp:127.0.0.1:0", .badPort("0")), ("tcp:127.0.0.1:65536", .badPort("65536")),
    ("tcp:127.0.0.1:http", .badPort("http")), ("tcp:127.0.0.1:Auto", .badPort("Auto")),
  ])
  func whatCannotBeAnEndpoint(_ source: String, _ error: EndpointTemplate.SyntaxError) {
    #expect(throws: error) { try EndpointTemplate(source) }
  }

  @Test func equalityIsThatOfTheBytes() throws {
    #expect(try EndpointTemplate("unix:/é") == EndpointTemplate("unix:/\u{e9}"))
    #expect(try EndpointTemplate("unix:/\u{e9}") != EndpointTemplate("unix:/e\u{301}"))
  }
}
