import Testing

@testable import QliCore

/// Values of `[extensions.NAME.service]` that are wrong, each or together.
@Suite struct ServiceProblemTests {
  /// What is wrong in the table of a service, as `line:column+width: message`; its first line is
  /// line 1.
  private func problems(_ lines: String) -> [String] {
    let head = "schema_version = 1\ndescription = 'x'\n[extensions.web.service]\n"
    return switch ManifestReader.read(Array((head + lines).utf8)) {
    case .success: []
    case .failure(let problems):
      problems.list.map {
        "\($0.position.line - 3):\($0.position.column)+\($0.width): \($0.message)"
      }
    }
  }

  /// The message of the one thing that is wrong with a value, without its place.
  private func problem(_ key: String, _ value: String) -> String? {
    let found = problems("\(key) = \(value)")
    let place = "1:\(key.utf8.count + 4)+\(value.unicodeScalars.count): "
    guard found.count == 1, let text = found.first, text.hasPrefix(place) else {
      return found.isEmpty ? nil : "\(found)"
    }
    return String(text.dropFirst(place.count))
  }

  @Test(arguments: [
    ("ready", "a string"), ("ready_command", "an array of strings"),
    ("ready_timeout", "a string such as \"90s\", \"10m\" or \"1h30m\""),
    ("stop_signal", "a string"), ("stop_main", "true or false"),
    ("restart", "\"no\", \"on-failure\", or \"always\""), ("log_size", "a string such as \"4MiB\""),
    ("program_root", "a string"), ("sha256", "an array of strings"),
    ("version_command", "an array of strings"),
  ])
  func wrongTypes(_ key: String, _ expected: String) {
    #expect(problem(key, "1") == "'\(key)' must be \(expected), not an integer")
    #expect(problem(key, "{}") == "'\(key)' must be \(expected), not a table")
    if expected != "true or false" {
      #expect(problem(key, "true") == "'\(key)' must be \(expected), not a boolean")
    }
  }

