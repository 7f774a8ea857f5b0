import Glibc
import TestSupport

/// A server in Python, which answers each line that it gets at its endpoint.
enum ServiceServer {
  /// Says `up` when it listens, and `got LINE` to each LINE.
  static let script = """
    #!/usr/bin/env python3
    import os, socket, sys
    kind, _, place = os.environ["QLI_ENDPOINT"].partition(":")
    if kind == "unix":
        server = socket.socket(socket.AF_UNIX)
        server.bind(place)
    else:
        host, _, port = place.rpartition(":")
        family = socket.AF_INET6 if host[0] == "[" else socket.AF_INET
        server = socket.socket(family)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((host.strip("[]"), int(port)))
    server.listen()
    print("up", flush=True)
    while True:
        connection, _ = server.accept()
        try:
            with connection, connection.makefile("rw") as stream:
                line = stream.readline()
                if line: stream.write("got " + line); stream.flush()
        except OSError:
            pass
    """

  /// A client that connects to QLI_ENDPOINT as soon as somebody listens there, and stays as long as
  /// its input. The system keeps nothing of its connection then.
  static let client = """
    import os, socket, struct, sys, time
    kind, _, place = os.environ["QLI_ENDPOINT"].partition(":")
    host, _, port = place.rpartition(":")
    while True:
        client = socket.socket(socket.AF_UNIX if kind == "unix" else socket.AF_INET)
        try:
            client.connect(place if kind == "unix" else (host, int(port)))
            break
        except OSError:
            client.close()
            time.sleep(0.001)
    if kind == "tcp":
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    print("connected", flush=True)
    sys.stdin.read()
    """

  /// Starts the server as somebody else's, and waits until it listens.
  static func startForeign(at endpoint: String, in home: TestHome) throws -> RunningQli {
    let running = try home.program("/usr/bin/env", "python3", "-c", script)
      .environment(["QLI_ENDPOINT": endpoint]).start()
    try running.waitForOutput("up\n")
    return running
  }
}

/// A port of this machine that was free a moment ago.
func freePort() throws -> UInt16 {
  let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  guard number >= 0 else { throw HarnessError("no socket") }
  defer { close(number) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let isBound = withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(number, $0, length) == 0 && getsockname(number, $0, &length) == 0
    }
  }
  guard isBound else { throw HarnessError("no port is free") }
  return UInt16(bigEndian: address.sin_port)
}
