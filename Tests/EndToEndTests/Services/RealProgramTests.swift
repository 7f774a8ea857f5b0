import TestSupport
import Testing

/// Servers of the machine as services, each ready in the ways that it knows.
@Suite(.requireTool("setpriv")) struct RealProgramTests {
  // MARK: - Python

  private static let server = "exec python3 -m http.server --bind 127.0.0.1 "
  private static let serverOfEndpoint = server + "\"${QLI_ENDPOINT##*:}\""

  @Test(.requireTool("python3")) func pythonAtItsEndpoint() throws {
    let scene = try RealProgramScene(
      "ready = \"endpoint\"\nendpoint = \"tcp:127.0.0.1:auto\"", script: Self.serverOfEndpoint)
    // The newline behind it makes the empty line that ends a request.
    let object = try scene.start("--send", "GET / HTTP/1.0\r\n\r")
    #expect(object["reply"] == "HTTP/1.0 200 OK\r")
    try scene.stop(code: 143)
  }

  @Test(.requireTool("python3")) func pythonSaysThatItServes() throws {
    let scene = try RealProgramScene(
      "ready = \"line:Serving HTTP on *\"", script: "export PYTHONUNBUFFERED=1; \(Self.server) 0")
    try scene.start()
    let log = try scene.qli("logs", "--stream", "out", "g", "x").run()
    #expect(log.stdout.hasPrefix("Serving HTTP on 127.0.0.1 port "))
    try scene.stop(code: 143)
  }

  /// Python keeps what it writes to a pipe until there is more of it; the start says what to do.
  @Test(.requireTool("python3")) func pythonKeepsItsLine() throws {
    let scene = try RealProgramScene(
      "ready = \"line:Serving HTTP on *\"\nready_timeout = \"1s\"", script: "\(Self.server) 0")
    let outcome = try scene.qli("start", "--json", "g", "x").run()
    #expect(outcome.ending == .exited(124))
    #expect(outcome.stderr.contains("PYTHONUNBUFFERED=1"))
    #expect(try JSON.parse(outcome.stdout)["stdout"] == "")
    #expect(scene.alive().isEmpty)
  }

  // MARK: - Redis

  @Test(.requireTool("redis-server"), .requireTool("redis-cli")) func redisSaysSo() throws {
    let scene = try RealProgramScene(
      "ready = \"notify\"",
      script: """
        exec redis-server --supervised systemd --port 0 --unixsocket "$XDG_RUNTIME_DIR/s" \
          --save '' --dir .
        """)
    try scene.start()
    let ping = try scene.program("/usr/bin/redis-cli", ["-s", scene.path("run/s"), "ping"]).run()
    #expect(ping.stdout == "PONG\n")
    try scene.stop()
  }

  // MARK: - nginx

  private static let nginx = """
    pid $D/run/pid;
    error_log stderr;
    events {}
    http {
      access_log off;
      client_body_temp_path $D/work/body;
      proxy_temp_path $D/work/proxy;
      fastcgi_temp_path $D/work/fastcgi;
      uwsgi_temp_path $D/work/uwsgi;
      scgi_temp_path $D/work/scgi;
      server {
        listen unix:$D/run/s;
        return 200 "served\\n";
      }
    }

    """

  /// As it is without options, a daemon whose first process ends, and in the foreground.
  @Test(
    .requireProgram("/usr/sbin/nginx", "nginx"),
    arguments: [("exit", "on"), ("endpoint", "off")])
  func nginx(_ ready: String, _ daemon: String) throws {
    let scene = try RealProgramScene(
      "ready = \"\(ready)\"\nendpoint = \"unix:$XDG_RUNTIME_DIR/s\"",
      script: "exec nginx -p \"$PWD\" -e stderr -c $D/nginx.conf -g 'daemon \(daemon);'")
    try scene.file(scene.path("nginx.conf"), Self.nginx, mode: 0o644)
    let object = try scene.start("--send", "GET /")
    #expect(object["reply"] == "served")
    try scene.stop()
  }
}