  @Test(arguments: ["true", "yes", "no", ""]) func booleansInQuotes(_ word: String) {
    #expect(
      problem("stop_main", "'\(word)'") == "'stop_main' must be true or false, not a string")
    #expect(
      problems("endpoint = 'unix:auto'\nendpoint_by_others = '\(word)'") == [
        "2:22+\(word.utf8.count + 2): 'endpoint_by_others' must be true or false, not a string"
      ])
  }

  // MARK: - Readiness

  @Test(arguments: [
    "", "endpont", "after", "file", "line", "notify:x", "exit:", "endpoint:", " notify", "Notify",
    "true", "after 5s", ":", "notify\\n",
  ])
  func whatIsNoReadiness(_ text: String) {
    #expect(
      problem("ready", "\"\(text)\"")
        == "'\(text)' doesn't say when the service is ready; write 'after:DURATION', 'endpoint', "
        + "'notify', 'file:PATH', 'line:PATTERN', or 'exit'")
  }

  @Test func readinessThatIsWrong() {
    #expect(
      problem("ready", "'after:'")
        == "'after:' needs a number and a unit; write '90s', '10m' or '1h30m'")
    #expect(problem("ready", "'after:0s'") == "'after:' must be more than zero")
    #expect(
      problem("ready", "'after: 5s'")
        == "'after:' needs a number and a unit; write '90s', '10m' or '1h30m'")
    #expect(problem("ready", "'file:'") == "'file:' is empty; write an absolute path")
    #expect(
      problem("ready", "'file:x'")
        == "'file:' must be absolute: begin it with '/', '~/' or a variable")
    let pattern = "'line:' needs a pattern of one line, as in 'line:*listening*'"
    #expect(problem("ready", "'line:'") == pattern)
    #expect(problem("ready", "\"line:a\\nb\"") == pattern)
    #expect(problem("ready", "\"line:a\\u0000\"") == pattern)
  }

  @Test func aWaitThatIsLongerThanTheLimit() {
    #expect(
      problems("ready = 'after:30s'") == [
        "1:9+11: 'ready' has to be less than 'ready_timeout', which is 30s"
      ])
    #expect(problems("ready = 'after:29999ms'") == [])
    #expect(
      problems("ready_timeout = '1s'\nready = 'after:1500ms'") == [
        "2:9+14: 'ready' has to be less than 'ready_timeout', which is 1s"
      ])
    #expect(problems("ready_timeout = '1m'\nready = 'after:30s'") == [])
    #expect(
      problem("ready_timeout", "'500ms'")
        == "'ready_timeout' has to be more than 500ms, after which the service counts as ready")
    #expect(problems("ready_timeout = '501ms'") == [])
    #expect(problems("ready_timeout = '1ms'\nready_command = ['x']") == [])
    #expect(problems("ready_timeout = '1ms'\nready = 'notify'") == [])
  }

  @Test func readinessTwice() {
    #expect(
      problems("ready = 'notify'\nready_command = ['x']") == [
        "2:1+13: 'ready_command' stands in place of 'ready'; leave one of them out"
      ])
    #expect(
      problems("ready_command = ['x']\nready = 'endpoint'") == [
        "1:1+13: 'ready_command' stands in place of 'ready'; leave one of them out"
      ])
  }

  private let endpointHint =
    "write 'endpoint = \"unix:PATH\"' or 'endpoint = \"tcp:HOST:PORT\"'"

  @Test func whatNeedsAnEndpoint() {
    #expect(
      problems("ready = 'endpoint'") == [
        "1:9+10: 'ready' needs to know the 'endpoint'; \(endpointHint)"
      ])
    #expect(
      problems("idle_timeout = '30m'") == [
        "1:1+12: 'idle_timeout' needs an 'endpoint'; \(endpointHint)"
      ])
    #expect(
      problems("endpoint_by_others = false") == [
        "1:1+18: 'endpoint_by_others' needs an 'endpoint'; \(endpointHint)"
      ])
    // One that is wrong is there.
    #expect(
      problems("ready = 'endpoint'\nidle_timeout = '1m'\nendpoint = ''") == [
        "3:12+2: 'endpoint' is written 'unix:PATH', 'tcp:HOST:PORT', 'unix:auto' or 'tcp:HOST:auto'"
      ])
  }

  @Test func connectionsOfOthersAreNotCounted() {
    let lines = "endpoint = 'unix:auto'\nidle_timeout = '1m'\nendpoint_by_others = "
    #expect(
      problems("\(lines)true") == [
        "2:1+12: 'idle_timeout' counts the service's own connections; with 'endpoint_by_others' "
          + "it can't know them"
      ])
    #expect(problems("\(lines)false") == [])
  }

  @Test(arguments: [
    ("", "is written 'unix:PATH', 'tcp:HOST:PORT', 'unix:auto' or 'tcp:HOST:auto'"),
    ("unix:", "has no path; write 'unix:' and an absolute path, or 'unix:auto'"),
    ("unix:x", "must have an absolute path: begin it with '/', '~/' or a variable behind 'unix:'"),
    ("unix:~bob", "can't use another user's home; write '~/' or the whole path"),
    ("unix:/{name}", "has a '{' in its path that is none of '{instance}' and '${NAME}'"),
    (
      "unix:/" + String(repeating: "x", count: 107),
      "has a path of 108 bytes; a socket's has 107 at most"
    ),
    ("tcp:127.0.0.1", "has no port; write 'tcp:HOST:PORT', or 'tcp:HOST:auto'"),
    (
      "tcp:localhost:80",
      "needs a numeric address, such as 127.0.0.1 or [::1], in place of 'localhost'"
    ),
    ("tcp:[::1]:0", "needs a port from 1 to 65535, or 'auto', in place of '0'"),
  ])
  func endpointsThatAreWrong(_ text: String, _ message: String) {
    #expect(problem("endpoint", "'\(text)'") == "'endpoint' \(message)")
  }

  // MARK: - Stopping and starting again

  @Test(arguments: ["SIGKILL", "TERM", "sigterm", "15", "", "SIGTERM "])
  func signalsThatDoNotStop(_ name: String) {
    #expect(
      problem("stop_signal", "'\(name)'")
        == "'\(name)' is no signal that asks a service to end; write 'SIGTERM', 'SIGINT', "
        + "'SIGQUIT', 'SIGHUP', 'SIGUSR1', or 'SIGUSR2'")
  }

  @Test(arguments: ["yes", "true", "never", "Always", "on_failure", ""])
  func whatIsNoRestart(_ word: String) {
    #expect(
      problem("restart", "'\(word)'")
        == "'\(word)' doesn't say when to start it again; write 'no', 'on-failure', or 'always'")
  }

  @Test func restartsWithoutRestart() {
    let hint = "needs 'restart = \"on-failure\"' or 'restart = \"always\"'"
    for restart in ["", "restart = 'no'"] {
      #expect(
        problems("\(restart)\nmax_restarts = 3\nrestart_window = '1m'") == [
          "2:1+12: 'max_restarts' \(hint)", "3:1+14: 'restart_window' \(hint)",
        ])
    }
    #expect(problems("restart = 'on-failure'\nmax_restarts = 1\nrestart_window = '1m'") == [])
    #expect(problems("restart = 'never'\nmax_restarts = 3").count == 1)
  }

  @Test func howOftenItIsStartedAgain() {
    func count(_ value: String) -> [String] {
      problems("restart = 'always'\nmax_restarts = \(value)")
    }
    #expect(count("1") == [] && count("100") == [])
    for value in ["0", "101", "-1", "9223372036854775807"] {
      #expect(
        count(value) == ["2:16+\(value.utf8.count): 'max_restarts' must be from 1 to 100"])
    }
    #expect(
      count("'5'") == ["2:16+3: 'max_restarts' must be an integer from 1 to 100, not a string"])
  }

  @Test func aMainProcessThatEnds() {
    let says = "isn't for a service whose main process ends, as 'ready = \"exit\"' says"
    #expect(
      problems("ready = 'exit'\nrestart = 'always'\nstop_main = true") == [
        "2:11+8: 'restart' \(says)", "3:13+4: 'stop_main' \(says)",
      ])
    #expect(problems("ready = 'exit'\nrestart = 'no'\nstop_main = false") == [])
  }

  // MARK: - The output and the program

  @Test func sizesThatAreWrong() {
    let unit = "'log_size' needs a whole number and a unit; write '64KiB', '4MiB' or '1GiB'"
    for text in ["", "4", "MiB", "4 MiB", "4MB", "4mib", "4M", "1.5MiB", "-4MiB", "4MiB ", "4TiB"] {
      #expect(problem("log_size", "'\(text)'") == unit, "\(text)")
    }
    let range = "'log_size' must be from 64KiB to 1GiB"
    for text in ["0KiB", "63KiB", "2GiB", "1025MiB", "1048577KiB", "99999999999999999999GiB"] {
      #expect(problem("log_size", "'\(text)'") == range, "\(text)")
    }
  }

  @Test func checksumsThatAreWrong() {
    let message = "'sha256' must have checksums of 64 hexadecimal digits; 'sha256sum' prints one"
    let digits = String(repeating: "0", count: 63)
    #expect(
      problems("sha256 = ['\(digits)', '\(digits)0', '\(digits)00', '\(digits)g']") == [
        "1:11+65: \(message)", "1:146+67: \(message)", "1:215+66: \(message)",
      ])
    #expect(
      problems("sha256 = [1]") == [
        "1:11+1: 'sha256' must be an array of strings, not of an integer"
      ]
    )
    #expect(
      problem("sha256", "'\(digits)0'") == "'sha256' must be an array of strings, not a string")
  }

  @Test func whatIsEmpty() {
    #expect(
      problem("sha256", "[]") == "'sha256' is empty; name what may be, or leave it out")
    #expect(
      problems("version_command = ['-V']\nversions = []") == [
        "2:12+2: 'versions' is empty; name what may be, or leave it out"
      ])
    for key in ["ready_command", "version_command"] {
      #expect(
        problem(key, "[]") == "'\(key)' is empty; write what is to be run, or leave it out")
      #expect(
        problems("\(key) = ['', 'x', \"\\u0000\"]") == [
          "1:\(key.utf8.count + 5)+2: '\(key)' begins with an empty word",
          "1:\(key.utf8.count + 14)+8: '\(key)' holds a NUL character",
        ])
    }
  }

  @Test func versionsThatAreWrong() {
    func message(_ text: String) -> String {
      "'\(text)' is no version; write numbers with dots between them, as in '1.10' or '1.2.0-rc1'"
    }
    #expect(
      problems("version_command = ['-V']\nmin_version = 'v1'\nversions = ['1.2', '1', \"\\n\"]")
        == [
          "2:15+4: \(message("v1"))", "3:20+3: \(message("1"))", "3:25+4: \(message("\\n"))",
        ])
    #expect(
      problems("version_command = ['-V']\nmin_version = 1") == [
        "2:15+1: 'min_version' must be a string, not an integer"
      ])
  }

  @Test func versionsThatNobodyPrints() {
    let hint = "needs a 'version_command'; write 'version_command = [\"--version\"]'"
    #expect(
      problems("min_version = '1.2'\nversions = ['1.2']") == [
        "1:1+11: 'min_version' \(hint)", "2:1+8: 'versions' \(hint)",
      ])
    // It is on record all the same.
    #expect(problems("version_command = ['-V']") == [])
  }

  @Test func foldersThatAreWrong() {
    #expect(problem("program_root", "''") == "'program_root' is empty; write an absolute path")
    #expect(
      problem("program_root", "'opt'")
        == "'program_root' must be absolute: begin it with '/', '~/' or a variable")
  }
}
