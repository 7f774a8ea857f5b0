/// Where the mutator starts from.
enum Corpus {
  static let documents = [
    "",
    "a = 1\n",
    """
    schema_version = 1
    description = "Production, with care" # a comment
    banner = '''
    You are about to touch production.
    '''
    confirm = true
    audit_log = "~/.local/state/qli/prod.jsonl"

    [requires_env]
    AWS_PROFILE = "production"
    CI = true

    [[secrets]]
    env = "DEPLOY_TOKEN"
    ref = "op://vault/item/password"
    provider = "one_password"

    [[secrets]]
    env = "OTHER"
    ref = "OTHER_SOURCE"
    provider = "env"
    keep_credentials = false

    """,
    "a.b.c = 1\na.b.d = 2\n[a.e]\nx = 1\n[[a.f]]\ny = 2\n[[a.f]]\n[a.f.g]\nz = 3\n",
    "a = {b = 1, c = {d.e = 2, d.f = 'x'}, g = [1, [2, {}], []]}\n[[h]]\ni = [{}]\n",
    "n = [0, -0, +1, 1_000, 0xdead_BEEF, 0o755, 0b1010, 9223372036854775807]\n",
    "s = [\"\\b\\t\\n\\f\\r\\\"\\\\\\u00e9\\U0001F600\", '\\', \"\"\"a\\\n  b\"\"\", ''''x'''']\r\n",
    "'\u{E9}' = 1\n'e\u{301}' = 2\n\"\" = 3\n'' . '\u{1F600}' = 4\n",
    "\u{FEFF}a = [ # x\r\n1 , # y\r\n]\r\n\tb\t=\ttrue\t\r\n",
    "f = 1.5e3\nd = 1979-05-27T07:32:00Z\n",
    "[a.b.c]\nz = 9\n[a]\nb.d = 1\n[x.y]\n[x]\n",
    String(repeating: "a.", count: 120) + "a = " + String(repeating: "[", count: 6)
      + String(repeating: "]", count: 6),
  ]

  static let tokens: [[UInt8]] =
    [
      "[", "]", "[[", "]]", "{", "}", "=", ".", ",", "#", "\n", "\r", "\r\n", " ", "\t", "\"", "'",
      "\"\"\"", "'''", "\\", "\\u", "\\U0010FFFF", "\\\n", "a", "b", "a.b", "a = 1\n", "[a]\n",
      "[[a]]\n", "[a.b]\n", "{b = 1}", "[{}]", "true", "inf", "0x", "_", "-", "+", "0", "1",
      "9223372036854775808", "1.5", "1979-05-27", "\u{FEFF}", "é", "e\u{301}", "\u{0}", "\u{7F}",
    ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]]
}
