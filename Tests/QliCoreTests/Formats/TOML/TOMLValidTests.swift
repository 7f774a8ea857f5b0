import Testing

@testable import QliCore

/// A document and its tree.
struct ValidDocument: CustomTestStringConvertible, Sendable {
  let document: String
  let tree: String

  init(_ document: String, _ tree: String) {
    self.document = document
    self.tree = tree
  }

  var testDescription: String { document.debugDescription }
}

@Suite struct TOMLValidTests {
  @Test(arguments: [
    ValidDocument("", "{}"),
    ValidDocument("\n", "{}"),
    ValidDocument("\r\n \t\r\n", "{}"),
    ValidDocument("# comment", "{}"),
    ValidDocument("# c\u{E9} \t #\r\na = 1 # end\r\n# more", "{a: 1}"),
    ValidDocument("\u{FEFF}", "{}"),
    ValidDocument("\u{FEFF}a = 1", "{a: 1}"),
    ValidDocument("# \u{FEFF}\na = '\u{FEFF}'", #"{a: "\u{FEFF}"}"#),
    ValidDocument("a=1", "{a: 1}"),
    ValidDocument("\t a \t = \t 1 \t \r\n b=2", "{a: 1, b: 2}"),
    ValidDocument("a = true\nb = false", "{a: true, b: false}"),
  ]) func layoutOfDocuments(_ valid: ValidDocument) throws {
    #expect(try tree(of: valid.document) == valid.tree)
  }

  @Test(arguments: [
    ValidDocument("A-Z_09 = 1", "{A-Z_09: 1}"),
    ValidDocument("1234 = 1\n- = 2\n_ = 3\n01 = 4", "{1234: 1, -: 2, _: 3, 01: 4}"),
    ValidDocument("true = 1\ninf = 2\n1979-05-27 = 3", "{true: 1, inf: 2, 1979-05-27: 3}"),
    ValidDocument(#""" = 1"#, #"{"": 1}"#),
    ValidDocument("'' = 1", #"{"": 1}"#),
    ValidDocument("''.'' = 1", #"{"": {"": 1}}"#),
    ValidDocument(#""a b" = 1"#, #"{"a b": 1}"#),
    ValidDocument(#""\u00e9\n" = 1"#, #"{"\u{E9}\n": 1}"#),
    ValidDocument(#"'\u00e9' = 1"#, #"{"\\u00e9": 1}"#),
    ValidDocument(#""a.b".c = 1"#, #"{"a.b": {c: 1}}"#),
    ValidDocument("a . b\t.\t'c' = 1", "{a: {b: {c: 1}}}"),
    ValidDocument("3.14 = 1", "{3: {14: 1}}"),
    ValidDocument("a.b = 1\nc = 2\na.d = 3", "{a: {b: 1, d: 3}, c: 2}"),
    ValidDocument("a.b.c = 1\na.b.d = 2", "{a: {b: {c: 1, d: 2}}}"),
  ]) func keysOfAllKinds(_ valid: ValidDocument) throws {
    #expect(try tree(of: valid.document) == valid.tree)
  }

  @Test(arguments: [
    ValidDocument("a = 0", "{a: 0}"),
    ValidDocument("a = +0", "{a: 0}"),
    ValidDocument("a = -0", "{a: 0}"),
    ValidDocument("a = +99", "{a: 99}"),
    ValidDocument("a = -17", "{a: -17}"),
    ValidDocument("a = 1_000_0", "{a: 10000}"),
    ValidDocument("a = 9223372036854775807", "{a: 9223372036854775807}"),
    ValidDocument("a = -9223372036854775808", "{a: -9223372036854775808}"),
    ValidDocument("a = 0xDEADbeef", "{a: 3735928559}"),
    ValidDocument("a = 0xdead_beef", "{a: 3735928559}"),
    ValidDocument("a = 0x00ff", "{a: 255}"),
    ValidDocument("a = 0x7fffffffffffffff", "{a: 9223372036854775807}"),
    ValidDocument("a = 0o01234567", "{a: 342391}"),
    ValidDocument("a = 0o777777777777777777777", "{a: 9223372036854775807}"),
    ValidDocument("a = 0b1101_0110", "{a: 214}"),
    ValidDocument("a = 0b0", "{a: 0}"),
    ValidDocument("a = 0x0000000000000000000000000001", "{a: 1}"),
    ValidDocument("a = 0xe1", "{a: 225}"),
    ValidDocument("a = 1#comment", "{a: 1}"),
  ]) func integersOfAllForms(_ valid: ValidDocument) throws {
    #expect(try tree(of: valid.document) == valid.tree)
  }

  @Test(arguments: [
    ValidDocument(#"a = """#, #"{a: ""}"#),
    ValidDocument("a = ''", #"{a: ""}"#),
    ValidDocument("a = \"\"\"\"\"\"", #"{a: ""}"#),
    ValidDocument("a = ''''''", #"{a: ""}"#),
    ValidDocument(
      #"a = "\b\t\n\f\r\"\\""#, #"{a: "\u{8}\u{9}\n\u{C}\u{D}\"\\"}"#),
    ValidDocument(#"a = "\u0000\u00E9\U0001F600""#, #"{a: "\u{0}\u{E9}\u{1F600}"}"#),
    ValidDocument(#"a = "\uD7FF\uE000\U0010FFFF""#, #"{a: "\u{D7FF}\u{E000}\u{10FFFF}"}"#),
    ValidDocument("a = '\\n \"'", #"{a: "\\n \""}"#),
    ValidDocument("a = \"\t'#\"", #"{a: "\u{9}'#"}"#),
    ValidDocument("a = 'é😀'", #"{a: "\u{E9}\u{1F600}"}"#),
    ValidDocument(
      "a = \"\u{80}\u{7FF}\u{800}\u{FFFD}\u{10000}\"",
      #"{a: "\u{80}\u{7FF}\u{800}\u{FFFD}\u{10000}"}"#),
    ValidDocument("a = \"\"\"\nx\ny\n\"\"\"", #"{a: "x\ny\n"}"#),
    ValidDocument("a = \"\"\"\r\nx\r\ny\"\"\"", #"{a: "x\ny"}"#),
    ValidDocument("a = '''\r\n\r\nx\r\ny'''", #"{a: "\nx\ny"}"#),
    ValidDocument("a = \"\"\"\n\nx\"\"\"", #"{a: "\nx"}"#),
    ValidDocument("a = '''\n\\x\\\n'''", #"{a: "\\x\\\n"}"#),
    ValidDocument("a = \"\"\"x\\\n  \t\r\n  y\"\"\"", #"{a: "xy"}"#),
    ValidDocument("a = \"\"\"x \\ \t \r\n y\"\"\"", #"{a: "x y"}"#),
    ValidDocument("a = \"\"\"\\\n  \"\"\"", #"{a: ""}"#),
    ValidDocument("a = \"\"\"x\\\\\ny\"\"\"", #"{a: "x\\\ny"}"#),
    ValidDocument("a = \"\"\"\"\"\"\"\"", #"{a: "\"\""}"#),
    ValidDocument("a = '''''''", #"{a: "'"}"#),
    ValidDocument("a = \"\"\"\"x\"\"\"\"", #"{a: "\"x\""}"#),
    ValidDocument("a = \"\"\"\"\"x\"\"\"\"\"", #"{a: "\"\"x\"\""}"#),
    ValidDocument("a = \"\"\"x\"\"y\"\"\\\"\"\"\"", #"{a: "x\"\"y\"\"\""}"#),
    ValidDocument("a = ''''x'''''", #"{a: "'x''"}"#),
    ValidDocument("a = '''\"\"\"'''", #"{a: "\"\"\""}"#),
    ValidDocument("a = \"\"\"'''\\u0041\"\"\"", #"{a: "'''A"}"#),
    ValidDocument("a = \"\u{301}x\"", #"{a: "\u{301}x"}"#),
    ValidDocument("a = \"x\"\r\nb = 1", #"{a: "x", b: 1}"#),
  ]) func stringsOfAllForms(_ valid: ValidDocument) throws {
    #expect(try tree(of: valid.document) == valid.tree)
  }

  @Test(arguments: [
    ValidDocument("a = []", "{a: []}"),
    ValidDocument("a = [ # x\r\n ]", "{a: []}"),
    ValidDocument("a = [1]", "{a: [1]}"),
    ValidDocument("a = [1,2,]", "{a: [1, 2]}"),
    ValidDocument("a = [\n 1 # one\n , # comma\n\n 2\n,\n]", "{a: [1, 2]}"),
    ValidDocument("a = [1, 'x', true, [2], {b = 3}]", #"{a: [1, "x", true, [2], {b: 3}]}"#),
    ValidDocument("a = [[[]], []]", "{a: [[[]], []]}"),
    ValidDocument("a = [{}, {b = 1}, {b = 2}]", "{a: [{}, {b: 1}, {b: 2}]}"),
    ValidDocument("a = {}", "{a: {}}"),
    ValidDocument("a = { \t }", "{a: {}}"),
    ValidDocument("a={b=1,c={d=2}}", "{a: {b: 1, c: {d: 2}}}"),
    ValidDocument("a = { b.c = 1, b.d = 2, 'e' . f = 3 }", "{a: {b: {c: 1, d: 2}, e: {f: 3}}}"),
    ValidDocument("a = { b = [\n1,\n] }", "{a: {b: [1]}}"),
    ValidDocument("a = { b = '''\nx\n''' }", #"{a: {b: "x\n"}}"#),
    ValidDocument("a.b = {c = 1}\na.d = 2", "{a: {b: {c: 1}, d: 2}}"),
  ]) func arraysAndInlineTables(_ valid: ValidDocument) throws {
    #expect(try tree(of: valid.document) == valid.tree)
  }

  @Test(arguments: [
    ValidDocument("[a]", "{a: {}}"),
    ValidDocument("[a] # x\n[b]", "{a: {}, b: {}}"),
    ValidDocument("[ a . 'b.c' . \"d\" ]\nx = 1", #"{a: {"b.c": {d: {x: 1}}}}"#),
    ValidDocument("[a.b]\n[a]\nc = 1", "{a: {b: {}, c: 1}}"),
    ValidDocument("[x.y.z.w]\n[x]\n[x.y]", "{x: {y: {z: {w: {}}}}}"),
    ValidDocument("[a.b]\n[c]\n[a.d]", "{a: {b: {}, d: {}}, c: {}}"),
    ValidDocument("['']\nx = 1", #"{"": {x: 1}}"#),
    ValidDocument("x = 1\n[a]\nx = 2", "{x: 1, a: {x: 2}}"),
    ValidDocument("[a]\nb.c = 1\n[a.b.d]\nx = 2", "{a: {b: {c: 1, d: {x: 2}}}}"),
    ValidDocument("[a]\nb.c = 1\n[[a.b.d]]\nx = 2", "{a: {b: {c: 1, d: [{x: 2}]}}}"),
    // A table only on the way to another may still be defined, by a dotted key too.
    ValidDocument("[a.b.c]\n[a]\nb.d = 1", "{a: {b: {c: {}, d: 1}}}"),
    ValidDocument("[[a]]", "{a: [{}]}"),
    ValidDocument("[[a]]\nx = 1\n[[a]]\n[[ a ]]\nx = 3", "{a: [{x: 1}, {}, {x: 3}]}"),
    ValidDocument("[[a]]\n[a.b]\nx = 1\n[[a]]\n[a.b]\nx = 2", "{a: [{b: {x: 1}}, {b: {x: 2}}]}"),
    ValidDocument("[[a]]\n[[a.b]]\n[[a.b]]\n[[a]]\n[[a.b]]", "{a: [{b: [{}, {}]}, {b: [{}]}]}"),
    ValidDocument("[[a.b]]\n[a]\nx = 1", "{a: {b: [{}], x: 1}}"),
    ValidDocument("[[a]]\nb.c = 1\n[[a]]\nb.c = 2", "{a: [{b: {c: 1}}, {b: {c: 2}}]}"),
  ]) func headersOfTables(_ valid: ValidDocument) throws {
    #expect(try tree(of: valid.document) == valid.tree)
  }

  @Test func keysAreComparedAsBytes() throws {
    let table = try TOML.parse(Array("'\u{E9}' = 1\n'e\u{301}' = 2".utf8))
    #expect(table.entries.count == 2)
    #expect(table["\u{E9}"].map { text(of: $0.value) } == "1")
    #expect(table["e\u{301}"].map { text(of: $0.value) } == "2")
    #expect(table["e"] == nil)
  }

  /// Two marks in either order are canonically equivalent, and even as long in bytes.
  @Test(arguments: [0, 100]) func equivalentKeysOfOneLength(filler: Int) throws {
    let document =
      (0..<filler).map { "k\($0) = \($0)\n" }.joined()
      + "'a\u{323}\u{307}' = 1\n'a\u{307}\u{323}' = 2"
    let table = try TOML.parse(Array(document.utf8))
    #expect(table["a\u{323}\u{307}"].map { text(of: $0.value) } == "1")
    #expect(table["a\u{307}\u{323}"].map { text(of: $0.value) } == "2")
  }

  @Test func keysAreComparedAsBytesInALargeTable() throws {
    let filler = (0..<100).map { "k\($0) = \($0)\n" }.joined()
    let table = try TOML.parse(Array((filler + "'\u{E9}' = 1\n'e\u{301}' = 2").utf8))
    #expect(table.entries.count == 102)
    #expect(table["\u{E9}"].map { text(of: $0.value) } == "1")
    #expect(table["e\u{301}"].map { text(of: $0.value) } == "2")
    #expect(table["k57"].map { text(of: $0.value) } == "57")
    #expect(table["k100"] == nil)
  }
}
