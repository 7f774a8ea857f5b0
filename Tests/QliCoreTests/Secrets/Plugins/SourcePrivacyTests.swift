import Foundation
import Testing

@testable import QliCore

/// What a plugin gets to know, and what of its values anyone else does.
@Suite struct SourcePrivacyTests {
  private let scene: SourceScene

  init() throws { scene = try SourceScene() }

  // MARK: - The environment

  /// Byte by byte, also what isn't UTF-8, and nothing else: not even PATH.
  @Test func exactlyTheAllowedVariables() throws {
    let definition = try scene.plugin(
      "/bin/cat /proc/$$/environ > \"$root/environment\"; init; next; give s; next",
      allowed: ["VAULT_ADDR", "EMPTY", "RAW", "TEAM_*", "MISSING"])
    let raw = try #require(
      ByteString(Array("RAW=a".utf8) + [0xff, 0xc3, 0x28, 0x0a] + Array("z".utf8)))
    let environment = Environment([
      "PATH=/usr/bin:/bin", "VAULT_ADDR=https://x", "EMPTY=", raw, "TEAM_A=1", "TEAM_B=2=3",
      "TEAM=x", "VAULT_ADDR_2=x", "VAULT_TOKEN=hidden", "HOME=/home/alice", "QLI_X=y",
    ])
    try scene.withClient(definition, environment: environment) { client throws in
      _ = try client.get("r")
    }
    let found = try Data(contentsOf: URL(fileURLWithPath: scene.path("environment")))
    let entries = found.split(separator: 0).map { Array($0) }
    #expect(
      entries == [
        Array("VAULT_ADDR=https://x".utf8), Array("EMPTY=".utf8), Array(raw.bytes),
        Array("TEAM_A=1".utf8), Array("TEAM_B=2=3".utf8),
      ])
  }

  @Test func noVariableAtAll() throws {
    let definition = try scene.plugin(
      "/bin/cat /proc/$$/environ > \"$root/environment\"; init; next; give s; next")
    try scene.withClient(definition, environment: Environment(["PATH=/usr/bin:/bin", "A=b"])) {
      client throws in _ = try client.get("r")
    }
    #expect(scene.exists("environment") && scene.text("environment").isEmpty)
  }

  // MARK: - Values

  private static let sentinel = "SENTINEL-\"q\"\\-zyxw"
  /// As JSON has it.
  private static let quoted = #"SENTINEL-\"q\"\\-zyxw"#

  /// Each way to fail with a value at hand: nothing shows it, however it was written.
  @Test(arguments: [
    // In a line that is refused, or in pieces around one.
    "give \"$v\" >&2; printf '%s\\n' \"$s\"", "printf '%s\\n' \"$s\"; exit 1",
    "printf %s \"$s\"; exit 1",
    #"printf '{"jsonrpc":"2.0","id":%s,"result":{"value":"%s"' "$id" "$v"; exit 1"#,
    #"printf '{"jsonrpc":"2.0","id":%s,"result":{"value":"%s"}} %s\n' "$id" "$v" "$s""#,
    "r=$(give \"$v\"); printf '%s\\n%s\\n' \"$r\" \"$r\"",
    "id=99; give \"$v\"", #"say '"result":{"value":"'"$v"'"},"error":{"kind":"other"}'"#,
    #"say '"result":{"value":"'"$v"'","lease_seconds":"x"}'"#,
    #"say '"result":{"value":["'"$v"'"]}'"#, #"say '"x":{"value":"'"$v"'"}'"#,
    #"say '"result":{"status":"'"$v"'"}'"#,
    // In the plugin's own words, once it is known.
    #"give "$v"; next; say '"error":{"kind":"other","detail":"no '"$v"' here"}'"#,
    #"give "$v"; next; say '"error":{"kind":"unavailable","detail":"'"$v"'"}'"#,
    #"give "$v"; next; say '"error":{"kind":"needs-credential","detail":"'"$v"'"}'"#,
    #"give "$v"; next; say '"error":{"kind":"bad-reference","reference":"'"$v"'","reason":"'"$v"'"}'"#,
    #"give "$v"; next; say '"error":{"kind":"unsupported-capability","capability":"'"$v"'"}'"#,
    #"give "$v"; next; say '"error":{"kind":"'"$v"'"}'"#,
    #"give "$v"; next; say '"error":{"code":1,"message":"'"$v"'"}'"#,
    "give \"$v\"; next; printf '%s\\n' \"$s\"", "give \"$v\"; next; exit 9",
    "give \"$v\"; next; kill -KILL $$", "give \"$v\"; next; give \"$v\"; give \"$v\"",
  ])
  func noFailureShowsAValue(_ script: String) throws {
    let definition = try scene.plugin(
      """
      v='\(Self.quoted)'
      s='\(Self.sentinel)'
      init; next
      \(script)
      printf 'the value is %s, in JSON %s\n' "$s" "$v" >&2
      next
      """)
    try scene.withClient(definition) { client throws in
      let conversation = client.conversation([.get("first"), .get("second"), .validate("third")])
      #expect(throws: HelperRun.Failure.self) {
        try HelperRun.finish([conversation], client.loop)
      }
      let failure = try #require(conversation.failure)
      let report = ErrorReport(failure)
      var shown = "\(failure)\n\(String(reflecting: failure))\n\(failure.text)\n"
      shown += ([report.headline] + report.details + report.help).joined(separator: "\n")
      dump(failure, to: &shown)
      dump(conversation.replies, to: &shown)
      print(conversation.replies, conversation, client, to: &shown)
      shown += scene.text("state/qli/sources/demo.json")
      #expect(!shown.contains("SENTINEL") && !shown.contains("zyxw"))
    }
  }

  @Test func aValueInTheErrorsOfALaterProcess() throws {
    let definition = try scene.plugin(
      """
      init; next
      [ -e "$root/given" ] && { echo "old one: geheim1234" >&2; exit 1; }
      : > "$root/given"; give geheim1234; next
      """)
    try scene.withClient(definition) { client throws in
      #expect(try client.get("r").text == "geheim1234")
      client.shutDown()
      let error = sourceError { () throws(SourceError) in _ = try client.get("r") }
      #expect(error == "it exited with 1 before it answered | old one: <redacted>\n")
    }
  }

  /// What the plugin logs in with is no business of a message either.
  @Test func aCredentialInItsErrors() throws {
    let definition = try scene.plugin(
      "init; next; echo \"bad token $TOKEN for $NAME\" >&2; exit 1", allowed: ["TOKEN", "NAME"],
      credentials: ["TOKEN"])
    try scene.withClient(definition, environment: Environment(["TOKEN=hvs.1234", "NAME=me"])) {
      client throws in
      let error = sourceError { () throws(SourceError) in _ = try client.get("r") }
      #expect(error == "it exited with 1 before it answered | bad token <redacted> for me\n")
    }
  }

  @Test func onlyTheEndOfStandardErrorIsKept() throws {
    let definition = try scene.plugin(
      "init; next; head -c 100000 /dev/zero | tr '\\0' x >&2; echo end >&2; exit 1",
      allowed: ["PATH"])
    try scene.withClient(definition, environment: Environment(["PATH=/usr/bin:/bin"])) {
      client throws in
      let conversation = client.conversation([.get("r")])
      #expect(throws: HelperRun.Failure.self) {
        try HelperRun.finish([conversation], client.loop)
      }
      let text = try #require(conversation.failure?.errorText)
      #expect(text == String(repeating: "x", count: 4092) + "end\n")
    }
  }
}
