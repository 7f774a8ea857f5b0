import Testing

@testable import QliCore

@Suite struct VariableNameTests {
  @Test(arguments: [
    "A", "a", "_", "_1", "PATH", "lower_Case9", String(repeating: "X", count: 5000),
  ])
  func namesOfVariables(_ text: String) {
    #expect(VariableName(text)?.text == text)
    #expect(VariableName(text)?.description == text)
  }

  @Test(arguments: [
    "", "1", "1A", "A-B", "A.B", "A B", " A", "A=", "=", "$A", "A\n", "A\u{0}", "É", "Ä",
    "A\u{301}",
    "Ａ",
  ])
  func textsThatAreNoNames(_ text: String) {
    #expect(VariableName(text) == nil)
  }

  @Test(arguments: [
    "QLI", "QLI_", "QLI_GROUP", "QLI_ANYTHING", "PATH", "HOME", "LD_", "LD_PRELOAD",
    "LD_LIBRARY_PATH", "DYLD_", "DYLD_INSERT_LIBRARIES", "BASH_ENV", "ENV", "IFS", "SHELLOPTS",
    "PROMPT_COMMAND", "NODE_OPTIONS", "PERL5OPT", "PYTHONPATH", "PYTHONSTARTUP", "RUBYOPT",
  ])
  func reservedNames(_ text: String) {
    #expect(VariableName(text)?.isReserved == true)
  }

  @Test(arguments: [
    "QLIX", "QL", "qli", "qli_x", "LD", "LDX", "DYLD", "XLD_PRELOAD", "PATHS", "MANPATH", "Path",
    "ENVIRONMENT", "BASH", "OP_SERVICE_ACCOUNT_TOKEN", "PYTHON", "USER", "_QLI_",
  ])
  func namesThatAreNotReserved(_ text: String) {
    #expect(VariableName(text)?.isReserved == false)
  }
}
