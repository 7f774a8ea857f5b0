import Foundation
import SeededNumbers
import Testing

@testable import QliCore

/// Mutated documents of every format that qli reads: whatever they hold, nothing crashes or hangs, what
/// is refused says why, and what is accepted is the same at each reading.
///
/// `make fuzz` gives it a minute and a seed of its own; else each format gets some hundred documents.
@Suite struct FormatFuzzTests {
  /// A format by how it is read.
  struct Format: Sendable, CustomTestStringConvertible {
    let name: String
    let documents: [String]
    let tokens: [String]
    /// Reads a document: whether it is accepted, and what came of it, in words.
    let read: @Sendable ([UInt8]) -> (isAccepted: Bool, result: String)

    var testDescription: String { name }
  }

  private static let jsonTokens = [
    "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u", "\\ud800", "\\udc00", "null", "true", "1", "-",
    "1e9",
    ".", " ", "\n", "é", "\u{7f}", "{\"a\":", "\"value\"", "\"x\":1,",
  ]
  private static let tomlTokens = [
    "[", "]", "[[", "]]", "=", ".", ",", "#", "\n", "\r", "\"", "'", "true", "confirm = true\n",
    "[run]\n", "[extensions.x]\n", "[[secrets]]\n", "env = \"S\"\n", "\"10m\"", "$HOME", "~", "1",
    "é",
  ]

  static let formats = [
    Format(
      name: "manifest",
      documents: [
        "schema_version = 1\ndescription = 'g'\nconfirm = true\naudit_log = '~/log'\n",
        "schema_version = 1\nbanner = 'b'\nreason = 'INC-*'\n[requires_env]\nCI = true\n",
        "schema_version = 1\n[run]\ntimeout = '10m'\nenv = ['A_*']\n[extensions.x]\nconfirm = 'x'\n",
        "[[secrets]]\nenv = 'S'\nref = 'op://v/i/f'\nprovider = 'one_password'\n",
      ], tokens: tomlTokens
    ) { document in
      switch ManifestReader.read(document) {
      case .success(let manifest): (true, "\(manifest)")
      case .failure(let problems): (false, "\(problems)")
      }
    },
    Format(
      name: "sidecar",
      documents: [
        "name = 'demo'\nversion = '0.1.0'\nexecutable = 'qli-source-demo'\n",
        "name = 'demo'\nversion = '2'\nexecutable = '/opt/run'\nallowed_env_vars = ['A_*']\n"
          + "[config]\na = 1\n[lifetime]\nidle_timeout = '2m'\nrestart_cap = 3\n",
      ], tokens: tomlTokens
    ) { document in
      guard let name = ExtensionName("demo") else { return (false, "no name") }
      switch SidecarReader.read(document, of: name, at: "/x/qli-source-demo.toml") {
      case .success(let definition): return (true, "\(definition.name) \(definition.version)")
      case .failure(let problems): return (false, "\(problems)")
      }
    },
    Format(
      name: "json",
      documents: [
        #"{"a":[1,-2.5e3,true,null,"x\u00e9\n"],"b":{"c":{}}}"#, #"[[],{},"\ud83d\ude00"]"#, " 7 ",
      ], tokens: jsonTokens
    ) { document in
      do throws(JSONError) {
        let value = try JSON.parse(document)
        try JSON.validate(document)
        var writer = JSONWriter()
        writer.value(value)
        guard try JSON.parse(writer.bytes) == value else { return (true, "") }
        return (true, String(decoding: writer.bytes, as: UTF8.self))
      } catch {
        return (false, "\(error.line):\(error.column): \(error.message)")
      }
    },
    Format(
      name: "reply",
      documents: [
        #"{"jsonrpc":"2.0","id":7,"result":{"value":"s","lease_seconds":3}}"#,
        #"{"jsonrpc":"2.0","id":7,"error":{"kind":"other","detail":"d"}}"#,
      ], tokens: jsonTokens
    ) { document in
      document.withUnsafeBufferPointer { line in
        do throws(SourceError.Reason) {
          let reply = try SourceProtocol.reply(line, to: .get("r"), id: 7)
          guard case .value(let value) = reply else { return (false, "another reply") }
          return (true, "\(value.buffer.count) \(value.leaseSeconds ?? 0)")
        } catch {
          return (false, error.message)
        }
      }
    },
    Format(
      name: "record",
      documents: [
        #"{"event":"start","timestamp":"2026-01-02T03:04:05.000006Z","#
          + #""run_id":"0199c82c-cf49-7000-8000-000000000001","user":"a","uid":1,"host":"h","pid":2,"#
          + #""cwd":"/","group":"g","extension":"x","path":"/x","args":["a"],"env_var_names":[]}"#,
        #"{"event":"failed","timestamp":"2026-01-02T03:04:05.000006Z","#
          + #""run_id":"0199c82c-cf49-7000-8000-000000000001","pid":2,"group":"g","extension":"x","#
          + #""step":"spawn","exit_code":126,"error":"e","duration_ms":1}"#,
      ], tokens: jsonTokens + ["\"event\"", "\"args\":[]", "\"pid\":3", "\"start\""]
    ) { document in
      let memory = UnsafeMutableRawPointer.allocate(
        byteCount: TrailPieces.size, alignment: MemoryLayout<TrailPieces.Piece>.alignment)
      defer { memory.deallocate() }
      return document.withUnsafeBufferPointer { line in
        do throws(TrailProblem) {
          let record = try TrailRecord(line, into: TrailPieces(in: memory))
          return (
            true, "\(record.event) \(record.time) \(record.runID) \(record[.pid]?.count ?? 0)"
          )
        } catch {
          return (false, error.description)
        }
      }
    },
    Format(
      name: "script",
      documents: [
        "#!/usr/bin/env -S python3 -u\n# What it does.\n# usage: x\n", "#!/bin/sh\r\n",
        "\n#!/bin/sh\n",
      ],
      tokens: [
        "#", "!", "#!", "\n", "\r", " ", "\t", "/", "env", "-S", "=", "\u{feff}", "\0", "usage:",
      ]
    ) { document in
      let shebang = Shebang(document)
      let comment = CommentBlock(document, isCut: false)
      return (
        shebang != nil,
        "\(shebang?.interpreter.count ?? -1) \(shebang?.env?.program ?? .unknown) "
          + "\(shebang?.wordsOfEnv ?? "-") \(Shebang.isPlainScript(document)) "
          + "\(Shebang.isTooLate(document)) \(comment?.completes ?? false)"
      )
    },
    Format(
      name: "words",
      documents: [
        "$HOME/a/${B}", "~/x", "10m", "1h30m", "500ms", "A_*", "2026-01-02 03:04", "1.2.3",
      ],
      tokens: [
        "$", "{", "}", "~", "/", "..", "m", "s", "h", "1", "99999999999", "*", "é", "-", ":",
      ]
    ) { document in
      let text = String(decoding: document, as: UTF8.self)
      let template = (try? PathTemplate(text)).map { "\($0)" }
      let duration = (try? RunDuration(text)).map { "\($0)" }
      let pattern = VariablePattern(text).map { "\($0)" }
      let shown = Visible.text(text)
      return (
        template != nil || duration != nil,
        "\(template ?? "") \(duration ?? "") \(pattern ?? "") \(shown)"
      )
    },
    Format(
      name: "hidden",
      documents: [
        #"a\/b"c 'd'\''e\u00e9"#, #"{"x":"a\/b\"c"}"#, "se\\cret\n", #"$'a/b"c \'d\'e\303\251'"#,
        #"a\\/b\\\"c 'd'e\\u00e9"#,
      ],
      tokens: [
        "\\", "\\u", "\\u{61", "}", "\\x", "'\\''", "'\"'\"'", "\\\\", "\\303\\251", "\\E", "\\0",
        "a/b\"c 'd'eé", "secret", "\n", "'",
      ]
    ) { document in
      var redaction = Redaction()
      for value in ["a/b\"c 'd'eé", "secret\n"] {
        Array(value.utf8).withUnsafeBytes { redaction.add($0) }
      }
      let text = String(decoding: document, as: UTF8.self)
      let shown = redaction.ownText(text)
      let isShown = shown.contains("secret") || shown.contains("a/b\"c 'd'eé")
      return (shown == text, isShown ? "" : shown + ".")
    },
  ]

