import Testing

@testable import QliCore

@Suite struct PathTemplateTests {
  /// What `source` becomes: the path, or the error.
  private func expanded(_ source: String, _ entries: ByteString...) throws -> String {
    let template = try PathTemplate(source)
    do throws(PathTemplate.ExpansionError) {
      return try template.expanded(in: Environment(entries)).description
    } catch {
      return "\(error)"
    }
  }

  @Test func plainPathsStay() throws {
    #expect(try expanded("/var/log/qli.jsonl") == "/var/log/qli.jsonl")
    #expect(try expanded("/") == "/")
    #expect(try expanded("/a b/~/é\u{1f600}/%s{}/~x") == "/a b/~/é\u{1f600}/%s{}/~x")
  }

  @Test func theHomeIsPutInForATilde() throws {
    #expect(try expanded("~/log", "HOME=/h") == "/h/log")
    #expect(try expanded("~", "HOME=/h") == "/h")
    #expect(try expanded("~/log") == #"unset("HOME")"#)
    #expect(try expanded("~/log", "HOME=") == #"unset("HOME")"#)
    #expect(try expanded("~/log", "HOME=h") == #"notAbsolute("h/log")"#)
    // No password file is read.
    #expect(throws: PathTemplate.SyntaxError.otherUser) { try PathTemplate("~alice/log") }
  }

  @Test func variablesInAPath() throws {
    #expect(try expanded("$A/log", "A=/a") == "/a/log")
    #expect(try expanded("${A}/log", "A=/a") == "/a/log")
    #expect(try expanded("${A}b$A.log", "A=/a") == "/ab/a.log")
    #expect(try expanded("/x/$A_1-$A", "A_1=one", "A=two") == "/x/one-two")
    #expect(try expanded("/$Aé", "A=a") == "/aé")
    #expect(try expanded("$A/log", "A=~/$B") == #"notAbsolute("~/$B/log")"#)
    #expect(try expanded("/x/$A", "A=~/$B") == "/x/~/$B")
  }

  @Test func anUnsetOrEmptyVariableIsAnError() throws {
    #expect(try expanded("/x/$A/$B") == #"unset("A")"#)
    #expect(try expanded("/x/$A/${B}", "A=a") == #"unset("B")"#)
    #expect(try expanded("/x/$A", "A=") == #"unset("A")"#)
    #expect(try expanded("$XDG_RUNTIME_DIR/x", "HOME=/h") == #"unset("XDG_RUNTIME_DIR")"#)
  }

  @Test func theFirstOfTwoVariablesOfOneNameCounts() throws {
    #expect(try expanded("$A", "AA=/0", "A=/1", "A=/2") == "/1")
  }

  @Test(arguments: [
    ("XDG_DATA_HOME", "/h/.local/share"), ("XDG_CONFIG_HOME", "/h/.config"),
    ("XDG_STATE_HOME", "/h/.local/state"), ("XDG_CACHE_HOME", "/h/.cache"),
  ])
  func variablesOfXDGHaveDefaults(_ name: String, _ path: String) throws {
    #expect(try expanded("$\(name)/qli/log", "HOME=/h") == "\(path)/qli/log")
    #expect(try expanded("${\(name)}/log", "HOME=/h", ByteString("\(name)=")) == "\(path)/log")
    #expect(try expanded("$\(name)/log", "HOME=/h", ByteString("\(name)=/x")) == "/x/log")
    #expect(try expanded("$\(name)/log") == "unset(\"\(name)\")")
  }

  @Test func theResultHasToBeAbsolute() throws {
    #expect(try expanded("$A/log", "A=logs") == #"notAbsolute("logs/log")"#)
    #expect(try expanded("$A$B", "A=x", "B=/y") == #"notAbsolute("x/y")"#)
  }

  @Test func valuesAreBytes() throws {
    let entry = try #require(ByteString("A=/".utf8 + [0xff, 0x0a]))
    let path = try PathTemplate("$A/é").expanded(in: Environment([entry]))
    #expect(Array(path.string.bytes) == [0x2f, 0xff, 0x0a, 0x2f, 0xc3, 0xa9])
  }

  @Test(arguments: [
    ("", PathTemplate.SyntaxError.empty), ("log", .relative), ("./log", .relative),
    (" /log", .relative), ("\\$A/log", .relative), ("~alice", .otherUser), ("~~/log", .otherUser),
    ("$", .badVariable), ("/a$", .badVariable), ("/a/$/b", .badVariable), ("$1/log", .badVariable),
    ("/$é", .badVariable), ("/$$A", .badVariable), ("${A/log", .badVariable),
    ("${}/a", .badVariable),
    ("${A-B}", .badVariable), ("${A:-/x}", .badVariable), ("${1}", .badVariable),
    ("$(pwd)", .badVariable), ("/a\u{0}b", .holdsNUL),
  ])
  func whatCannotBeAPath(_ source: String, _ error: PathTemplate.SyntaxError) {
    #expect(throws: error) { try PathTemplate(source) }
  }

  @Test func equalityIsThatOfTheBytes() throws {
    #expect(try PathTemplate("/é") == PathTemplate("/é"))
    #expect(try PathTemplate("/\u{e9}") != PathTemplate("/e\u{301}"))
    #expect(try PathTemplate("$A") != PathTemplate("${A}"))
  }
}