  @Test(arguments: formats) func mutatedDocuments(_ format: Format) throws {
    let environment = ProcessInfo.processInfo.environment
    let seconds = environment["FUZZ_SECONDS"].flatMap(Double.init).map {
      $0 / Double(Self.formats.count)
    }
    let seed = seconds == nil ? 1 : UInt64.random(in: 1...UInt64.max)
    if seconds != nil { print("fuzz: \(format.name), seed \(seed)") }
    var mutator = Mutator(
      seed: seed, documents: format.documents.map { Array($0.utf8) },
      tokens: format.tokens.map { Array($0.utf8) } + [[0xff], [0xc3], [0]])
    var (count, accepted) = (0, 0)
    let end = ContinuousClock.now + .seconds(seconds ?? 0)
    while count < 400 || ContinuousClock.now < end {
      let document = mutator.nextDocument()
      let first = format.read(document)
      let text = "seed \(seed), document \(count): \(String(decoding: document, as: UTF8.self))"
      try #require(!first.result.isEmpty, "\(text)")
      try #require(first == format.read(document), "\(text)")
      count += 1
      if first.isAccepted {
        accepted += 1
        mutator.keep(document)
      }
    }
    // Neither all of them broken, nor all of them valid: the test would show nothing.
    #expect(accepted > 0 && accepted < count)
    if seconds != nil { print("fuzz: \(format.name), \(count) documents, \(accepted) accepted") }
  }
}
